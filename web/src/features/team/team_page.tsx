// For managers: who can take leads and how full they are, what was escalated, what nobody has, and
// the way to hand a person's leads over.
import { Button, NativeSelect, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '~/api/client'
import { peopleQuery } from '~/api/queries'
import { standing } from '~/ui/away'
import { Empty, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { teamWords as words } from '~/ui/words/team'
import { HandOver } from './hand_over'
import { Speed } from './speed'
import { WatchedLeads } from './watched_leads'
import './team.css'

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
      <WatchedLeads people={all} team={team} />
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
                  <span className="soft team-room">{words.room(one.open, one.capacity.open)}</span>
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
