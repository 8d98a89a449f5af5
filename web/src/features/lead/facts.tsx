// What the lead said, and what Baton found out about it.
import type { LeadDetail } from '~/api/client'
import { fieldName, formatDateTime, formatNumber, formatValue } from '~/ui/format'
import { ruleName } from '~/ui/lead_words'
import { text } from '~/ui/text'

type Row = readonly [string, string]

function Table({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const rowsOf = (fields: Readonly<Record<string, unknown>>): Row[] => Object.entries(fields).map(([name, value]) => [fieldName(name), formatValue(value)])

export function Facts({ lead, nameOf }: { lead: LeadDetail; nameOf: (person: string) => string }) {
  const found: Row[] = [
    [text.lead.rule, ruleName(lead.rule)],
    [text.lead.account, lead.account ?? text.state.notGiven],
    [text.lead.territory, lead.territory ?? text.state.notGiven],
    [text.lead.score, `${formatNumber(lead.score)}${lead.tier ? ` (${lead.tier})` : ''}`],
    [text.lead.had, lead.history.map(nameOf).join(' → ') || text.state.notGiven],
    [text.lead.source, lead.source ?? text.state.notGiven],
    [text.lead.received, formatDateTime(lead.received_at)],
    [text.lead.id, lead.lead],
    ...(lead.external_id ? [[text.lead.externalId, lead.external_id] as const] : []),
  ]
  const said = rowsOf(lead.fields)
  return (
    <section className="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">{text.lead.facts}</h2>
      {lead.erased_at ? <p>{text.lead.erased(formatDateTime(lead.erased_at))}</p> : null}
      {said.length > 0 ? <Table rows={said} /> : lead.erased_at ? null : <p className="soft">{text.state.notGiven}</p>}
      {lead.unreadable && Object.keys(lead.unreadable).length > 0 ? (
        <>
          <h3>{text.lead.unreadable}</h3>
          <Table rows={rowsOf(lead.unreadable)} />
        </>
      ) : null}
      {lead.extra && Object.keys(lead.extra).length > 0 ? (
        <>
          <h3>{text.lead.extra}</h3>
          <Table rows={rowsOf(lead.extra)} />
        </>
      ) : null}
      <hr />
      <Table rows={found} />
    </section>
  )
}
