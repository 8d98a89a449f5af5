// Short notices at the foot of the window, with Undo where there is one. They stay until they are
// closed or others push them out: nobody has to be quick.
import { useSyncExternalStore } from 'react'
import { Button, CloseButton } from './controls'
import { text } from './text'

interface Notice {
  id: number
  words: string
  bad: boolean
  detail?: string | undefined
  undo?: (() => void) | undefined
}

const kAtMost = 3
let notices: readonly Notice[] = []
let nextId = 1
const listeners = new Set<() => void>()

function put(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

export function notify(words: string, more: { bad?: boolean; detail?: string | undefined; undo?: (() => void) | undefined } = {}): void {
  put([...notices, { id: nextId++, words, bad: more.bad ?? false, detail: more.detail, undo: more.undo }].slice(-kAtMost))
}

function dismiss(id: number): void {
  put(notices.filter((notice) => notice.id !== id))
}

// Takes back what the newest notice with Undo tells of. False: there is none.
export function undoLast(): boolean {
  const last = notices.findLast((notice) => notice.undo !== undefined)
  if (!last) return false
  dismiss(last.id)
  last.undo?.()
  return true
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Notices() {
  const all = useSyncExternalStore(subscribe, () => notices)
  return (
    <div className="notices" role="status" aria-live="polite">
      {all.map((notice) => (
        <div key={notice.id} className="notice" data-bad={notice.bad || undefined}>
          <span className="notice-words">
            {notice.words}
            {notice.detail ? <span className="soft">{notice.detail}</span> : null}
          </span>
          {notice.undo ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                dismiss(notice.id)
                notice.undo?.()
              }}
            >
              {text.actions.undo}
            </Button>
          ) : null}
          <CloseButton aria-label={text.actions.close} onClick={() => dismiss(notice.id)} />
        </div>
      ))}
    </div>
  )
}
