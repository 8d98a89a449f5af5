// For managers: who can take leads and how full they are, what was escalated, what nobody has, and
// the way to hand a person's leads over.
import { Button, NativeSelect, Progress } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Lead, type Person } from '~/api/client'
import { dataOf } from '~/api/problem'
import { leadQuery, peopleQuery } from '~/api/queries'
import { standing } from '~/ui/away'
import { StateBadge } from '~/ui/badge'
import { formatRelative } from '~/ui/format'
import { leadCompany, leadName } from '~/ui/lead_words'
import { Empty, Failure, Loading, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { teamWords as words } from '~/ui/words/team'
import { HandOver } from './hand_over'
import { Speed } from './speed'
import './team.css'

const kAtMost = 100

function useNewest(state: string) {
  return useQuery({ queryKey: ['inbox', 'team', state], queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { state, limit: kAtMost } }, signal })) })
}

export function TeamPage() {
  const people = useQuery(peopleQuery)
  const [manager, setManager] = useState('')
  const [leaver, setLeaver] = useState<Person>()
  const all = people.data ?? []
  const managers = all.filter((one) => all.some((other) => other.manager === one.person))
  const team = manager === '' ? all : all.filter((one) => one.manager === manager)
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <NativeSelect label={words.manager} value={manager} data={[{ value: '', label: words.everybody }, ...managers.map((one) => ({ value: one.person, label: one.name ?? one.person }))]} onChange={(event) => setManager(event.currentTarget.value)} />
      </header>
      <section className="panel" aria-label={words.now}>
        <h2>{words.now}</h2>
        <Shown query={people}>{() => (team.length === 0 ? <Empty title={text.people.noPeople} /> : <Load team={team} onHandOver={setLeaver} />)}</Shown>
      </section>
      <Speed team={team} />
      <Escalations team={team} />
      <Untaken />
      {leaver ? <HandOver person={leaver} people={all} onClose={() => setLeaver(undefined)} /> : null}
    </div>
  )
}

const kRows = 200

function Load({ team, onHandOver }: { team: readonly Person[]; onHandOver: (person: Person) => void }) {
  const ordered = team.toSorted((a, b) => share(b) - share(a))
  return (
    <>
      <table className="stacks" aria-label={words.now}>
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            <th scope="col">{words.standing}</th>
            <th scope="col">{words.load}</th>
            <th scope="col" className="number">
              {words.today}
            </th>
            <th scope="col">
              <span className="unseen">{words.handOver}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, kRows).map((one) => {
            const name = one.name ?? one.person
            return (
              <tr key={one.person}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                <td>{standing(one)}</td>
                <td data-label={words.load}>
                  <Link to="/app/leads" search={{ person: one.person, state: 'open' }} className="person">
                    {words.ofLimit(one.open, one.capacity.open)}
                  </Link>
                  {one.capacity.open ? <Progress value={Math.min(100, share(one) * 100)} aria-label={words.loadOf(name)} color="var(--green)" /> : null}
                </td>
                <td className="number" data-label={words.today}>
                  {words.ofLimit(one.today, one.capacity.day)}
                </td>
                <td>
                  <Button variant="default" size="compact-sm" disabled={one.open === 0} aria-label={words.handOverOf(name)} onClick={() => onHandOver(one)}>
                    {words.handOver}
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {ordered.length > kRows ? <p className="soft">{words.people(ordered.length - kRows)}</p> : null}
    </>
  )
}

const share = (person: Person): number => (person.capacity.open ? person.open / person.capacity.open : 0)

// Nobody has answered, and its ladder has begun to tell and move.
function Escalations({ team }: { team: readonly Person[] }) {
  const list = useNewest('assigned')
  const keys = new Set(team.map((one) => one.person))
  const names = new Map(team.map((one) => [one.person, one.name ?? one.person]))
  const mine = (list.data?.leads ?? []).filter((lead) => lead.person !== null && keys.has(lead.person))
  const details = useQueries({ queries: mine.map((lead) => leadQuery(lead.lead)), combine: (all) => all.flatMap((one) => (one.data ? [one.data] : [])) })
  const escalated = details.filter((lead) => (lead.sla?.steps_done ?? 0) > 0)
  return (
    <section className="panel" aria-label={words.escalated}>
      <h2>{words.escalated}</h2>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} stale={mine.length > 0} /> : null}
      {list.isPending ? <Loading rows={2} /> : null}
      {list.data && escalated.length === 0 ? <p className="soft">{words.noEscalation}</p> : null}
      <ul className="team-leads">
        {escalated.map((lead) => (
          <LeadLine key={lead.lead} lead={lead} detail={`${words.with(names.get(lead.person ?? '') ?? '')} · ${words.steps(lead.sla?.steps_done ?? 0)}`} />
        ))}
      </ul>
      {(list.data?.cursor ?? null) !== null ? <p className="soft">{words.partial(kAtMost)}</p> : null}
    </section>
  )
}

function Untaken() {
  const list = useNewest('unrouted,held,queued')
  const leads = list.data?.leads ?? []
  return (
    <section className="panel" aria-label={words.untaken}>
      <h2>{words.untaken}</h2>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} stale={leads.length > 0} /> : null}
      {list.isPending ? <Loading rows={2} /> : null}
      {list.data && leads.length === 0 ? <p className="soft">{words.noUntaken}</p> : null}
      <ul className="team-leads">
        {leads.map((lead) => (
          <LeadLine key={lead.lead} lead={lead} detail={lead.queue ? text.holder.queue(lead.queue) : lead.pool ? text.holder.pool(lead.pool) : text.holder.waits} />
        ))}
      </ul>
      {(list.data?.cursor ?? null) !== null ? <p className="soft">{words.more(kAtMost)}</p> : null}
    </section>
  )
}

function LeadLine({ lead, detail }: { lead: Lead; detail: string }) {
  const company = leadCompany(lead.fields)
  return (
    <li>
      <Link to="/app/leads/$lead" params={{ lead: lead.lead }} search={{}} className="person">
        <bdi>{leadName(lead.fields) ?? text.lead.title}</bdi>
      </Link>{' '}
      <StateBadge state={lead.state} />
      <span className="soft">
        {company ? `${company} · ` : ''}
        {detail} · {formatRelative(lead.received_at)}
      </span>
    </li>
  )
}
