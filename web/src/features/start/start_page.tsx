// First steps: what a company needs before leads find their people, in order, each with whether it is
// done, as the server knows it; and notifications in this browser. Continue goes to what is next.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { peopleQuery, poolsQuery } from '~/api/queries'
import { callerQuery } from '~/api/session'
import { useDraft, useMayEdit } from '~/draft/use_draft'
import { MoodBadge } from '~/ui/badge'
import { useKeys } from '~/ui/keys'
import { PushPanel } from '~/ui/push'
import { Failure } from '~/ui/states'
import { startWords as words } from '~/ui/words/start'
import './start.css'

type Name = keyof typeof words.steps
const kWays = { people: '/app/people', rules: '/app/rules', lead: '/form', channels: '/app/settings', members: '/app/settings', inbox: '/app/inbox' } as const
const kTabs = { channels: 'connections', members: 'members' } as const

interface Step {
  name: Name
  done: boolean | undefined // undefined: not known yet
}

// What is asked for is what the caller's role may see.
function useSteps(): { steps: Step[]; error: Error | null; again: () => void } {
  const edits = useMayEdit()
  const role = useQuery(callerQuery).data?.role
  const mayInvite = edits && role !== 'operations'
  const people = useQuery(peopleQuery)
  const pools = useQuery(poolsQuery)
  const draft = useDraft(edits)
  const leads = useQuery({ queryKey: ['leads', 'any'], queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { limit: 1 } }, signal })) })
  const connections = useQuery({ queryKey: ['connections'], enabled: edits, queryFn: ({ signal }) => dataOf(api.GET('/v1/connections', { signal })) })
  const members = useQuery({ queryKey: ['members'], enabled: mayInvite, queryFn: ({ signal }) => dataOf(api.GET('/v1/members', { signal })) })
  const asked = [people, pools, leads, ...(edits ? [connections] : []), ...(mayInvite ? [members] : [])]
  const lead: Step = { name: edits ? 'lead' : 'inbox', done: leads.data && leads.data.leads.length > 0 }
  const steps: Step[] = edits
    ? [
        { name: 'people', done: people.data && pools.data && people.data.length > 0 && pools.data.length > 0 },
        { name: 'rules', done: draft.live && draft.model.rules.length > 0 && !draft.changed },
        lead,
        { name: 'channels', done: connections.data?.connections.some((one) => one.kind === 'channel' && one.fault === null) },
        ...(mayInvite ? [{ name: 'members' as const, done: members.data && members.data.members.length > 1 }] : []),
      ]
    : [lead]
  return { steps, error: asked.find((one) => one.error !== null)?.error ?? null, again: () => asked.forEach((one) => void one.refetch()) }
}

export function StartPage() {
  const caller = useQuery(callerQuery).data
  const navigate = useNavigate()
  const { steps, error, again } = useSteps()
  const next = steps.find((one) => one.done === false)
  const isKnown = steps.every((one) => one.done !== undefined)
  const goOn = (): void => {
    if (!next) void navigate({ to: caller?.role === 'rep' ? '/app/inbox' : '/' })
    else if (next.name === 'lead') location.assign(kWays.lead)
    else void navigate({ to: kWays[next.name], search: next.name === 'channels' || next.name === 'members' ? { tab: kTabs[next.name] } : {} })
  }
  useKeys({ Enter: goOn })
  return (
    <div className="page start">
      <header className="head">
        <h1>{words.title}</h1>
        <p className="soft" role="status">
          {isKnown ? words.count(steps.filter((one) => one.done).length, steps.length) : ''}
        </p>
      </header>
      {error ? <Failure error={error} onRetry={again} stale /> : null}
      <ol className="start-steps">
        {steps.map((one, i) => (
          <li key={one.name} className="panel" data-done={one.done || undefined}>
            <div className="head">
              <h2>
                {i + 1}. {words.steps[one.name].title}
              </h2>
              {one.done === undefined ? null : <MoodBadge mood={one.done ? 'answered' : 'waiting'} words={one.done ? words.done : words.open} />}
            </div>
            <p>{words.steps[one.name].words}</p>
            <Way name={one.name} />
          </li>
        ))}
      </ol>
      <div>
        <Button onClick={goOn}>{next || !isKnown ? words.goOn : words.enter}</Button>
      </div>
      {caller?.account ? <PushPanel hasPerson={caller.person !== null} /> : null}
    </div>
  )
}

function Way({ name }: { name: Name }) {
  if (name === 'lead') return <a href={kWays.lead}>{words.steps[name].way}</a>
  if (name === 'channels' || name === 'members') {
    return (
      <Link to={kWays[name]} search={{ tab: kTabs[name] }}>
        {words.steps[name].way}
      </Link>
    )
  }
  return (
    <Link to={kWays[name]} search={{}}>
      {words.steps[name].way}
    </Link>
  )
}
