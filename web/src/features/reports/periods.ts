// The period of a report, as the address has it: a unit and a day in it, or a range of days. Days are
// plain texts (2026-03-08) of the workspace's calendar; nothing here asks a zone.
import { once } from '~/ui/format'

export const kUnits = ['day', 'week', 'month', 'year'] as const
export type Unit = (typeof kUnits)[number]

export interface Span {
  period?: Unit
  on?: string
  from?: string
  to?: string // that day included
}

const kDay = 86_400_000
const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

export function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(midnight(text)) && dayOf(midnight(text)) === text
}

export function addDays(day: string, days: number): string {
  return dayOf(midnight(day) + days * kDay)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((midnight(to) - midnight(from)) / kDay)
}

// What the server is asked: its `to` is not in the period any more.
export function asked(span: Span): { period?: Unit; on?: string; from?: string; to?: string } {
  if (span.from && span.to) return { from: span.from, to: addDays(span.to, 1) }
  return { period: span.period ?? 'month', ...(span.on ? { on: span.on } : {}) }
}

// The one before or after. `first` is the first day of the present one.
export function shifted(unit: Unit, first: string, by: number): string {
  if (unit === 'day') return addDays(first, by)
  if (unit === 'week') return addDays(first, 7 * by)
  const date = new Date(midnight(first))
  const months = unit === 'year' ? 12 * by : by
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
}

// The first day and the last of what a report says it covers: RFC 3339 with the workspace's offset.
export function daysOf(from: string, to: string): { first: string; last: string } {
  const end = to.slice(0, 10)
  const isMidnight = to.slice(11, 19) === '00:00:00'
  return { first: from.slice(0, 10), last: isMidnight ? addDays(end, -1) : end }
}

const format = (options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) => once(() => new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', ...options }))
const long = format({ day: 'numeric', month: 'short', year: 'numeric' })
const month = format({ month: 'long', year: 'numeric' })
const short = format({ day: 'numeric', month: 'short' })

export function nameOfDay(day: string): string {
  return short().format(midnight(day))
}

export function nameOf(span: Span, first: string, last: string): string {
  if (!span.from) {
    if (span.period === 'year') return first.slice(0, 4)
    if ((span.period ?? 'month') === 'month') return month().format(midnight(first))
    if (span.period === 'day') return long().format(midnight(first))
  }
  return long().formatRange(midnight(first), midnight(last))
}
