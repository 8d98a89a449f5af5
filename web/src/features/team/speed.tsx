// Who was given how many leads and how fast they answered, today and this month, from the reports.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Person, type Report } from '~/api/client'
import { dataOf } from '~/api/problem'
import { formatNumber, formatPercent, formatSpan } from '~/ui/format'
import { Shown } from '~/ui/states'
import { teamWords as words } from '~/ui/words/team'

const kPeriods = ['day', 'month'] as const
type Period = (typeof kPeriods)[number]

function useSpeed(period: Period) {
  return useQuery({
    queryKey: ['report', 'response', 'team', period],
    queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/reports/{report}', { params: { path: { report: 'response' }, query: { by: 'person', period } }, signal }))) as Report,
    refetchInterval: 30_000,
  })
}

export function Speed({ team }: { team: readonly Person[] }) {
  const [period, setPeriod] = useState<Period>('day')
  const answer = useSpeed(period)
  return (
    <section className="panel" aria-label={words.speed}>
      <header className="team-head">
        <h2>{words.speed}</h2>
        <div role="group" aria-label={words.period} className="head-tools">
          {kPeriods.map((one) => (
            <Button key={one} variant={one === period ? 'filled' : 'default'} size="compact-sm" aria-pressed={one === period} onClick={() => setPeriod(one)}>
              {words.periods[one]}
            </Button>
          ))}
        </div>
      </header>
      <Shown query={answer} rows={3}>
        {(data) => <Table report={data} team={team} />}
      </Shown>
      <p>
        <Link to="/app/reports" search={{ report: 'response', period }}>
          {words.allReports}
        </Link>
      </p>
    </section>
  )
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

function Table({ report, team }: { report: Report; team: readonly Person[] }) {
  const names = new Map(team.map((one) => [one.person, one.name ?? one.person]))
  const rows = report.rows.filter((row) => names.has(String(row['person'])))
  if (rows.length === 0) return <p className="soft">{words.noneGiven}</p>
  return (
    <table className="stacks" aria-label={words.speed}>
      <thead>
        <tr>
          <th scope="col">{words.person}</th>
          {['given', 'acknowledged', 'contact', 'kept'].map((column) => (
            <th key={column} scope="col" className="number">
              {words.columns[column as keyof typeof words.columns]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={String(row['person'])}>
            <th scope="row">
              <bdi>{names.get(String(row['person']))}</bdi>
            </th>
            <td className="number" data-label={words.columns.given}>
              {formatNumber(numberOf(row['assignments']))}
            </td>
            <td className="number" data-label={words.columns.acknowledged}>
              {formatSpan(numberOf(row['acknowledge_median']))}
            </td>
            <td className="number" data-label={words.columns.contact}>
              {formatSpan(numberOf(row['contact_median']))}
            </td>
            <td className="number" data-label={words.columns.kept}>
              {formatPercent(numberOf(row['sla_rate']))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
