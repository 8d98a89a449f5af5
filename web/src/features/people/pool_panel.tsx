// A pool: whose turn comes, what each member is owed, and the ledger of its turns.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { components } from '#schema'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { formatDateTime, formatNumber, kUnknown } from '~/ui/format'
import { Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import { setupWords } from '~/ui/words/setup'

type Pool = components['schemas']['Pool']
type Ledger = components['schemas']['Ledger']
type NameOf = (person: string) => string

export function PoolPanel({ pool, nameOf, usedBy, onEdit }: { pool: Pool; nameOf: NameOf; usedBy: readonly string[]; onEdit: (() => void) | undefined }) {
  const [open, setOpen] = useState(false)
  return (
    <section className="panel pool" aria-label={pool.pool}>
      <div className="head">
        <h3>{pool.pool}</h3>
        {onEdit ? (
          <Button variant="default" size="compact-sm" aria-label={setupWords.pool.edit(pool.pool)} onClick={onEdit}>
            ✎
          </Button>
        ) : null}
      </div>
      <p className="soft">
        {text.people.pick[pool.pick]}
        {pool.order ? <code>{pool.order}</code> : null} · {text.people.turns(pool.turns)}
        {pool.catch_up ? ` · ${text.people.catchUp}` : ''}
      </p>
      {pool.full ? <p>{text.people.full(pool.full)}</p> : null}
      {pool.members.length === 0 ? <p>{usedBy.length > 0 ? `${text.people.empty} ${setupWords.pool.usedBy(usedBy.join(', '))}` : text.people.empty}</p> : <Members pool={pool} nameOf={nameOf} />}
      <p>
        <strong>{text.people.next}:</strong> {pool.next.length === 0 ? text.people.nobodyNext : pool.next.map(nameOf).join(' → ')}
      </p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{text.people.ledger}</summary>
        {open ? <LedgerOf pool={pool.pool} nameOf={nameOf} /> : null}
      </details>
    </section>
  )
}

function Members({ pool, nameOf }: { pool: Pool; nameOf: NameOf }) {
  const words = text.people.members
  return (
    <table className="stacks">
      <thead>
        <tr>
          <th scope="col">{words.person}</th>
          <th scope="col">{words.standing}</th>
          <th scope="col" className="number">
            {words.share}
          </th>
          <th scope="col" className="number">
            {words.credit}
          </th>
          <th scope="col" className="number">
            {words.given}
          </th>
        </tr>
      </thead>
      <tbody>
        {pool.members.map((one) => (
          <tr key={one.person}>
            <th scope="row">{nameOf(one.person)}</th>
            <td>{one.eligible ? text.people.eligible : (one.reason ?? kUnknown)}</td>
            <td className="number" data-label={words.share}>
              {formatNumber(one.share)}
            </td>
            <td className="number" data-label={words.credit}>
              {formatNumber(one.credit)}
            </td>
            <td className="number" data-label={words.given}>
              {formatNumber(one.given)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function LedgerOf({ pool, nameOf }: { pool: string; nameOf: NameOf }) {
  const query = useInfiniteQuery({
    queryKey: ['pools', pool, 'ledger'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<Ledger> =>
      dataOf(api.GET('/v1/pools/{pool}/ledger', { params: { path: { pool }, query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
  })
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? []
  const totals = query.data?.pages[0]?.totals ?? []
  const words = text.people.totals
  return (
    <div className="ledger">
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} stale={query.data !== undefined} /> : null}
      {query.isPending ? <Loading rows={3} /> : null}
      {query.data && entries.length === 0 ? <p className="soft">{text.people.ledgerEmpty}</p> : null}
      {totals.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.person}</th>
              <th scope="col" className="number">
                {words.given}
              </th>
              <th scope="col" className="number">
                {words.missed}
              </th>
              <th scope="col" className="number">
                {words.returned}
              </th>
            </tr>
          </thead>
          <tbody>
            {totals.map((one) => (
              <tr key={one.person}>
                <th scope="row">{nameOf(one.person)}</th>
                <td className="number">{formatNumber(one.given)}</td>
                <td className="number">{formatNumber(one.missed)}</td>
                <td className="number">{formatNumber(one.returned)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {entries.length > 0 ? <h4>{text.people.entries}</h4> : null}
      <ol className="entries">
        {entries.map((one) => (
          <li key={`${one.seq} ${one.kind} ${one.person}`}>
            <time dateTime={one.at}>{formatDateTime(one.at)}</time> · {text.people.entry[one.kind]}: <strong>{nameOf(one.person)}</strong>, {text.people.credit(formatNumber(one.credit))}
            {one.reason ? `, ${one.reason}` : ''} ·{' '}
            <Link to="/app/leads/$lead" params={{ lead: one.lead }} search={{}}>
              {text.lead.title}
            </Link>
          </li>
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text.people.more}
        </Button>
      ) : null}
    </div>
  )
}
