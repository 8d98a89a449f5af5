// The four figures that one looks at first, and the way of the leads from coming in to being won.
import { formatNumber } from '~/ui/format'
import { reportWords as words } from '~/ui/words/reports'
import { formatRate, formatSeconds, numberIn } from './cells'
import { wholeOf, type ReportSearch } from './search'
import { useReport, type Row } from './use_report'

export function Figures({ search }: { search: ReportSearch }) {
  const whole = wholeOf(search)
  const volume = useReport('volume', whole).data?.total
  const response = useReport('response', whole).data?.total
  const conversion = useReport('conversion', whole).data?.total
  const decided = numberIn(conversion, 'won') + numberIn(conversion, 'lost')
  return (
    <section aria-label={words.figures}>
      <dl className="report-figures">
        <Figure name={words.figure.received} value={volume ? formatNumber(numberIn(volume, 'received')) : '…'} detail={volume ? words.figure.over(numberIn(volume, 'over')) : ''} />
        <Figure name={words.figure.contact} value={response ? formatSeconds(response['contact_median']) : '…'} detail={response ? words.figure.contacted(numberIn(response, 'contacted'), numberIn(response, 'assignments')) : ''} />
        <Figure name={words.figure.sla} value={response ? formatRate(response['sla_rate']) : '…'} detail={response ? words.figure.slaOf(numberIn(response, 'sla_met') + numberIn(response, 'sla_missed')) : ''} />
        <Figure name={words.figure.won} value={conversion ? formatRate(conversion['win_rate']) : '…'} detail={conversion ? won(conversion, decided) : ''} />
      </dl>
    </section>
  )
}

function won(total: Row, decided: number): string {
  if (!total['enough']) return words.fewLeads(decided)
  return words.interval(formatRate(total['win_low']), formatRate(total['win_high']))
}

function Figure({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div className="panel report-figure">
      <dt>{name}</dt>
      <dd className="report-value">{value}</dd>
      <dd className="soft">{detail}</dd>
    </div>
  )
}

const kStages = ['leads', 'assigned', 'acknowledged', 'contacted', 'won'] as const

export function Funnel({ total }: { total: Row }) {
  const all = Math.max(1, numberIn(total, 'leads'))
  return (
    <ol className="report-funnel">
      {kStages.map((stage) => {
        const many = numberIn(total, stage)
        return (
          <li key={stage}>
            <span>{words.funnel[stage]}</span>
            <span className="report-funnel-track" aria-hidden="true">
              <span className="report-funnel-bar" style={{ width: `${(100 * many) / all}%` }} />
            </span>
            <span className="number">
              {formatNumber(many)} <span className="soft">{formatRate(many / all)}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
