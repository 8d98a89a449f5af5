// The figures of a report as people read them.
import { formatNumber, formatPercent, formatSpan, kUnknown } from '~/ui/format'
import { text } from '~/ui/text'
import { reportWords as words } from '~/ui/words/reports'
import { nameOfDay } from './periods'
import type { Cell, Row } from './use_report'

const signed = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2, signDisplay: 'exceptZero' })
const hourName = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

export const kRates: ReadonlySet<string> = new Set(['win_rate', 'sla_rate', 'respond_rate', 'use', 'full_time'])
const kSeconds: ReadonlySet<string> = new Set(['assign_median', 'assign_p90', 'acknowledge_median', 'acknowledge_p90', 'contact_median', 'contact_p90', 'oldest', 'median', 'p90'])

export const formatRate = (value: Cell | undefined): string => formatPercent(typeof value === 'number' ? value : null)
export const formatSeconds = (value: Cell | undefined): string => formatSpan(typeof value === 'number' ? value : null)

export function formatCell(column: string, value: Cell | undefined): string {
  if (value === null || value === undefined) return kUnknown
  if (kRates.has(column)) return formatRate(value)
  if (kSeconds.has(column)) return formatSeconds(value)
  if (column === 'difference' && typeof value === 'number') return signed.format(value)
  return typeof value === 'number' ? formatNumber(value) : String(value)
}

// What a row is called. `nameOf` knows people.
export function keyName(by: string, value: Cell | undefined, nameOf: (person: string) => string): string {
  if (value === null || value === undefined || value === '') return words.none
  const key = String(value)
  if (by === 'person') return nameOf(key)
  if (by === 'method') return words.method[key as keyof typeof words.method] ?? key
  if (by === 'delay') return words.delay[key as keyof typeof words.delay] ?? key
  if (by === 'state') return text.leadState[key as keyof typeof text.leadState] ?? key
  if (by === 'day' || by === 'week') return nameOfDay(key)
  if (by === 'hour' && key.length > 10) return hourName.format(Date.parse(`${key.slice(0, 19)}Z`))
  return key
}

export const numberIn = (row: Row | null | undefined, column: string): number => {
  const value = row?.[column]
  return typeof value === 'number' ? value : 0
}
