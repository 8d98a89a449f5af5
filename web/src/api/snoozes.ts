// Leads that somebody has put aside for a while: in this browser, and theirs who is signed in. The
// server's clocks go on all the while, so a lead comes back before its step falls due, and whenever
// something happens to it.
import type { Lead } from './client'

interface Snooze {
  until: number // milliseconds
  state: Lead['state']
  person: string | null
}
export type Snoozes = Readonly<Record<string, Snooze>>

const kKey = 'baton-snoozed'
const kBeforeDue = 5 * 60_000 // milliseconds
const kAtMost = 500
const kNone: Snoozes = {}

function read(): Snoozes {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kKey) ?? '{}')
    return typeof found === 'object' && found !== null ? (found as Snoozes) : kNone
  } catch {
    return kNone
  }
}

let all: Snoozes = read()
const listeners = new Set<() => void>()

function put(next: Snoozes): void {
  all = next
  try {
    if (Object.keys(next).length > 0) localStorage.setItem(kKey, JSON.stringify(next))
    else localStorage.removeItem(kKey)
  } catch {
    // Without room it lasts as long as this page.
  }
  for (const listener of listeners) listener()
}

export const snoozes = {
  get: (): Snoozes => all,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  // What has been over is dropped along the way.
  add(lead: Lead, until: number, now: number = Date.now()): void {
    const others = Object.entries(all).filter(([key, one]) => key !== lead.lead && one.until > now)
    put(Object.fromEntries([...others.slice(1 - kAtMost), [lead.lead, { until, state: lead.state, person: lead.person }]]))
  },
  wake(lead: string): void {
    put(Object.fromEntries(Object.entries(all).filter(([key]) => key !== lead)))
  },
  erase: (): void => put(kNone),
}

// When the lead comes back, milliseconds; undefined: it is not put aside, or not any more.
export function asleepUntil(lead: Lead, snoozed: Snoozes, now: number): number | undefined {
  const one = snoozed[lead.lead]
  if (!one || one.state !== lead.state || one.person !== lead.person) return undefined
  const due = Date.parse(lead.sla?.due ?? '')
  const until = Number.isNaN(due) ? one.until : Math.min(one.until, due - kBeforeDue)
  return until > now ? until : undefined
}
