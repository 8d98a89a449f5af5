// The leads a manager watches: those whose SLA took a step while nobody answered, and those that
// nobody has. The server knows them all; they come page by page. J and K go through them, R
// passes the one on that they have come to.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { api, type Lead, type Person } from '~/api/client'
import { dataOf } from '~/api/problem'
import { StateBadge } from '~/ui/badge'
import { formatRelative } from '~/ui/format'
import { useKeys } from '~/ui/keys'
import { leadCompany, leadName } from '~/ui/lead_words'
import { PassLead } from '~/ui/pass_dialog'
import { Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import { teamWords as words } from '~/ui/words/team'

const kPage = 100
// So many are looked for before anybody asks for more: of one team there may be few on a page.
const kAtOnce = 50

const kEscalated = { escalated: '1', sla: '1' } as const
const kUntaken = { state: 'unrouted,held,queued' } as const

function useWatched(name: string, filter: typeof kEscalated | typeof kUntaken, isMine: (lead: Lead) => boolean) {
  const query = useInfiniteQuery({
    queryKey: ['inbox', 'team', name],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => dataOf(api.GET('/v1/leads', { params: { query: { ...filter, limit: kPage, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
  })
  const leads = query.data?.pages.flatMap((page) => page.leads).filter(isMine) ?? []
  // Once there is none any more, which was the last.
  const first = leads[0]
  const [last, setLast] = useState(first)
  if (first !== undefined && first !== last) setLast(first)
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const wants = hasNextPage && !isFetching && !isError && leads.length < kAtOnce
  useEffect(() => {
    if (wants) void fetchNextPage()
  }, [wants, fetchNextPage])
  return { query, leads, last }
}
type Watched = ReturnType<typeof useWatched>

export function WatchedLeads({ people, team }: { people: readonly Person[]; team: readonly Person[] }) {
  const keys = new Set(team.map((one) => one.person))
  const names = new Map(people.map((one) => [one.person, one.name ?? one.person]))
  const escalated = useWatched('escalated', kEscalated, (lead) => lead.person !== null && keys.has(lead.person))
  const untaken = useWatched('untaken', kUntaken, () => true)
  const all = [...escalated.leads, ...untaken.leads]
  const [at, setAt] = useState<string>()
  const [passing, setPassing] = useState<Lead>()
  const index = all.findIndex((lead) => lead.lead === at)
  const move = (by: number): void => {
    const next = all[Math.min(all.length - 1, Math.max(0, index + by))]
    if (next) document.getElementById(`watched-${next.lead}`)?.focus()
  }
  useKeys({ j: () => move(1), k: () => move(-1), r: () => setPassing(all[index]) })
  const line = (lead: Lead, detail: string) => <Line key={lead.lead} lead={lead} detail={detail} onFocus={() => setAt(lead.lead)} onPass={() => setPassing(lead)} />
  return (
    <>
      <List title={words.escalated} none={words.noEscalation} watched={escalated}>
        {escalated.leads.map((lead) => line(lead, `${words.with(names.get(lead.person ?? '') ?? '')} · ${words.steps(lead.sla?.steps_done ?? 0)}`))}
      </List>
      <List title={words.untaken} none={words.noUntaken} watched={untaken}>
        {untaken.leads.map((lead) => line(lead, lead.queue ? text.holder.queue(lead.queue) : lead.pool ? text.holder.pool(lead.pool) : text.holder.waits))}
      </List>
      {passing ? <PassLead lead={passing} onClose={() => setPassing(undefined)} /> : null}
    </>
  )
}

function List({ title, none, watched, children }: { title: string; none: string; watched: Watched; children: ReactNode[] }) {
  const { query, leads, last } = watched
  const retry = (): void => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())
  return (
    <section className="panel" aria-label={title}>
      <h2>
        {title} {query.data && leads.length > 0 ? <span className="soft">{words.shown(leads.length, query.hasNextPage)}</span> : null}
      </h2>
      {query.isError ? <Failure error={query.error} onRetry={retry} stale={leads.length > 0} /> : null}
      {query.isPending ? <Loading rows={2} /> : null}
      {query.data && leads.length === 0 && !query.hasNextPage ? (
        <p className="soft">
          {none}
          {last ? (
            <>
              {`. ${words.lastOne} `}
              <Link to="/app/leads/$lead" params={{ lead: last.lead }} search={{}} className="person">
                <bdi>{leadName(last.fields) ?? text.lead.title}</bdi>
              </Link>
              {`, ${formatRelative(last.received_at)}`}
            </>
          ) : null}
        </p>
      ) : null}
      <ul className="team-leads">{children}</ul>
      {query.hasNextPage ? (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      ) : null}
    </section>
  )
}

function Line({ lead, detail, onFocus, onPass }: { lead: Lead; detail: string; onFocus: () => void; onPass: () => void }) {
  const company = leadCompany(lead.fields)
  const name = leadName(lead.fields) ?? text.lead.title
  return (
    // The focus of whatever stands in it makes it the one that the keys are for.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li id={`watched-${lead.lead}`} tabIndex={-1} onFocus={onFocus}>
      <div>
        <Link to="/app/leads/$lead" params={{ lead: lead.lead }} search={{}} className="person">
          <bdi>{name}</bdi>
        </Link>{' '}
        <StateBadge state={lead.state} />
        <span className="soft">
          {company ? `${company} · ` : ''}
          {detail} · {formatRelative(lead.received_at)}
        </span>
      </div>
      <Button variant="default" size="compact-sm" aria-label={words.reassignOf(name)} onClick={onPass}>
        {words.reassign}
      </Button>
    </li>
  )
}
