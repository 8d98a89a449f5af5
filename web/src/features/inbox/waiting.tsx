// What the inbox says while the server cannot be reached: from when the leads are, and what was done
// meanwhile and waits to be sent, each of which can still be taken back.
import { useSyncExternalStore } from 'react'
import { useAway } from '~/api/live'
import { type Kept, outbox } from '~/api/outbox'
import { Button } from '~/ui/controls'
import { formatDateTime, formatRelative } from '~/ui/format'
import { text } from '~/ui/text'

// `read`: when the leads were read, milliseconds; 0: never.
export function AsOf({ read }: { read: number }) {
  const away = useAway()
  const at = new Date(read).toISOString()
  return <div role="status">{away && read > 0 ? <p className="note small waits">{text.inbox.asOf(formatDateTime(at), formatRelative(at))}</p> : null}</div>
}

export function useKept(): readonly Kept[] {
  return useSyncExternalStore(outbox.subscribe, outbox.get)
}

export function WaitsToBeSent({ kept }: { kept: readonly Kept[] }) {
  if (kept.length === 0) return null
  return (
    <details className="note small waits">
      <summary>{text.actions.keptWaiting(kept.length)}</summary>
      <ul>
        {kept.map(({ key, action, name }) => {
          const what = text.actions.keptAct(text.actions.kinds[action.kind], name)
          return (
            <li key={key}>
              <span>{what}</span>
              <Button variant="default" size="compact-sm" aria-label={text.actions.dropOf(what)} onClick={() => outbox.drop(key)}>
                {text.actions.drop}
              </Button>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
