// What is left of an SLA step: a ring that runs down, with the time beside it in words.
import { useSyncExternalStore } from 'react'
import { formatDateTime, formatRelative } from '~/ui/format'
import { text } from '~/ui/text'
import { type Clock, left } from '~/ui/urgency'

// One timer for all rings on the page.
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const one of listeners) one()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

const kAround = 2 * Math.PI * 15

export function SlaRing({ clock, ladder }: { clock: Clock; ladder: string }) {
  const at = useSyncExternalStore(subscribe, () => now)
  const rest = left(clock, at)
  const due = new Date(clock.due).toISOString()
  return (
    <span className="ring" data-late={rest < 0.25 || undefined} title={`${text.lead.sla(ladder)}, ${formatDateTime(due)}`}>
      <svg viewBox="0 0 36 36" width={36} height={36} aria-hidden="true">
        <circle cx={18} cy={18} r={15} className="ring-ground" />
        <circle cx={18} cy={18} r={15} className="ring-left" strokeDasharray={`${rest * kAround} ${kAround}`} transform="rotate(-90 18 18)" />
      </svg>
      <span>{rest === 0 ? text.inbox.due : text.inbox.left(formatRelative(due, at))}</span>
    </span>
  )
}
