// The inbox of one person: their leads, the most urgent first, with all that is needed to answer now.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { afterKept } from '~/api/actions'
import type { Lead, Person } from '~/api/client'
import { useAway } from '~/api/live'
import { inboxQuery, kInboxAtMost, peopleQuery } from '~/api/queries'
import { callerQuery } from '~/api/session'
import { snoozes } from '~/api/snoozes'
import { useKeys } from '~/ui/keys'
import { Empty, Failure, Loading, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { Away } from '~/ui/away'
import { Button, NativeSelect } from '~/ui/controls'
import { byUrgency } from '~/ui/urgency'
import { chosenInbox, rememberInbox } from './chosen'
import { InboxCard } from './inbox_card'
import { Turns } from './turns'
import { useSnoozed } from './use_snoozed'
import { AsOf, useKept, WaitsToBeSent } from './waiting'
import './inbox.css'

// Without a line it may not come: then there is no hint.
const PushHint = lazy(() => import('~/ui/push').then(({ PushHint: Hint }) => ({ default: Hint }), () => ({ default: () => null })))

const SnoozeDialog = lazy(async () => ({ default: (await import('./snooze_dialog')).SnoozeDialog }))

export function InboxPage() {
  const { person: asked } = useSearch({ from: '/app/inbox' })
  const navigate = useNavigate({ from: '/app/inbox' })
  const people = useQuery(peopleQuery)
  const caller = useQuery(callerQuery).data
  const own = caller?.person ?? undefined
  const chosen = chosenInbox(caller, asked)
  useEffect(() => {
    if (asked) rememberInbox(asked)
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
            rememberInbox(undefined)
            void navigate({ search: event.currentTarget.value ? { person: event.currentTarget.value } : {} })
          }}
        />}
      </header>
      <Chosen people={people} chosen={chosen} own={caller?.account ? own : undefined} />
    </div>
  )
}

// Their leads come beside the people, not after them. What cannot be read anew while there is no line
// stays as it is: the inbox says from when it is.
function Chosen({ people, chosen, own }: { people: UseQueryResult<Person[]>; chosen: string | undefined; own: string | undefined }) {
  const away = useAway()
  useQuery({ ...inboxQuery(chosen ?? ''), enabled: chosen !== undefined })
  const person = people.data?.find((one) => one.person === chosen)
  if (people.data === undefined || (people.isError && !away)) return <Shown query={people}>{() => null}</Shown>
  if (person) return <Inbox key={person.person} person={person} isOwn={person.person === own} />
  return <Empty title={text.inbox.choose}>{text.inbox.chooseWords}</Empty>
}

// The person's open leads, as what waits to be sent will leave them.
function useInbox(person: string) {
  const list = useQuery(inboxQuery(person))
  const kept = useKept()
  const mine = (list.data?.leads ?? []).map((lead) => afterKept(lead, kept)).filter((lead) => lead.person === person && isOpen(lead))
  return { list, kept, leads: mine.toSorted(byUrgency), more: (list.data?.cursor ?? null) !== null }
}

const isOpen = (lead: Lead): boolean => lead.state === 'assigned' || lead.state === 'acknowledged' || lead.state === 'contacted'

type Tab = 'answer' | 'talking' | 'snoozed'
const kTabs: Tab[] = ['answer', 'talking', 'snoozed']
const tabOf = (lead: Lead, asleep: ReadonlyMap<string, number>): Tab => (asleep.has(lead.lead) ? 'snoozed' : lead.state === 'assigned' ? 'answer' : 'talking')

function Inbox({ person, isOwn }: { person: Person; isOwn: boolean }) {
  const { list, kept, leads, more } = useInbox(person.person)
  const away = useAway()
  const [tab, setTab] = useState<Tab>('answer')
  const [at, setAt] = useState<string>()
  const asleep = useSnoozed(leads)
  const [snoozing, setSnoozing] = useState<Lead>()
  const shown = leads.filter((lead) => tabOf(lead, asleep) === tab)
  const index = Math.max(0, shown.findIndex((lead) => lead.lead === at))
  const active = shown[index]?.lead
  const move = (by: number): void => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index + by))]
    if (!next) return
    setAt(next.lead)
    document.getElementById(`card-${next.lead}`)?.focus()
  }
  // Put aside; or what is, back again.
  const snooze = (lead: Lead | undefined): void => {
    if (lead && asleep.has(lead.lead)) snoozes.wake(lead.lead)
    else setSnoozing(lead)
  }
  useKeys({ j: () => move(1), k: () => move(-1), h: () => snooze(shown[index]) })
  const waiting = list.isPending
  return (
    <>
      <Away person={person} />
      <Turns person={person.person} />
      <AsOf read={list.dataUpdatedAt} />
      <WaitsToBeSent kept={kept} />
      <div className="tabs" role="group" aria-label={text.inbox.title}>
        {kTabs.map((one) => (
          <Button key={one} variant={one === tab ? 'filled' : 'default'} aria-pressed={one === tab} onClick={() => setTab(one)}>
            {text.inbox.tabs[one]} {waiting ? '' : leads.filter((lead) => tabOf(lead, asleep) === one).length}
          </Button>
        ))}
      </div>
      {more ? <p className="soft">{text.inbox.more(kInboxAtMost)}</p> : null}
      {list.isError && !(away && list.data) ? <Failure error={list.error} onRetry={() => void list.refetch()} stale={leads.length > 0} /> : null}
      {waiting && !list.isError ? <Loading /> : null}
      {!waiting && list.data && shown.length === 0 ? <Empty title={text.inbox.empty[tab]}>{text.inbox.emptyWords[tab]}</Empty> : null}
      {isOwn && !waiting && shown.length === 0 ? (
        <Suspense>
          <PushHint />
        </Suspense>
      ) : null}
      <ol className="inbox">
        {shown.map((lead) => (
          <InboxCard key={lead.lead} lead={lead} active={lead.lead === active} waits={kept.some((one) => one.lead === lead.lead)} until={asleep.get(lead.lead)} onSnooze={() => snooze(lead)} onFocus={() => setAt(lead.lead)} />
        ))}
      </ol>
      {snoozing ? (
        <Suspense>
          <SnoozeDialog lead={snoozing} onClose={() => setSnoozing(undefined)} />
        </Suspense>
      ) : null}
    </>
  )
}
