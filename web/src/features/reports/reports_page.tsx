// Reports: the period and the filters in the address, four figures, one report with its chart and the
// table behind it.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { peopleQuery, poolsQuery, usePersonName } from '~/api/queries'
import { useKeys } from '~/ui/keys'
import { notify } from '~/ui/notices'
import { Empty, Loading, Shown } from '~/ui/states'
import { reportWords as words } from '~/ui/words/reports'
import { keyName, numberIn } from './cells'
import { heightOf, optionOf, type Palette } from './chart_options'
import { Figures, Funnel } from './figures'
import { daysOf, isDay, kUnits, nameOf as nameOfSpan, shifted, type Unit } from './periods'
import { ReportTable } from './report_table'
import { byOf, kBys, kReports, wholeOf, type By, type ReportName, type ReportSearch } from './search'
import { saveCsv, useReport, type Row } from './use_report'
import './reports.css'

const Chart = lazy(() => import('./chart'))
const kTimes: ReadonlySet<string> = new Set(['hour', 'day', 'week', 'month'])

export function ReportsPage() {
  const search = useSearch({ from: '/app/reports' })
  const navigate = useNavigate()
  const report = search.report ?? 'volume'
  const answer = useReport(report, search)
  const save = useMutation({
    mutationFn: () => saveCsv(report, search),
    onError: (error) => notify(words.exportFailed, { bad: true, detail: error.message }),
  })
  const go = (change: ReportSearch): void => void navigate({ to: '/app/reports', search: { ...search, ...change }, replace: true })
  // What is open is open now: its report says no period.
  const { data: whole } = useReport('volume', wholeOf(search))
  const days = whole?.from && whole.to ? daysOf(whole.from, whole.to) : undefined
  const toUnit = (period: Unit): void => go({ period, on: search.on, from: undefined, to: undefined, by: undefined })
  useKeys({
    d: () => toUnit('day'),
    w: () => toUnit('week'),
    m: () => toUnit('month'),
    y: () => toUnit('year'),
    x: () => save.mutate(),
  })
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <Button onClick={() => save.mutate()} loading={save.isPending}>
          {words.export}
        </Button>
      </header>
      <Controls search={search} days={days} zone={whole?.timezone} onChange={go} onUnit={toUnit} />
      <Figures search={search} />
      <nav aria-label={words.pages} className="subnav">
        {kReports.map((name) => (
          <Link key={name} to="/app/reports" search={{ ...search, report: name, by: undefined }} className={name === report ? 'place active' : 'place'} aria-current={name === report ? 'page' : undefined} activeProps={{ className: '', 'aria-current': undefined }}>
            {words.reports[name]}
          </Link>
        ))}
      </nav>
      <section className="panel" aria-label={words.reports[report]}>
        <div className="report-head">
          <div>
            <h2>{words.reports[report]}</h2>
            <p className="soft">{words.about[report]}</p>
          </div>
          <ByChoice report={report} search={search} onChange={(by) => go({ by })} />
        </div>
        <Shown query={answer}>{(data) => <Report report={data.report === report ? report : undefined} by={data.by ?? undefined} rows={data.rows} total={data.total} more={data.more} />}</Shown>
      </section>
    </div>
  )
}

function ByChoice({ report, search, onChange }: { report: ReportName; search: ReportSearch; onChange: (by: By) => void }) {
  const known: readonly By[] = kBys[report]
  if (known.length === 0) return null
  return <NativeSelect label={words.by} value={byOf(report, search)} data={known.map((by) => ({ value: by, label: words.dimension[by] }))} onChange={(event) => onChange(event.currentTarget.value as By)} />
}

interface ControlsProps {
  search: ReportSearch
  days: { first: string; last: string } | undefined
  zone: string | undefined
  onChange: (change: ReportSearch) => void
  onUnit: (unit: Unit) => void
}

