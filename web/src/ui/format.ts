// Times and numbers as the viewer's own locale and zone have them. "—" stands for what is not known.
export const kUnknown = '—'

// What the browser formats with is dear to make: each is made when it is first asked for, and kept.
export function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
const dateTime = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }))
const time = once(() => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' }))
const shortTime = once(() => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }))
const day = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }))
const dayYear = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' }))
const relative = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'always', style: 'short' }))
const number = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }))
const percent = once(() => new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }))
const plural = once(() => new Intl.PluralRules('en'))

function parsed(at: string | null | undefined): Date | undefined {
  const date = new Date(at ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}

export function formatDateTime(at: string | null | undefined): string {
  const date = parsed(at)
  return date ? dateTime().format(date) : kUnknown
}
export function formatTime(at: string | null | undefined): string {
  const date = parsed(at)
  return date ? time().format(date) : kUnknown
}

// Today's by the clock, others by their day.
export function formatWhen(at: string | null | undefined, now: Date = new Date()): string {
  const date = parsed(at)
  if (!date) return kUnknown
  if (date.toDateString() === now.toDateString()) return shortTime().format(date)
  return (date.getFullYear() === now.getFullYear() ? day : dayYear)().format(date)
}

// "in 4 min.", "2 hr. ago": by the largest unit that makes at least one.
export function formatRelative(at: string | null | undefined, now: number = Date.now()): string {
  const date = parsed(at)
  if (!date) return kUnknown
  const seconds = (date.getTime() - now) / 1000
  const size = Math.abs(seconds)
  if (size < 60) return relative().format(Math.round(seconds), 'second')
  if (size < 3600) return relative().format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative().format(Math.round(seconds / 3600), 'hour')
  return relative().format(Math.round(seconds / 86_400), 'day')
}

export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? kUnknown : number().format(value)
}

// 0.125 → "12.5%".
export function formatPercent(value: number | null | undefined): string {
  return value === null || value === undefined ? kUnknown : percent().format(value)
}

// "48 s", "4 min 10 s", "2 h 5 min", "3 d 4 h": the largest two units.
export function formatSpan(value: number | null | undefined): string {
  if (value === null || value === undefined) return kUnknown
  if (value < 10) return `${number().format(Math.round(value * 10) / 10)} s`
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ]
  let rest = Math.round(value)
  const parts: string[] = []
  for (const [name, size] of units) {
    const many = Math.floor(rest / size)
    rest -= many * size
    if (many > 0 || parts.length > 0) parts.push(many > 0 ? `${many} ${name}` : '')
    if (parts.length === 2) break
  }
  return parts.filter(Boolean).join(' ')
}

// "1 lead", "1,204 leads".
export function count(n: number, one: string, many: string): string {
  return `${number().format(n)} ${plural().select(n) === 'one' ? one : many}`
}

// A field's value as people read it: lists with commas, yes and no, objects by their members.
export function formatValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return kUnknown
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return number().format(value)
  if (Array.isArray(value)) return value.length ? value.map(formatValue).join(', ') : kUnknown
  if (typeof value === 'object') {
    return Object.entries(value).map(([name, member]) => `${name}: ${formatValue(member)}`).join(', ') || kUnknown
  }
  return String(value)
}

// "first_name" → "First name".
export function fieldName(name: string): string {
  const words = name.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
