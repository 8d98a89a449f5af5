// The table behind a chart: every figure of a report, the sum at its end.
import { usePersonName } from '~/api/queries'
import { formatNumber } from '~/ui/format'
import { reportWords as words } from '~/ui/words/reports'
import { formatCell, formatRate, keyName, numberIn } from './cells'
import type { ReportName } from './search'
import type { Row } from './use_report'

// Which columns are shown; the CSV has all.
const kColumns: Record<ReportName, readonly string[]> = {
  volume: ['received', 'assigned', 'moved', 'acknowledged', 'contacted', 'over', 'won', 'lost', 'disqualified', 'rejected'],
  response: ['assignments', 'assign_median', 'acknowledged', 'acknowledge_median', 'acknowledge_p90', 'contacted', 'contact_median', 'contact_p90', 'sla_rate', 'respond_rate'],
  conversion: ['leads', 'assigned', 'contacted', 'won', 'lost', 'disqualified', 'open', 'amount', 'win_rate'],
  fairness: ['turns', 'returned', 'expected', 'difference', 'pool_turns'],
  capacity: ['open', 'open_capacity', 'use', 'mean_open', 'peak_open', 'full_time', 'given', 'day_capacity', 'days_full'],
  queues: ['leads', 'oldest', 'median', 'p90', 'under_1h', 'under_4h', 'under_1d', 'under_3d', 'under_7d', 'under_30d', 'older'],
  hours: ['received', 'contacted', 'won'],
}

// What tells the rows apart, from the left.
const kKeys: Partial<Record<ReportName, readonly string[]>> = { fairness: ['pool', 'person'], capacity: ['person'], hours: ['weekday', 'hour'] }

interface Props {
  report: ReportName
  by: string | undefined
  rows: readonly Row[]
  total: Row | null
  more: number
}

export function ReportTable({ report, by, rows, total, more }: Props) {
  const nameOf = usePersonName()
  const keys = kKeys[report] ?? [by ?? '']
  const columns = kColumns[report]
  // Hours in which nothing came in say nothing in a list.
  const shown = report === 'hours' ? rows.filter((row) => numberIn(row, 'received') > 0) : rows
  return (
    <>
      {/* What scrolls has to be reached by the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="report-table" role="region" aria-label={words.table(words.reports[report])} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {words.dimension[key as keyof typeof words.dimension] ?? key}
                </th>
              ))}
              {columns.map((column) => (
                <th key={column} scope="col" className="number">
                  {words.column[column] ?? column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={keys.map((key) => String(row[key])).join('\n')}>
                {keys.map((key, i) =>
                  i === keys.length - 1 ? (
                    <th key={key} scope="row">
                      <bdi>{keyOf(key, row, nameOf)}</bdi>
                    </th>
                  ) : (
                    <td key={key}>{keyOf(key, row, nameOf)}</td>
                  ),
                )}
                {columns.map((column) => (
                  <td key={column} className="number">
                    <Figure column={column} row={row} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {total ? (
            <tfoot>
              <tr>
                <th scope="row" colSpan={keys.length}>
                  {words.all}
                </th>
                {columns.map((column) => (
                  <td key={column} className="number">
                    <Figure column={column} row={total} />
                  </td>
                ))}
              </tr>
            </tfoot>
          ) : null}
        </table>
      </div>
      {more > 0 ? <p className="soft">{words.more(more)}</p> : null}
    </>
  )
}

function keyOf(key: string, row: Row, nameOf: (person: string) => string): string {
  if (key === 'weekday') return words.weekdays[numberIn(row, key) - 1] ?? ''
  if (key === 'hour' && typeof row[key] === 'number') return `${formatNumber(numberIn(row, key))}:00`
  return keyName(key, row[key], nameOf)
}

// A rate with its interval, and with what keeps one from concluding from it.
function Figure({ column, row }: { column: string; row: Row }) {
  const value = formatCell(column, row[column])
  if (column !== 'win_rate' || typeof row['win_rate'] !== 'number') return value
  const decided = numberIn(row, 'won') + numberIn(row, 'lost')
  return (
    <>
      {value}
      <span className="report-interval soft">{words.interval(formatRate(row['win_low']), formatRate(row['win_high']))}</span>
      {row['enough'] ? null : <span className="report-interval soft">{words.fewLeads(decided)}</span>}
      {row['differs'] ? <span className="report-interval report-differs">{words.differs}</span> : null}
    </>
  )
}
