// The turn counter: in each pool of a person, whose turn comes, and whether they have had their share.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '#schema'
import { poolsQuery, usePersonName } from '~/api/queries'
import { Shown } from '~/ui/states'
import { turnsWords as words } from '~/ui/words/turns'

type Pool = components['schemas']['Pool']
const kAhead = 5

type Member = Pool['members'][number]

function place(member: Member): string {
  if (!member.eligible) return member.reason ? words.notNow(member.reason) : words.notNowUnknown
  if (member.place === null) return words.notNowUnknown
  return member.place === 1 ? words.isNext : words.before(member.place - 1)
}

function PoolTurns({ pool, member }: { pool: Pool; member: Member }) {
  const nameOf = usePersonName()
  return (
    <li>
      <strong>{pool.pool}</strong> · {place(member)}
      <span className="turns-more soft">
        {words.had(member.given, pool.turns)} · {pool.pick === 'round_robin' ? words.credit(member.credit) : words.byRank}
      </span>
      {pool.next.length === 0 ? null : (
        <span className="turns-more soft">
          {words.next}: {pool.next.slice(0, kAhead).map(nameOf).join(' → ')}
        </span>
      )}
    </li>
  )
}

function Open({ person }: { person: string }) {
  const pools = useQuery(poolsQuery)
  return (
    <Shown query={pools}>
      {(all) => {
        const mine = all.flatMap((pool) => pool.members.filter((one) => one.person === person).map((member) => ({ pool, member })))
        if (mine.length === 0) return <p className="soft">{words.none}</p>
        return (
          <ul className="turns">
            {mine.map(({ pool, member }) => (
              <PoolTurns key={pool.pool} pool={pool} member={member} />
            ))}
          </ul>
        )
      }}
    </Shown>
  )
}

// Asked for when it is looked at: pools change with every lead.
export function Turns({ person }: { person: string }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="turns-panel" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.summary}</summary>
      {open ? <Open person={person} /> : null}
    </details>
  )
}