function Controls({ search, days, zone, onChange, onUnit }: ControlsProps) {
  const people = useQuery(peopleQuery)
  const pools = useQuery(poolsQuery)
  const isRange = search.from !== undefined
  const unit = search.period ?? 'month'
  const move = (by: number): void => {
    if (days) onChange({ on: shifted(unit, days.first, by) })
  }
  const range = (change: { from?: string; to?: string }): void => {
    const from = change.from ?? search.from ?? days?.first
    const to = change.to ?? search.to ?? days?.last
    if (!isDay(from) || !isDay(to)) return
    // Whoever moves one end past the other means to move both.
    const ordered = from <= to ? { from, to } : change.from ? { from, to: from } : { from: to, to }
    onChange({ ...ordered, period: undefined, on: undefined, by: undefined })
  }
  return (
    <section className="panel report-controls" aria-label={words.period}>
      <div className="report-units" role="group" aria-label={words.period}>
        {kUnits.map((one) => (
          <Button key={one} variant="default" aria-pressed={!isRange && one === unit} onClick={() => onUnit(one)}>
            {words.units[one]}
          </Button>
        ))}
        <Button variant="default" aria-pressed={isRange} disabled={!days} onClick={() => range({})}>
          {words.units.range}
        </Button>
      </div>
      {isRange ? (
        <>
          <TextInput type="date" label={words.from} value={search.from ?? ''} onChange={(event) => range({ from: event.currentTarget.value })} />
          <TextInput type="date" label={words.to} value={search.to ?? ''} onChange={(event) => range({ to: event.currentTarget.value })} />
        </>
      ) : (
        <div className="report-units">
          <Button variant="default" aria-label={words.earlier} disabled={!days} onClick={() => move(-1)}>
            ‹
          </Button>
          <span className="report-period" aria-live="polite">
            {days ? nameOfSpan(search, days.first, days.last) : '…'}
          </span>
          <Button variant="default" aria-label={words.later} disabled={!days} onClick={() => move(1)}>
            ›
          </Button>
          {search.on ? (
            <Button variant="default" onClick={() => onChange({ on: undefined })}>
              {words.now}
            </Button>
          ) : null}
        </div>
      )}
      <NativeSelect label={words.person} value={search.person ?? ''} data={[{ value: '', label: words.everybody }, ...(people.data ?? []).map((one) => ({ value: one.person, label: one.name ?? one.person }))]} onChange={(event) => onChange({ person: event.currentTarget.value || undefined })} />
      <NativeSelect label={words.pool} value={search.pool ?? ''} data={[{ value: '', label: words.allPools }, ...(pools.data ?? []).map((one) => ({ value: one.pool, label: one.pool }))]} onChange={(event) => onChange({ pool: event.currentTarget.value || undefined })} />
      {zone ? <span className="soft">{words.zone(zone)}</span> : null}
    </section>
  )
}

interface ReportProps {
  report: ReportName | undefined // another one is still shown until this one is there
  by: string | undefined
  rows: readonly Row[]
  total: Row | null
  more: number
}

function Report({ report, by, rows, total, more }: ReportProps) {
  const personName = usePersonName()
  const isTime = by !== undefined && kTimes.has(by)
  const option = useCallback(
    (palette: Palette) => {
      const key = by ?? 'person'
      const names = rows.map((row) => keyName(key, row[key], personName))
      return optionOf(report ?? 'volume', { rows, total, names, palette }, isTime, personName)
    },
    // Names of people come once.
    [report, by, rows, total, isTime, personName],
  )
  if (report === undefined) return <Loading />
  const counted = total ? Object.values(total).some((value) => typeof value === 'number' && value > 0) : rows.some((row) => numberIn(row, 'turns') > 0 || report === 'capacity')
  if (!counted) return <Empty title={report === 'queues' ? words.nothingOpen : words.nothing}>{report === 'queues' ? undefined : words.nothingWords}</Empty>
  const draws = report !== 'conversion' || rows.some((row) => typeof row['win_rate'] === 'number')
  return (
    <>
      {report === 'conversion' && total ? <Funnel total={total} /> : null}
      {draws ? (
        <Suspense fallback={<Loading rows={4} />}>
          <Chart label={words.chart(words.reports[report])} height={heightOf(report, rows.length, isTime)} option={option} />
        </Suspense>
      ) : null}
      <ReportTable report={report} by={by} rows={rows} total={total} more={more} />
    </>
  )
}
