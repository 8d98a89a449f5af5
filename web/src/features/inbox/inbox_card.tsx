// One lead of the inbox: who, what they asked for, why it is here, and what to do with it.
import { Link } from '@tanstack/react-router'
import type { Lead } from '~/api/client'
import { MoodBadge, StateBadge } from '~/ui/badge'
import { Button } from '~/ui/controls'
import { formatDateTime, formatNumber, formatRelative } from '~/ui/format'
import { LeadActions } from '~/ui/lead_actions'
import { leadCompany, leadName } from '~/ui/lead_words'
import { Reach } from '~/ui/reach'
import { text } from '~/ui/text'
import { SlaRing } from './sla_ring'
import { clockOf } from '~/ui/urgency'

// What a rep wants to have read before the call, in this order.
const kAsked = ['message', 'title', 'page', 'product'] as const

interface Props {
  lead: Lead
  active: boolean
  waits: boolean // something was done with it that the server has not heard of yet
  until: number | undefined // put aside until then, milliseconds
  onSnooze: () => void
  onFocus: () => void
}

export function InboxCard({ lead, active, waits, until, onSnooze, onFocus }: Props) {
  const name = leadName(lead.fields)
  const company = leadCompany(lead.fields)
  const clock = clockOf(lead)
  const asked = kAsked.flatMap((field) => {
    const value = lead.fields[field]
    return typeof value === 'string' && value !== '' ? [{ field, value }] : []
  })
  return (
    // The focus of whatever stands in it makes it the one that the keys are for.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li id={`card-${lead.lead}`} className="panel card" data-active={active || undefined} tabIndex={-1} onFocus={onFocus}>
      <div className="card-head">
        <div>
          <h2>
            <Link to="/app/leads/$lead" params={{ lead: lead.lead }} search={{}}>
              {name ?? text.lead.title}
            </Link>
          </h2>
          <p className="soft">
            {company && company !== name ? `${company} · ` : ''}
            {formatRelative(lead.received_at)}
          </p>
        </div>
        <div className="card-state">
          <StateBadge state={lead.state} />
          {until === undefined ? null : <MoodBadge mood="waiting" words={text.inbox.snoozedUntil(formatDateTime(new Date(until).toISOString()))} />}
          {waits ? <MoodBadge mood="waiting" words={text.inbox.notSent} /> : null}
          {clock && lead.sla ? <SlaRing clock={clock} ladder={lead.sla.ladder} /> : null}
        </div>
      </div>
      {asked.map((one) => (
        <p key={one.field} dir="auto" className={one.field === 'message' ? 'card-message' : 'soft'}>
          {one.value}
        </p>
      ))}
      <p className="soft">
        {lead.score === null ? null : `${text.lead.score} ${formatNumber(lead.score)}${lead.tier ? ` (${lead.tier})` : ''} · `}
        {lead.explanation}
      </p>
      <div className="card-reach">
        <Reach fields={lead.fields} />
      </div>
      <LeadActions lead={lead} active={active}>
        <Button variant="default" onClick={onSnooze}>
          {until === undefined ? text.inbox.snooze : text.inbox.wake}
        </Button>
      </LeadActions>
    </li>
  )
}
