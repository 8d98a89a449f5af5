// What a lead and an event of the log are called on screen.
import type { BatonEvent, Lead, LeadStateName } from '~/api/client'
import { text } from './text'

type Fields = Readonly<Record<string, unknown>>

const saidText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

// Who it is: their name, else their address or number; undefined where nothing tells.
export function leadName(fields: Fields): string | undefined {
  const whole = [saidText(fields['first_name']), saidText(fields['last_name'])].filter(Boolean).join(' ')
  return saidText(fields['name']) ?? (whole || undefined) ?? saidText(fields['email']) ?? saidText(fields['phone']) ?? saidText(fields['company'])
}

export function leadCompany(fields: Fields): string | undefined {
  return saidText(fields['company']) ?? saidText(fields['domain'])
}

interface Held {
  state?: LeadStateName
  person?: string | null
  pool?: string | null
  queue?: string | null
  rejected?: string | null
}

// Who has it, in words: a person by `nameOf`, or what it waits in.
export function holder(held: Held, nameOf: (person: string) => string = (key) => key): string {
  if (held.person) return nameOf(held.person)
  if (held.queue) return text.holder.queue(held.queue)
  if (held.state === 'rejected' || held.rejected) return text.holder.rejected
  if (held.state === 'held') return held.pool ? text.holder.pool(held.pool) : text.holder.waits
  return text.holder.nobody
}

export function isOver(state: LeadStateName): boolean {
  return state === 'won' || state === 'lost' || state === 'disqualified' || state === 'rejected'
}

export type Mood = 'given' | 'answered' | 'waiting' | 'alarm' | 'over'

const kMoods: Record<LeadStateName, Mood> = {
  assigned: 'given',
  acknowledged: 'answered',
  contacted: 'answered',
  won: 'answered',
  held: 'waiting',
  queued: 'waiting',
  unrouted: 'alarm',
  lost: 'over',
  disqualified: 'over',
  rejected: 'over',
}

export function moodOf(state: LeadStateName): Mood {
  return kMoods[state]
}

export function ruleName(rule: string): string {
  return rule === 'otherwise' ? text.live.noRule : rule
}

export function eventMood(event: BatonEvent): Mood {
  if (event.kind === 'escalated' || event.kind === 'alerted') return 'alarm'
  return event.state ? moodOf(event.state) : 'over'
}

export type { Lead }
