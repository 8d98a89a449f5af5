// The audit trail: who changed what, from what to what, the latest first.
import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '#schema'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { formatDateTime } from '~/ui/format'
import { Empty, Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'

type Entry = components['schemas']['AuditEntry']
interface Page {
  entries: Entry[]
  cursor: string | null
}

const kKinds = Object.entries(text.access.kinds).map(([value, label]) => ({ value, label }))

export function Audit() {
  const [action, setAction] = useState('')
  const trail = useInfiniteQuery({
    queryKey: ['audit', action],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<Page> => dataOf(api.GET('/v1/audit', { params: { query: { limit: 50, ...(action ? { action } : {}), ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
  })
  const all = trail.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <section className="panel" aria-labelledby="audit">
      <div className="head">
        <h2 id="audit">{text.access.tabs.audit}</h2>
        <NativeSelect label={text.access.kind} data={kKinds} value={action} onChange={(event) => setAction(event.currentTarget.value)} />
      </div>
      {trail.isError ? <Failure error={trail.error} onRetry={() => void trail.refetch()} stale={trail.data !== undefined} /> : null}
      {trail.isPending ? <Loading /> : null}
      {trail.data && all.length === 0 ? <Empty title={text.access.noEntries} /> : null}
      <ul className="rows">
        {all.map((one, i) => (
          <Row key={`${one.at} ${one.action} ${one.subject} ${i}`} entry={one} />
        ))}
      </ul>
      {trail.hasNextPage ? (
        <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
          {text.people.more}
        </Button>
      ) : null}
    </section>
  )
}

function Row({ entry }: { entry: Entry }) {
  const words = text.access.actions[entry.action as keyof typeof text.access.actions] ?? entry.action
  return (
    <li>
      <div>
        <p>
          <strong>{words}</strong> {entry.subject}
        </p>
        <p className="soft">
          {formatDateTime(entry.at)} · {entry.actor}
        </p>
        {entry.before || entry.after ? (
          <details>
            <summary>{text.access.fromTo}</summary>
            <div className="change">
              <div>
                <p className="soft">{text.access.before}</p>
                <pre>{entry.before ? JSON.stringify(entry.before, null, 1) : '—'}</pre>
              </div>
              <div>
                <p className="soft">{text.access.after}</p>
                <pre>{entry.after ? JSON.stringify(entry.after, null, 1) : '—'}</pre>
              </div>
            </div>
          </details>
        ) : null}
      </div>
    </li>
  )
}
