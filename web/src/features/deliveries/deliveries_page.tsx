// Deliveries: what was sent to whom, what failed and why, and another try.
import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { components } from '#schema'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { leadQuery, usePersonName } from '~/api/queries'
import { MoodBadge } from '~/ui/badge'
import { formatDateTime, formatNumber, formatRelative, kUnknown } from '~/ui/format'
import { leadName, type Mood } from '~/ui/lead_words'
import { notify } from '~/ui/notices'
import { Empty, Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import './deliveries.css'

type Delivery = components['schemas']['Delivery']
type Deliveries = components['schemas']['Deliveries']

const kMoods: Record<Delivery['state'], Mood> = { pending: 'waiting', under_way: 'given', sent: 'answered', dead: 'alarm', superseded: 'over' }
const kAgain = 10_000 // milliseconds; what a receiver answers is no event of the log

export function DeliveriesPage() {
  const { state } = useSearch({ from: '/app/deliveries' })
  const navigate = useNavigate({ from: '/app/deliveries' })
  const query = useInfiniteQuery({
    queryKey: ['deliveries', state ?? ''],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<Deliveries> =>
      dataOf(api.GET('/v1/deliveries', { params: { query: { limit: 50, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
    refetchInterval: kAgain,
  })
  const all = query.data?.pages.flatMap((page) => page.deliveries) ?? []
  return (
    <div className="page">
      <header className="head">
        <h1>{text.deliveries.title}</h1>
        <NativeSelect
          label={text.leads.state}
          value={state ?? ''}
          data={[{ value: '', label: text.leads.anyState }, ...Object.entries(text.deliveries.states).map(([value, label]) => ({ value, label }))]}
          onChange={(event) => void navigate({ search: event.currentTarget.value ? { state: event.currentTarget.value } : {}, replace: true })}
        />
      </header>
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} stale={query.data !== undefined} /> : null}
      {query.isPending ? <Loading /> : null}
      {query.data && all.length === 0 ? <Empty title={state ? text.deliveries.none : text.deliveries.empty}>{state ? undefined : text.deliveries.emptyWords}</Empty> : null}
      <ul className="deliveries">
        {all.map((one) => (
          <Row key={one.id} delivery={one} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.people.more}
        </Button>
      ) : null}
    </div>
  )
}

function Row({ delivery }: { delivery: Delivery }) {
  const nameOf = usePersonName()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/deliveries/{delivery}/retry', { params: { path: { delivery: delivery.id } }, body: {} })),
    onSuccess: () => notify(text.deliveries.retried),
    onError: (error) => notify(text.actions.failed, { bad: true, detail: error instanceof ApiError && error.requestId ? `${error.message} (${text.state.requestId} ${error.requestId})` : String(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <li className="panel delivery">
      <div>
        <p>
          <MoodBadge mood={kMoods[delivery.state]} words={text.deliveries.states[delivery.state]} /> <strong>{delivery.channel}</strong> · {delivery.kind}
          {delivery.recipient ? ` → ${nameOf(delivery.recipient)}` : ''}
          {delivery.lead ? (
            <>
              {' · '}
              <LeadLink lead={delivery.lead} />
            </>
          ) : null}
        </p>
        <p className="soft">
          <time dateTime={delivery.created_at}>{formatDateTime(delivery.created_at)}</time> · {text.deliveries.attempts(delivery.attempts)}
          {delivery.state === 'pending' && delivery.next_at ? ` · ${text.deliveries.next(formatRelative(delivery.next_at))}` : ''}
        </p>
        {delivery.last_error ? (
          <p className="delivery-error">
            {delivery.last_status ? `${formatNumber(delivery.last_status)}: ` : ''}
            {delivery.last_error}
          </p>
        ) : null}
      </div>
      {delivery.state === 'dead' || (delivery.state === 'pending' && delivery.attempts > 0) ? (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          {text.deliveries.retry}
        </Button>
      ) : null}
    </li>
  )
}

function LeadLink({ lead }: { lead: string }) {
  const query = useQuery(leadQuery(lead))
  return (
    <Link to="/app/leads/$lead" params={{ lead }} search={{}}>
      {(query.data && leadName(query.data.fields)) ?? (query.isPending ? kUnknown : text.lead.title)}
    </Link>
  )
}
