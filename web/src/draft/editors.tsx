// Who else has the document open to change it. This page says so of itself every few seconds, hears
// of the others, and takes its leave; pages of one browser share a draft and count as one.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { components } from '#schema'
import { api, newKey } from '~/api/client'
import { useAway } from '~/api/live'
import { dataOf } from '~/api/problem'
import { beforeSignOut } from '~/api/session'
import { formatDateTime, formatWhen } from '~/ui/format'
import { draftWords as words } from '~/ui/words/draft'

type Editor = components['schemas']['Editors']['editors'][number]

const kEvery = 4_000 // milliseconds
const kGone = 500 // from one page of the set-up to the next nobody leaves
const kKey = 'baton-browser'

let stay = newKey()
let leaving: ReturnType<typeof setTimeout> | undefined

function ownBrowser(): string {
  const known = localStorage.getItem(kKey)
  if (known !== null) return known
  const fresh = newKey()
  try {
    localStorage.setItem(kKey, fresh)
  } catch {
    // Without room each page is a browser of its own.
  }
  return fresh
}

// Who comes again begins a new stay. The word of a page that is closed may be lost: who falls silent is taken for gone a
// little later.
async function leave(editor: string): Promise<void> {
  clearTimeout(leaving)
  await api.DELETE('/v1/workspace/editors/{editor}', { params: { path: { editor } }, keepalive: true }).catch(() => undefined)
}

function useEditors(changes: boolean): readonly Editor[] {
  const away = useAway()
  const query = useQuery({
    queryKey: ['editors', changes],
    queryFn: ({ signal }) => dataOf(api.PUT('/v1/workspace/editors/{editor}', { params: { path: { editor: stay } }, body: { browser: ownBrowser(), changes }, signal })),
    enabled: !away,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
    refetchInterval: kEvery,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: 'always',
  })
  useEffect(() => {
    clearTimeout(leaving)
    const left = (): Promise<void> => {
      const editor = stay
      stay = newKey()
      return leave(editor)
    }
    const hidden = (): void => void leave(stay)
    const shown = (event: PageTransitionEvent): void => void (event.persisted && (stay = newKey()))
    const signedOut = (): Promise<void> => left().finally(() => (isGone = true))
    let isGone = false
    addEventListener('pagehide', hidden)
    addEventListener('pageshow', shown)
    beforeSignOut.add(signedOut)
    return () => {
      removeEventListener('pagehide', hidden)
      removeEventListener('pageshow', shown)
      beforeSignOut.delete(signedOut)
      if (!isGone) leaving = setTimeout(() => void left(), kGone)
    }
  }, [])
  return away ? [] : (query.data?.editors ?? [])
}

function nameOf(editor: Editor): string | undefined {
  return editor.you ? undefined : (editor.name ?? (editor.actor === 'api' ? words.somebody : editor.actor))
}

// `changes`: there is something here that is not published.
export function Editors({ changes }: { changes: boolean }) {
  const others = useEditors(changes)
  return (
    <div role="status" aria-label={words.editors} className="editors-said">
      {others.length > 0 ? (
        <ul className="editors">
          {others.map((one) => (
            <li key={`${one.actor} ${one.since}`} data-changes={one.changes || undefined} title={formatDateTime(one.since)}>
              <span className="dot" aria-hidden="true" />
              {(one.changes ? words.editing : words.looking)(nameOf(one), formatWhen(one.since))}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
