// What the address says of a report: which, over which period, of whom, told apart by what.
import { daysBetween, isDay, kUnits, type Span } from './periods'

export const kReports = ['volume', 'response', 'conversion', 'fairness', 'capacity', 'queues', 'hours'] as const
export type ReportName = (typeof kReports)[number]

// What each may be told apart by, the usual first.
export const kBys = {
  volume: ['day', 'hour', 'week', 'month', 'source', 'rule', 'pool', 'person'],
  response: ['person', 'pool', 'rule', 'source', 'method', 'day', 'week', 'month', 'hour'],
  conversion: ['rule', 'method', 'person', 'source', 'pool', 'tier', 'territory', 'delay', 'week', 'month'],
  fairness: [],
  capacity: [],
  queues: ['state', 'queue', 'pool', 'person'],
  hours: [],
} as const satisfies Record<ReportName, readonly string[]>

export type By = (typeof kBys)[ReportName][number]

export interface ReportSearch extends Span {
  report?: ReportName
  by?: By
  person?: string
  pool?: string
}

// A year by the day is a hedge: by the month it is a picture.
function stepOf(search: ReportSearch): By {
  if (search.from && search.to) {
    const days = daysBetween(search.from, search.to) + 1
    return days <= 2 ? 'hour' : days <= 92 ? 'day' : 'month'
  }
  return search.period === 'year' ? 'month' : search.period === 'day' ? 'hour' : 'day'
}

export function byOf(report: ReportName, search: ReportSearch): By | undefined {
  const known: readonly By[] = kBys[report]
  if (search.by && known.includes(search.by)) return search.by
  return report === 'volume' ? stepOf(search) : known[0]
}

// What the figures of the whole are asked: few rows, whatever the report beside them is told apart by.
export function wholeOf(search: ReportSearch): ReportSearch {
  return { ...search, by: 'source' }
}

// What is not known is left out.
export function reportSearchOf(said: Readonly<Record<string, string>>): ReportSearch {
  const among = <T extends string>(list: readonly T[], text: string | undefined): T | undefined => list.find((one) => one === text)
  const { from, to, on } = said
  const isRange = isDay(from) && isDay(to) && from <= to
  const search: ReportSearch = {
    report: among(kReports, said['report']),
    period: isRange ? undefined : among(kUnits, said['period']),
    on: !isRange && isDay(on) ? on : undefined,
    from: isRange ? from : undefined,
    to: isRange ? to : undefined,
    by: among(Object.values(kBys).flat(), said['by']),
    person: said['person'],
    pool: said['pool'],
  }
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
