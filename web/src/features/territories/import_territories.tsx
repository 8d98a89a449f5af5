// The dialog that imports territories from CSV into the draft.
import { useCallback } from 'react'
import { draftStore } from '~/draft/store'
import type { UseDraft } from '~/draft/use_draft'
import { once } from '~/ui/format'
import { type Import, ImportDialog } from '~/ui/import_dialog'
import { notify } from '~/ui/notices'
import { setupWords } from '~/ui/words/setup'
import { importInto } from './edit_territories'
import { placesOf } from './map'
import type { Kind } from './places'
import { readTerritories } from './read_territories'

const words = setupWords.territories.import

const named = (kind: Kind): ReadonlyMap<string, string> => new Map(placesOf(kind).flatMap(({ code, name }) => [[code.toLowerCase(), code], [name.toLowerCase(), code]] as const))
const codes = once(() => ({ states: named('states'), countries: named('countries') }))

export function ImportTerritories({ draft, onClose }: { draft: UseDraft; onClose: () => void }) {
  const { text, model, edit } = draft
  const read = useCallback(
    (csv: string): Import => {
      const { territories, people, pools, queues } = model
      const { given, errors } = readTerritories(csv, { territories, people, pools, queues, codes: codes() })
      const next = importInto(text, territories, given)
      const take = (): void => {
        edit(() => next.text)
        onClose()
        notify(words.done, { undo: () => draftStore.undo() })
      }
      return { summary: words.summary(next.fresh, next.changed), errors, take: next.text === text ? undefined : take }
    },
    [text, model, edit, onClose],
  )
  return <ImportDialog title={words.title} hint={words.hint} read={read} onClose={onClose} />
}
