// Live: leads as they arrive and where they go, per rule and place, and a tape of what happens. Pause
// holds the screen still; what comes meanwhile is shown afterwards.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { api, type BatonEvent } from '~/api/client'
import { useEvents, useLine } from '~/api/live'
import { dataOf } from '~/api/problem'
import { usePersonName } from '~/api/queries'
import { MoodBadge, StateBadge } from '~/ui/badge'
import { Button, NativeSelect } from '~/ui/controls'
import { formatDateTime, formatNumber, formatTime } from '~/ui/format'
import { useKeys } from '~/ui/keys'
import { eventMood, ruleName } from '~/ui/lead_words'
import { type Flow, Pipes } from '~/ui/pipes'
import { Empty, Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import { startWords } from '~/ui/words/start'
import { Board, type Known } from './board'
import './live.css'

const kHours = { hour: 1, day: 24, week: 168 } as const
type Span = keyof typeof kHours
const kTop = 9 // names on either side
const kPages = 5 // of 200 leads, at the most, for the counts at the start
const kNamesPause = 1000 // between two questions for names

async function newestLeads(from: string, signal: AbortSignal) {
  const leads = []
  let cursor: string | null = null
  for (let page = 0; page < kPages; page++) {
    const answer: Awaited<ReturnType<typeof onePage>> = await onePage(from, cursor, signal)
    leads.push(...answer.leads)
    cursor = answer.cursor
    if (cursor === null) break
  }
  return { leads, more: cursor !== null }
}

function onePage(from: string, cursor: string | null, signal: AbortSignal) {
  return dataOf(api.GET('/v1/leads', { params: { query: { from, limit: 200, ...(cursor ? { cursor } : {}) } }, signal }))
}

function useBoard(span: Span, paused: boolean) {
  const board = useRef(new Board())
  const [drawn, setDrawn] = useState(0) // counts what was drawn; a change draws anew
  const [waiting, setWaiting] = useState(0)
  const held = useRef<BatonEvent[]>([])
  const frame = useRef(0)
  const names = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const client = useQueryClient()

  const draw = useCallback(() => {
    if (frame.current) return
    frame.current = requestAnimationFrame(() => {
      frame.current = 0
      setDrawn((n) => n + 1)
    })
  }, [])
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current)
      clearTimeout(names.current)
    },
    [],
  )

  const query = useQuery({
    queryKey: ['live', span],
    queryFn: ({ signal }) => newestLeads(new Date(Date.now() - kHours[span] * 3_600_000).toISOString(), signal),
  })
  useEffect(() => {
    for (const lead of query.data?.leads ?? []) board.current.putLead(lead)
    draw()
  }, [query.data, draw])

  // Events do not name leads: the newest are asked for, at most once a second however many come.
  const askNames = useCallback(() => {
    names.current ??= setTimeout(() => {
      names.current = undefined
      void client
        .fetchQuery({ queryKey: ['live-names'], queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { limit: 100 } }, signal })), staleTime: 0, gcTime: 0 })
        .then((answer) => {
          for (const lead of answer.leads) board.current.putLead(lead)
          draw()
        })
        .catch(() => {}) // the names come with the next event
    }, kNamesPause)
  }, [client, draw])

  const take = useCallback(
    (event: BatonEvent) => {
      if (board.current.putEvent(event)) askNames()
      draw()
    },
    [askNames, draw],
  )
  useEvents((event) => {
    if (!paused) return take(event)
    held.current.push(event)
    if (held.current.length > 5000) held.current.shift()
    setWaiting(held.current.length)
  })
  useEffect(() => {
    if (paused) return
    for (const event of held.current.splice(0)) take(event)
    setWaiting(0)
  }, [paused, take])
  return { board: board.current, drawn, waiting, query }
}

// For a screen on the wall. Where the browser allows it; otherwise nothing happens.
function wholeScreen(): void {
  void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.())?.catch(() => undefined)
}

export function LivePage() {
  const [span, setSpan] = useState<Span>('day')
  const [paused, setPaused] = useState(false)
  const { board, drawn, waiting, query } = useBoard(span, paused)
  const line = useLine()
  const nameOf = usePersonName()
  useKeys({ ' ': () => setPaused((on) => !on), f: wholeScreen })

  const loaded = query.data !== undefined
  const flow = useMemo(() => {
    void drawn
    return board.flow(Date.now() - kHours[span] * 3_600_000, kTop, text.live.others)
  }, [board, span, drawn])
  const newest = board.tape[0]?.lead
  const hotLead = newest ? board.leads.get(newest) : undefined
  const hot = hotLead ? JSON.stringify([ruleName(hotLead.rule), hotLead.place]) : undefined

  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>{text.live.title}</h1>
          <p className="soft">{text.live.lead}</p>
        </div>
        <div className="head-tools">
          <NativeSelect aria-label={text.live.span} value={span} onChange={(event) => setSpan(event.currentTarget.value as Span)} data={Object.entries(text.live.spans).map(([value, label]) => ({ value, label }))} />
          <Button variant="default" className="wide-only" onClick={wholeScreen}>
            {text.live.fullScreen}
          </Button>
          <Button variant={paused ? 'filled' : 'default'} aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? text.live.resume : text.live.pause}
          </Button>
        </div>
      </header>
      <p className="soft" role="status">
        {paused ? text.live.paused(waiting) : null}
      </p>
      {line === 'waiting' && loaded ? <p className="note small">{text.live.lostLine}</p> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} stale={loaded} /> : null}
      {!loaded && !query.isError ? <Loading /> : null}
      {loaded && board.leads.size === 0 && span === 'week' ? (
        <Empty title={text.live.empty} action={<a href="/form">{text.nav.form}</a>}>
          {text.live.emptyWords}
        </Empty>
      ) : null}
      {loaded ? (
        <div className="live-columns">
          <FlowPart flow={flow} span={span} nameOf={nameOf} hot={hot} more={query.data?.more ?? false} nothing={board.leads.size === 0} />
          <Tape board={board} drawn={drawn} nameOf={nameOf} />
        </div>
      ) : null}
    </div>
  )
}

