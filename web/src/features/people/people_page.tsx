// People and pools: who gets leads now, how much each has, whose turn comes and who is owed what.
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '~/api/client'
import { peopleQuery, poolsQuery } from '~/api/queries'
import { DraftBar } from '~/draft/draft_bar'
import { useDraft, useMayEdit } from '~/draft/use_draft'
import { rulesToPool } from '~/draft/uses'
import { Away } from '~/ui/away'
import { formatNumber } from '~/ui/format'
import { SetupNav } from '~/ui/setup_nav'
import { Empty, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { ruleWords } from '~/ui/words/rules'
import { setupWords } from '~/ui/words/setup'
import { PersonEditor } from './person_editor'
import { PoolEditor } from './pool_editor'
import { PoolPanel } from './pool_panel'
import './people.css'

const kAtOnce = 100 // rows; of a larger company one looks people up

export function PeoplePage() {
  const people = useQuery(peopleQuery)
  const pools = useQuery(poolsQuery)
  const names = new Map(people.data?.map((one) => [one.person, one.name ?? one.person]))
  const nameOf = (person: string): string => names.get(person) ?? person
  // Who may not see the document sees the people all the same, and changes nothing of them.
  const edits = useMayEdit()
  const draft = useDraft(edits)
  const mayEdit = edits && draft.live !== undefined
  const [editing, setEditing] = useState<{ person?: string | undefined; pool?: string | undefined; what: 'person' | 'pool' }>()
  const live = new Set(people.data?.map((one) => one.person))
  const drafted = mayEdit && people.data ? Object.keys(draft.model.people).filter((one) => !live.has(one)) : []
  return (
    <div className="page">
      <header className="head">
        <h1>{text.people.title}</h1>
        {edits ? <SetupNav /> : null}
      </header>
      {edits ? <DraftBar /> : null}
      {mayEdit ? (
        <div className="head-tools">
          <Button variant="default" onClick={() => setEditing({ what: 'person' })}>
            {setupWords.person.add}
          </Button>
          <Button variant="default" onClick={() => setEditing({ what: 'pool' })}>
            {setupWords.pool.add}
          </Button>
          {drafted.map((one) => (
            <Button key={one} variant="default" onClick={() => setEditing({ what: 'person', person: one })}>
              {setupWords.person.edit(String(draft.model.people[one]?.['name'] ?? one))}
            </Button>
          ))}
        </div>
      ) : null}
      <section className="panel" aria-labelledby="people-title">
        <h2 id="people-title">{text.people.people}</h2>
        <Shown query={people}>{(all) => (all.length === 0 ? <Empty title={text.people.noPeople} /> : <PeopleTable people={all} onEdit={mayEdit ? (person) => setEditing({ what: 'person', person }) : undefined} />)}</Shown>
      </section>
      <section className="pools" aria-labelledby="pools-title">
        <h2 id="pools-title">{text.people.pools}</h2>
        <Shown query={pools}>{(all) => (all.length === 0 ? <Empty title={text.people.noPools} /> : all.map((pool) => <PoolPanel key={pool.pool} pool={pool} nameOf={nameOf} usedBy={mayEdit ? rulesToPool(draft.model, pool.pool, ruleWords.otherwise) : []} onEdit={mayEdit && pool.pool in draft.model.pools ? () => setEditing({ what: 'pool', pool: pool.pool }) : undefined} />))}</Shown>
      </section>
      {editing?.what === 'person' ? <PersonEditor draft={draft} person={editing.person} onClose={() => setEditing(undefined)} /> : null}
      {editing?.what === 'pool' ? <PoolEditor draft={draft} pool={editing.pool} onClose={() => setEditing(undefined)} /> : null}
    </div>
  )
}

function load(n: number, limit: number | null): string {
  return limit === null ? formatNumber(n) : text.people.ofLimit(formatNumber(n), formatNumber(limit))
}

function PeopleTable({ people, onEdit }: { people: Person[]; onEdit: ((person: string) => void) | undefined }) {
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const found = people.filter((one) => `${one.person} ${one.name ?? ''} ${one.email ?? ''}`.toLowerCase().includes(wanted))
  const shown = found.slice(0, kAtOnce)
  return (
    <>
      <TextInput type="search" label={text.people.search} value={words} onChange={(event) => setWords(event.currentTarget.value)} className="people-search" />
      <p role="status" className="soft">
        {found.length === 0 ? text.people.noneFound : null}
        {found.length > shown.length ? text.people.notShown(found.length - shown.length) : null}
      </p>
      <table className="stacks" aria-label={text.people.table}>
        <thead>
          <tr>
            <th scope="col">{text.people.columns.person}</th>
            <th scope="col">{text.people.columns.standing}</th>
            <th scope="col" className="number">
              {text.people.columns.open}
            </th>
            <th scope="col" className="number">
              {text.people.columns.today}
            </th>
            <th scope="col" className="number">
              {text.people.columns.week}
            </th>
            <th scope="col" className="number">
              {text.people.columns.month}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <Row key={one.person} person={one} onEdit={onEdit} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function Row({ person, onEdit }: { person: Person; onEdit: ((person: string) => void) | undefined }) {
  const name = person.name ?? person.person
  return (
    <tr>
      <th scope="row">
        <Link to="/app/leads" search={{ person: person.person, state: 'open' }} className="person">
          {name}
        </Link>{' '}
        {onEdit ? (
          <Button variant="default" size="compact-sm" aria-label={setupWords.person.edit(name)} onClick={() => onEdit(person.person)}>
            ✎
          </Button>
        ) : null}
      </th>
      <td>{person.active ? <Away person={person} /> : text.people.inactive}</td>
      <td className="number" data-label={text.people.columns.open}>
        {load(person.open, person.capacity.open)}
      </td>
      <td className="number" data-label={text.people.columns.today}>
        {load(person.today, person.capacity.day)}
      </td>
      <td className="number" data-label={text.people.columns.week}>
        {load(person.week, person.capacity.week)}
      </td>
      <td className="number" data-label={text.people.columns.month}>
        {load(person.month, person.capacity.month)}
      </td>
    </tr>
  )
}
