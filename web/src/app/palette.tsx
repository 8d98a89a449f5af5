// The palette of Ctrl-K: go to a page, or to a lead by what it is called.
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { kUnknown } from '~/ui/format'
import { leadCompany, leadName } from '~/ui/lead_words'
import { Dialog } from '~/ui/dialog'
import { text } from '~/ui/text'
import { ruleWords } from '~/ui/words/rules'
import { setupWords } from '~/ui/words/setup'
import { startWords } from '~/ui/words/start'
import type { RoleName } from '~/api/caller'
import { useRole } from '~/api/session'
import { TextInput } from '~/ui/controls'
import { placesFor } from './places'

// What stands within one of the places, found by its name.
const kForAll = [{ to: '/app/start', label: startWords.title }] as const
const kForEditors = [
  { to: '/app/rules/simulate', label: ruleWords.simulate.title },
  { to: '/app/rules/compare', label: ruleWords.compare.title },
  { to: '/app/rules/versions', label: ruleWords.versions.title },
  { to: '/app/schedules', label: setupWords.nav.schedules },
  { to: '/app/territories', label: setupWords.nav.territories },
  { to: '/app/accounts', label: setupWords.nav.accounts },
] as const
const pagesFor = (role: RoleName) => (role === 'admin' || role === 'operations' ? [...kForEditors, ...kForAll] : kForAll)

interface Entry {
  id: string
  label: string
  detail: string | undefined
  go: () => void
}

function useEntries(words: string): Entry[] {
  const navigate = useNavigate()
  const role = useRole()
  const [asked] = useDebouncedValue(words.trim(), 200)
  const found = useQuery({
    queryKey: ['palette', asked],
    enabled: asked.length >= 2,
    queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { q: asked, limit: 8 } }, signal })),
  })
  const q = words.trim()
  const entries: Entry[] = placesFor(role)
    .filter((place) => place.label.toLowerCase().includes(q.toLowerCase()))
    .map((place) => ({ id: place.to, label: place.label, detail: `G ${place.letter.toUpperCase()}`, go: () => void navigate({ to: place.to }) }))
  if (q === '') return entries
  for (const page of pagesFor(role)) {
    if (page.label.toLowerCase().includes(q.toLowerCase())) entries.push({ id: page.to, label: page.label, detail: undefined, go: () => void navigate({ to: page.to }) })
  }
  for (const lead of asked === q ? (found.data?.leads ?? []) : []) {
    entries.push({
      id: lead.lead,
      label: leadName(lead.fields) ?? kUnknown,
      detail: leadCompany(lead.fields),
      go: () => void navigate({ to: '/app/leads/$lead', params: { lead: lead.lead }, search: {} }),
    })
  }
  entries.push({ id: 'search', label: text.palette.leadsWith(q), detail: undefined, go: () => void navigate({ to: '/app/leads', search: { q } }) })
  return entries
}

function Entries({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), []) // at once: whoever opens it types on
  const entries = useEntries(words)
  const chosen = Math.min(at, entries.length - 1)
  const go = (entry: Entry | undefined): void => {
    if (!entry) return
    onClose()
    entry.go()
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setAt((chosen + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % entries.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      go(entries[chosen])
    }
  }
  return (
    <>
      <TextInput
        ref={field}
        aria-label={text.palette.placeholder}
        placeholder={text.palette.placeholder}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={entries[chosen] ? `palette-${chosen}` : undefined}
        data-autofocus
      />
      <div id="palette-list" role="listbox" aria-label={text.palette.title} className="palette" tabIndex={-1}>
        {entries.map((entry, i) => (
          <div key={entry.id} id={`palette-${i}`} role="option" aria-selected={i === chosen} tabIndex={-1} className="palette-entry" onClick={() => go(entry)} onKeyDown={onKey} onMouseMove={() => setAt(i)}>
            <span>{entry.label}</span>
            {entry.detail ? <span className="soft">{entry.detail}</span> : null}
          </div>
        ))}
      </div>
    </>
  )
}

export function Palette({ onClose }: { onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title={text.palette.title} high>
      <Entries onClose={onClose} />
    </Dialog>
  )
}
