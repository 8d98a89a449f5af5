// How urgent an open lead is: what is left of its SLA step, and the order that follows.
import type { Lead } from '~/api/client'

export interface Clock {
  due: number // milliseconds
  span: number // from when it began to run until it is due
}

// The clock that runs against a lead; undefined where none does.
export function clockOf(lead: Pick<Lead, 'sla' | 'since'>): Clock | undefined {
  const due = Date.parse(lead.sla?.due ?? '')
  if (Number.isNaN(due)) return undefined
  const since = Date.parse(lead.since ?? '')
  return { due, span: Math.max(1000, Number.isNaN(since) ? 3_600_000 : due - since) }
}

// What is left, of 1: 1 when it begins, 0 once it is due.
export function left(clock: Clock, now: number): number {
  return Math.min(1, Math.max(0, (clock.due - now) / clock.span))
}

// Whose step falls due first, then what nobody has answered, then the newest.
export function byUrgency(a: Lead, b: Lead): number {
  const dueA = clockOf(a)?.due ?? Number.POSITIVE_INFINITY
  const dueB = clockOf(b)?.due ?? Number.POSITIVE_INFINITY
  if (dueA !== dueB) return dueA < dueB ? -1 : 1
  const answered = Number(a.state !== 'assigned') - Number(b.state !== 'assigned')
  if (answered !== 0) return answered
  return Date.parse(b.received_at) - Date.parse(a.received_at) || (a.lead < b.lead ? 1 : -1)
}