interface FlowPartProps {
  flow: Flow
  span: Span
  nameOf: (person: string) => string
  hot: string | undefined
  more: boolean
  nothing: boolean
}

function FlowPart({ flow, span, nameOf, hot, more, nothing }: FlowPartProps) {
  return (
    <section aria-labelledby="flow-title" className="panel">
      <h2 id="flow-title">{text.live.flow}</h2>
      {flow.total === 0 ? (
        <>
          <p className="soft">{nothing ? text.live.emptyWords : text.live.noneInSpan}</p>
          {nothing ? (
            <Link to="/app/start" className="person">
              {startWords.link}
            </Link>
          ) : null}
        </>
      ) : (
        <>
          <p className="soft">
            {text.live.flowWords(flow.total, text.live.spans[span])} {more ? text.live.partial(flow.total) : null}
          </p>
          <Pipes flow={flow} nameOf={nameOf} hot={hot} />
          <Bars title={text.live.byRule} all={flow.rules} total={flow.total} nameOf={(name) => name} />
          <Bars title={text.live.byPlace} all={flow.places} total={flow.total} nameOf={nameOf} />
          <details className="pipes-table">
            <summary>{text.live.table}</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.live.rule}</th>
                  <th scope="col">{text.live.place}</th>
                  <th scope="col" className="number">
                    {text.live.leadsColumn}
                  </th>
                </tr>
              </thead>
              <tbody>
                {flow.links.map((link) => (
                  <tr key={JSON.stringify([link.rule, link.place])}>
                    <td>{link.rule}</td>
                    <td>{nameOf(link.place)}</td>
                    <td className="number">{formatNumber(link.count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </section>
  )
}

// On a narrow screen instead of the pipes.
function Bars({ title, all, total, nameOf }: { title: string; all: Flow['rules']; total: number; nameOf: (name: string) => string }) {
  return (
    <div className="bars">
      <h3>{title}</h3>
      <ul>
        {all.map((share) => (
          <li key={share.name}>
            <span>{nameOf(share.name)}</span>
            <span className="number">{formatNumber(share.count)}</span>
            <meter min={0} max={total} value={share.count} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Tape({ board, drawn, nameOf }: { board: Board; drawn: number; nameOf: (person: string) => string }) {
  return (
    <section aria-labelledby="tape-title" className="panel" data-drawn={drawn}>
      <h2 id="tape-title">{text.live.tape}</h2>
      {board.tape.length === 0 && board.leads.size === 0 ? <p className="soft">{text.live.quiet}</p> : null}
      <ol className="tape">
        {board.tape.map((event) => (
          <TapeRow key={event.seq} event={event} board={board} nameOf={nameOf} />
        ))}
        {board.quiet().map((known) => (
          <QuietRow key={known.lead} known={known} nameOf={nameOf} />
        ))}
      </ol>
    </section>
  )
}

// A lead that came before this page was opened, as it stands.
function QuietRow({ known, nameOf }: { known: Known; nameOf: (person: string) => string }) {
  const at = new Date(known.arrived).toISOString()
  return (
    <li className="tape-row">
      <time dateTime={at} title={formatDateTime(at)}>
        {formatTime(at)}
      </time>
      {known.state ? <StateBadge state={known.state} /> : <span />}
      <span className="tape-who">
        <Link to="/app/leads/$lead" params={{ lead: known.lead }} search={{}}>
          {known.name ?? text.lead.title}
        </Link>
        {known.company && known.company !== known.name ? <span className="soft"> {known.company}</span> : null}
        {known.person ? <span> → {nameOf(known.person)}</span> : null}
      </span>
      <span className="tape-why">{known.why}</span>
    </li>
  )
}

function TapeRow({ event, board, nameOf }: { event: BatonEvent; board: Board; nameOf: (person: string) => string }) {
  const known = event.lead ? board.leads.get(event.lead) : undefined
  return (
    <li className="tape-row" data-mood={eventMood(event)}>
      <time dateTime={event.at} title={formatDateTime(event.at)}>
        {formatTime(event.at)}
      </time>
      <MoodBadge mood={eventMood(event)} words={text.kinds[event.kind]} />
      <span className="tape-who">
        {event.lead ? (
          <Link to="/app/leads/$lead" params={{ lead: event.lead }} search={{}}>
            {known?.name ?? text.lead.title}
          </Link>
        ) : null}
        {known?.company && known.company !== known.name ? <span className="soft"> {known.company}</span> : null}
        {event.person ? <span> → {nameOf(event.person)}</span> : null}
      </span>
      <span className="tape-why">{event.explanation}</span>
    </li>
  )
}
