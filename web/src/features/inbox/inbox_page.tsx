// The inbox of one person: their leads, the most urgent first, with all that is needed to answer now.
import { Button, NativeSelect } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { api, type LeadDetail, type Person } from '~/api/client'
import { outbox } from '~/api/outbox'
import { dataOf } from '~/api/problem'
import { leadQuery, peopleQuery } from '~/api/queries'
import { callerQuery } from '~/api/session'
import { useKeys } from '~/ui/keys'
import { Empty, Failure, Loading, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { Away } from '~/ui/away'
import { InboxCard } from './inbox_card'
import { Turns } from './turns'
import { byUrgency } from './urgency'
import './inbox.css'

const PushHint = lazy(async () => ({ default: (await import('~/ui/push')).PushHint }))

const kRemembered = 'baton-inbox-person'
const kAtMost = 200

export function InboxPage() {
  const { person: asked } = useSearch({ from: '/app/inbox' })
  const navigate = useNavigate({ from: '/app/inbox' })
  const people = useQuery(peopleQuery)
  const caller = useQuery(callerQuery).data
  const own = caller?.person ?? undefined
  const remembered = localStorage.getItem(kRemembered) ?? undefined
  // A rep has one inbox.
  const chosen = caller?.role === 'rep' ? own : (asked ?? own ?? remembered)
  useEffect(() => {
    if (asked) localStorage.setItem(kRemembered, asked)
  }, [asked])
  return (
    <div className="page">
      <header className="head">
        <h1>{text.inbox.title}</h1>
        {caller?.role === 'rep' ? null : <NativeSelect
          label={text.inbox.whose}
          value={people.data?.some((one) => one.person === chosen) ? chosen : ''}
          data={[{ value: '', label: text.lead.choose }, ...(people.data ?? []).filter((one) => one.active).map((one) => ({ value: one.person, label: one.name ?? one.person }))]}
          onChange={(event) => {
            localStorage.removeItem(kRemembered)
            void navigate({ search: event.currentTarget.value ? { person: event.currentTarget.value } : {} })
          }}
        />}
      </header>
      <Shown query={people}>
        {(all) => {
          const person = all.find((one) => one.person === chosen)
          if (person) return <Inbox key={person.person} person={person} isOwn={person.person === own && caller?.account !== null} />
          return <Empty title={text.inbox.choose}>{text.inbox.chooseWords}</Empty>
        }}
      </Shown>
    </div>
  )
}

// The person's open leads with their clocks: those are told by each lead alone.
function useInbox(person: string) {
  const list = useQuery({
    queryKey: ['inbox', person],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { person, state: 'assigned,acknowledged,contacted', limit: kAtMost } }, signal })),
  })
  const details = useQueries({
    queries: (list.data?.leads ?? []).map((lead) => leadQuery(lead.lead)),
    combine: (all) => ({ leads: all.flatMap((one) => (one.data ? [one.data] : [])), failed: all.find((one) => one.isError)?.error, pending: all.some((one) => one.isPending) }),
  })
  const mine = details.leads.filter((lead) => lead.person === person && (lead.state === 'assigned' || lead.state === 'acknowledged' || lead.state === 'contacted'))
  return { list, details, leads: mine.toSorted(byUrgency), more: (list.data?.cursor ?? null) !== null }
}

type Tab = 'answer' | 'talking'
const kTabs: Tab[] = ['answer', 'talking']
const isOf = (tab: Tab, lead: LeadDetail): boolean => (tab === 'answer') === (lead.state === 'assigned')

function Inbox({ person, isOwn }: { person: Person; isOwn: boolean }) {
  const { list, details, leads, more } = useInbox(person.person)
  const kept = useSyncExternalStore(outbox.subscribe, outbox.get)
  const [tab, setTab] = useState<Tab>('answer')
  const [at, setAt] = useState<string>()
  const shown = leads.filter((lead) => isOf(tab, lead))
  const index = Math.max(0, shown.findIndex((lead) => lead.lead === at))
  const active = shown[index]?.lead
  const move = (by: number): void => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index + by))]
    if (!next) return
    setAt(next.lead)
    document.getElementById(`card-${next.lead}`)?.focus()
  }
  useKeys({ j: () => move(1), k: () => move(-1) })
  const waiting = list.isPending || (details.pending && leads.length === 0)
  return (
    <>
      <Away person={person} />
      <Turns person={person.person} />
      <div role="status">{kept.length > 0 ? <p className="note small">{text.actions.keptWaiting(kept.length)}</p> : null}</div>
      <div className="tabs" role="group" aria-label={text.inbox.title}>
        {kTabs.map((one) => (
          <Button key={one} variant={one === tab ? 'filled' : 'default'} aria-pressed={one === tab} onClick={() => setTab(one)}>
            {text.inbox.tabs[one]} {waiting ? '' : leads.filter((lead) => isOf(one, lead)).length}
          </Button>
        ))}
      </div>
      {more ? <p className="soft">{text.inbox.more(kAtMost)}</p> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} stale={leads.length > 0} /> : null}
      {details.failed && !list.isError ? <Failure error={details.failed} onRetry={() => void list.refetch()} stale={leads.length > 0} /> : null}
      {waiting && !list.isError ? <Loading /> : null}
      {!waiting && !list.isError && shown.length === 0 ? <Empty title={text.inbox.empty[tab]}>{text.inbox.emptyWords[tab]}</Empty> : null}
      {isOwn && !waiting && shown.length === 0 ? (
        <Suspense>
          <PushHint />
        </Suspense>
      ) : null}
      <ol className="inbox">
        {shown.map((lead) => (
          <InboxCard key={lead.lead} lead={lead} active={lead.lead === active} onFocus={() => setAt(lead.lead)} />
        ))}
      </ol>
    </>
  )
}
