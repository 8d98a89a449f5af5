// A draft against the past: who would have gained and lost, which leads go elsewhere and why.
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import type { components } from '#schema'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { usePersonName } from '~/api/queries'
import { DraftBar } from '~/draft/draft_bar'
import { useDraft, useDraftQuery } from '~/draft/use_draft'
import { formatNumber, formatWhen } from '~/ui/format'
import { useKeys, useRunKey } from '~/ui/keys'
import { Pipes } from '~/ui/pipes'
import { Empty, Failure, Loading, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { ruleWords } from '~/ui/words/rules'
import { flowOf } from './moves_flow'
import { RulesNav } from './rules_nav'
import './rules.css'

const words = ruleWords.compare
type Compared = components['schemas']['ComparedPast']
type Comparison = Compared['comparison']
const kDay = 86_400_000

export function ComparePage() {
  const query = useDraftQuery()
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <RulesNav />
      </header>
      <Shown query={query}>{() => <Comparer />}</Shown>
    </div>
  )
}

// A day of the viewer's calendar as the moment where it begins.
const day = (text: string): string | undefined => (text === '' ? undefined : new Date(`${text}T00:00`).toISOString())
const dayText = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10)

function Comparer() {
  const draft = useDraft()
  const [from, setFrom] = useState(() => dayText(Date.now() - 30 * kDay))
  const [to, setTo] = useState('')
  const under = useRef<AbortController>(undefined)
  const run = useMutation({
    mutationFn: () => {
      under.current = new AbortController()
      const [begin, end] = [day(from), day(to)]
      const query = { ...(begin ? { from: begin } : {}), ...(end ? { to: end } : {}) }
      return dataOf(api.POST('/v1/workspace/compare', { params: { query }, body: draft.text, bodySerializer: (body) => body, headers: { 'content-type': 'text/yaml' }, signal: under.current.signal }))
    },
  })
  const start = (): void => run.mutate()
  // What is under way is given up; what has been shown goes.
  const stop = (): void => {
    under.current?.abort()
    run.reset()
  }
  useRunKey(() => {
    if (draft.changed && !run.isPending) start()
  })
  useKeys({ Escape: stop })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    start()
  }
  return (
    <>
      <DraftBar />
      {draft.changed ? (
        <form className="panel compare-form" onSubmit={submit}>
          <p className="soft">{words.hint}</p>
          <TextInput type="date" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput type="date" label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          <Button type="submit" loading={run.isPending}>
            {words.run}
          </Button>
          {run.isPending ? (
            <Button variant="default" onClick={stop}>
              {words.stop}
            </Button>
          ) : null}
        </form>
      ) : (
        <Empty title={words.noDraft}>{words.noDraftWords}</Empty>
      )}
      <div role="status">{run.isPending ? <p className="soft">{words.running}</p> : null}</div>
      {run.isPending ? <Loading /> : null}
      {run.isError ? <Failure error={run.error} onRetry={start} /> : null}
      {run.data && draft.changed ? <Result compared={run.data} /> : null}
    </>
  )
}

function Result({ compared }: { compared: Compared }) {
  const { comparison, partial } = compared
  const nameOf = usePersonName()
  if (comparison.leads === 0) return <Empty title={words.none} />
  const people = comparison.people.map((row) => ({ ...row, name: nameOf(row.person) })).toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))
  return (
    <section aria-label={words.title} className="sim-result">
      <div className="panel" role="status">
        <h2>{words.summary(comparison.leads, comparison.moved)}</h2>
        {partial ? <p className="soft">{words.partial(comparison.leads)}</p> : null}
        {comparison.other_rule > 0 ? <p className="soft">{words.other(comparison.other_rule)}</p> : null}
      </div>
      <Places title={words.people} column={words.person} rows={people} />
      <Places title={words.places} column={words.place} rows={comparison.places.map((row) => ({ ...row, name: row.place }))} />
      <Service sla={comparison.sla} />
      {comparison.rules.length > 0 ? <ByRules rules={comparison.rules} /> : null}
      {comparison.moves.length > 0 ? <Moves comparison={comparison} nameOf={nameOf} /> : null}
    </section>
  )
}

interface PlaceRow {
  name: string
  from: number
  to: number
  gains: number
  loses: number
}

const kColumns = ['before', 'after', 'change', 'gains', 'loses'] as const

function Places({ title, column, rows }: { title: string; column: string; rows: readonly PlaceRow[] }) {
  if (rows.length === 0) return null
  return (
    <div className="panel">
      <h2>{title}</h2>
      <table aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{column}</th>
            {kColumns.map((one) => (
              <th key={one} scope="col" className="number">
                {words[one]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {[row.from, row.to, row.to - row.from, row.gains, row.loses].map((n, i) => (
                <td key={kColumns[i]} className="number" data-label={words[kColumns[i] ?? 'before']}>
                  {i === 2 && n > 0 ? '+' : ''}
                  {formatNumber(n)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Service({ sla }: { sla: Comparison['sla'] }) {
  const rows = [
    [words.inTime, sla.from.in_time, sla.to.in_time],
    [words.late, sla.from.late, sla.to.late],
    [words.unanswered, sla.from.unanswered, sla.to.unanswered],
    [words.waited, sla.from.waited, sla.to.waited],
  ] as const
  return (
    <div className="panel">
      <h2>{words.service}</h2>
      <table aria-label={words.service}>
        <thead>
          <tr>
            <th scope="col">{words.service}</th>
            <th scope="col" className="number">
              {words.before}
            </th>
            <th scope="col" className="number">
              {words.after}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, from, to]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{formatNumber(from)}</td>
              <td className="number">{formatNumber(to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ByRules({ rules }: { rules: Comparison['rules'] }) {
  return (
    <div className="panel">
      <h2>{words.rules}</h2>
      <table aria-label={words.rules}>
        <thead>
          <tr>
            <th scope="col">{words.fromRule}</th>
            <th scope="col">{words.toRule}</th>
            <th scope="col" className="number">
              {words.leads}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows(rules).map((row) => (
            <tr key={`${row.from} ${row.to}`}>
              <td>{row.from}</td>
              <td>{row.to}</td>
              <td className="number">{formatNumber(row.leads)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
const rows = (rules: Comparison['rules']): Comparison['rules'] => rules.slice(0, 50)

function Moves({ comparison, nameOf }: { comparison: Comparison; nameOf: (person: string) => string }) {
  const flow = useMemo(() => flowOf(comparison.moves, text.live.others), [comparison.moves])
  const side = (one: Comparison['moves'][number]['from']): string => (one.person ? nameOf(one.person) : one.to)
  return (
    <div className="panel">
      <h2>{words.moves}</h2>
      <Pipes flow={flow} nameOf={nameOf} leftNameOf={nameOf} />
      <ul className="findings">
        {comparison.moves.map((move) => (
          <li key={move.lead} className="finding">
            <p>
              <code>{move.lead}</code> <span className="soft">{formatWhen(move.received_at)}</span>: <strong>{side(move.from)}</strong> → <strong>{side(move.to)}</strong>
            </p>
            <p className="soft">
              {words.before}: {move.from.reason}
            </p>
            <p className="soft">
              {words.after}: {move.to.reason}
            </p>
          </li>
        ))}
      </ul>
      {comparison.moved > comparison.moves.length ? <p className="soft">{words.movesMore(comparison.moved - comparison.moves.length)}</p> : null}
    </div>
  )
}
