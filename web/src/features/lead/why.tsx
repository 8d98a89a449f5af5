// Why a lead went where it went: the decision made again from the log, in sentences and step by step,
// and how it looks from the place of one person.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { BatonEvent } from '~/api/client'
import { explanationQuery, peopleQuery } from '~/api/queries'
import { ApiError } from '~/api/problem'
import { NativeSelect } from '~/ui/controls'
import { Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { TraceView } from '~/ui/trace'

const kReplay = { same: text.lead.replaySame, erased: text.lead.replayErased, differs: text.lead.replayDiffers }

export function Why({ lead, score }: { lead: string; score: string }) {
  const { person } = useSearch({ from: '/app/leads/$lead' })
  const query = useQuery(explanationQuery(lead, person))
  const undecided = query.error instanceof ApiError && query.error.status === 404
  return (
    <section className="panel" aria-labelledby="why-title">
      <h2 id="why-title">{text.lead.why}</h2>
      <WhyNot event={query.data} person={person} />
      {undecided ? <p className="soft">{text.lead.noDecision}</p> : <Shown query={query}>{(event) => <Explained event={event} score={score} />}</Shown>}
    </section>
  )
}

function WhyNot({ event, person }: { event: BatonEvent | undefined; person: string | undefined }) {
  const people = useQuery(peopleQuery)
  const navigate = useNavigate({ from: '/app/leads/$lead' })
  const choices = [{ value: '', label: text.lead.choose }, ...(people.data ?? []).map((one) => ({ value: one.person, label: one.name ?? one.person }))]
  if (person && !choices.some((one) => one.value === person)) choices.push({ value: person, label: person })
  const about = event?.about?.person === person ? event?.about : undefined
  return (
    <div className="why-not">
      <NativeSelect
        label={text.lead.whyNot}
        description={text.lead.whyNotHint}
        value={person ?? ''}
        data={choices}
        onChange={(change) => void navigate({ search: change.currentTarget.value ? { person: change.currentTarget.value } : {}, replace: true, resetScroll: false })}
      />
      <p role="status" className="why-not-answer">
        {person && about ? about.sentence : null}
      </p>
    </div>
  )
}

function Explained({ event, score }: { event: BatonEvent; score: string }) {
  return (
    <>
      {event.trace ? <TraceView trace={event.trace} score={score} /> : <p>{event.explanation}</p>}
      {event.replay ? <p className="soft small-print">{kReplay[event.replay]}</p> : null}
    </>
  )
}
