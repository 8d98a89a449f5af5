// A lead's page: what they said, what happened, why; and what can be done with it.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { LeadDetail } from '~/api/client'
import { leadQuery, usePersonName } from '~/api/queries'
import { StateBadge } from '~/ui/badge'
import { Button } from '~/ui/controls'
import { formatDateTime, formatNumber, formatRelative } from '~/ui/format'
import { useKeys } from '~/ui/keys'
import { LeadActions } from '~/ui/lead_actions'
import { holder, leadCompany, leadName } from '~/ui/lead_words'
import { notify } from '~/ui/notices'
import { Reach } from '~/ui/reach'
import { Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { Facts } from './facts'
import { Story } from './story'
import { useNext } from './use_next'
import { Why } from './why'
import './lead.css'

export function LeadPage() {
  const { lead } = useParams({ from: '/app/leads/$lead' })
  const query = useQuery(leadQuery(lead))
  const navigate = useNavigate()
  useKeys({ Escape: () => void navigate({ to: '/app/leads', search: {} }) })
  return (
    <div className="page lead">
      <p>
        <Link to="/app/leads" search={{}} className="back">
          ← {text.lead.back}
        </Link>
      </p>
      <Shown query={query}>{(data) => <Whole lead={data} />}</Shown>
    </div>
  )
}

function Whole({ lead }: { lead: LeadDetail }) {
  const nameOf = usePersonName()
  const name = leadName(lead.fields) ?? text.lead.title
  const company = leadCompany(lead.fields)
  const navigate = useNavigate()
  const next = useNext(lead)
  const goOn = (): void => {
    if (next) void navigate({ to: '/app/leads/$lead', params: { lead: next }, search: {} })
  }
  useKeys({ n: goOn })
  return (
    <>
      <header className="head">
        <div className="lead-title">
          <h1>{name}</h1>
          {company && company !== name ? <p className="soft">{company}</p> : null}
          <p>
            <StateBadge state={lead.state} /> {holder(lead, nameOf)}
            {lead.sla ? <Sla sla={lead.sla} /> : null}
          </p>
        </div>
        <div className="head-tools">
          <Reach fields={lead.fields} />
          <CopyLink />
          {next ? (
            <Button variant="default" onClick={goOn}>
              {text.lead.next}
            </Button>
          ) : null}
        </div>
      </header>
      <p className="lead-why">{lead.explanation}</p>
      <LeadActions lead={lead} active asks />
      <div className="lead-columns">
        <Facts lead={lead} nameOf={nameOf} />
        <Story lead={lead.lead} nameOf={nameOf} />
      </div>
      <Why lead={lead.lead} score={formatNumber(lead.score)} />
    </>
  )
}

function Sla({ sla }: { sla: NonNullable<LeadDetail['sla']> }) {
  return (
    <span className="soft" title={sla.due ? formatDateTime(sla.due) : undefined}>
      {' '}
      · {text.lead.sla(sla.ladder)}, {sla.due ? text.lead.due(formatRelative(sla.due)) : text.lead.noDue}
    </span>
  )
}

function CopyLink() {
  const copy = (): void => {
    void navigator.clipboard.writeText(location.href).then(() => notify(text.lead.copied))
  }
  return (
    <Button variant="default" onClick={copy}>
      {text.lead.copyLink}
    </Button>
  )
}
