// Connections: what the workspace and its server are connected to, how each stands, and a test of each.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { components } from '#schema'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { MoodBadge } from '~/ui/badge'
import { formatNumber, formatRelative } from '~/ui/format'
import type { Mood } from '~/ui/lead_words'
import { Empty, Shown } from '~/ui/states'
import { connectionWords as words } from '~/ui/words/connections'

type Connection = components['schemas']['Connection']

const kKinds = ['channel', 'crm', 'hook', 'sign_in'] as const
const kAgain = 15_000 // milliseconds; what a receiver answers is no event of the log

export function Connections() {
  const query = useQuery({ queryKey: ['connections'], queryFn: ({ signal }) => dataOf(api.GET('/v1/connections', { signal })), refetchInterval: kAgain })
  return (
    <section className="panel" aria-labelledby="connections">
      <h2 id="connections">{words.title}</h2>
      <p className="soft">{words.hint}</p>
      <Shown query={query}>
        {(answer) =>
          answer.connections.length === 0 ? (
            <Empty title={words.empty}>{words.emptyWords}</Empty>
          ) : (
            <>
              {kKinds.map((kind) => (
                <Kind key={kind} kind={kind} all={answer.connections.filter((one) => one.kind === kind)} />
              ))}
              {answer.whole ? null : <p className="soft">{words.newest}</p>}
            </>
          )
        }
      </Shown>
    </section>
  )
}

function Kind({ kind, all }: { kind: Connection['kind']; all: readonly Connection[] }) {
  if (all.length === 0) return null
  return (
    <>
      <h3 id={`connections-${kind}`}>{words.kinds[kind]}</h3>
      <ul className="rows" aria-labelledby={`connections-${kind}`}>
        {all.map((one) => (
          <Row key={one.name} connection={one} />
        ))}
      </ul>
    </>
  )
}

function standingOf(one: Connection): { mood: Mood; words: string } {
  if (one.fault) return { mood: 'alarm', words: words.faulty }
  if (one.last_error?.state === 'waiting' || one.dead > 0) return { mood: 'alarm', words: words.failing }
  if (one.kind === 'sign_in') return { mood: 'over', words: words.untried }
  if (one.last_sent_at || one.last_lead_at) return { mood: 'answered', words: words.fine }
  return { mood: 'over', words: words.unused }
}

function factsOf(one: Connection): string[] {
  if (one.kind === 'sign_in') return []
  if (one.kind === 'hook') return [one.last_lead_at ? words.lastLead(formatRelative(one.last_lead_at)) : words.noLead]
  return [one.last_sent_at ? words.lastSent(formatRelative(one.last_sent_at)) : words.neverSent, ...(one.waiting > 0 ? [words.waiting(one.waiting)] : []), ...(one.dead > 0 ? [words.dead(one.dead)] : [])]
}

function Row({ connection: one }: { connection: Connection }) {
  const client = useQueryClient()
  const test = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/connections/{connection}/test', { params: { path: { connection: one.name } }, body: {} })),
    onSettled: () => client.invalidateQueries({ queryKey: ['audit'] }),
  })
  const standing = standingOf(one)
  const result = test.data
  const took = (ms: number): string => `${formatNumber(ms)} ms`
  return (
    <li className="connection">
      <div>
        <p>
          <MoodBadge mood={standing.mood} words={standing.words} /> <strong>{one.name}</strong> · {words.typeOf(one.type)}
          {one.host ? ` · ${one.host}` : ''}
        </p>
        <p className="soft">
          {factsOf(one).join(' · ')}
          {one.dead > 0 ? (
            <>
              {' · '}
              <Link to="/app/deliveries" search={{ state: 'dead' }}>
                {words.deliveries}
              </Link>
            </>
          ) : null}
        </p>
        {one.fault ? <p className="delivery-error">{one.fault}</p> : null}
        {one.last_error && one.last_error.message !== one.fault ? <p className="delivery-error">{words.lastError(one.last_error.status, one.last_error.message)}</p> : null}
        <p role="status" className="connection-result" data-outcome={result?.outcome ?? (test.isError ? 'failed' : undefined)}>
          {test.isPending ? words.testing : test.isError ? words.notTried(test.error.message) : result ? (result.outcome === 'passed' ? words.passed(result.found, took(result.took_ms)) : words.failed(result.status, result.error, took(result.took_ms))) : ''}
        </p>
      </div>
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate()} aria-label={`${words.test}: ${one.name}`}>
        {words.test}
      </Button>
    </li>
  )
}
