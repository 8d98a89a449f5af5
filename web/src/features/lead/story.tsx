// Everything that happened to a lead, oldest first, each with time, who did it and the reason.
import { useQuery } from '@tanstack/react-query'
import type { BatonEvent } from '~/api/client'
import { historyQuery } from '~/api/queries'
import { MoodBadge } from '~/ui/badge'
import { formatDateTime, formatNumber } from '~/ui/format'
import { eventMood } from '~/ui/lead_words'
import { Shown } from '~/ui/states'
import { text } from '~/ui/text'

export function Story({ lead, nameOf }: { lead: string; nameOf: (person: string) => string }) {
  const query = useQuery(historyQuery(lead))
  return (
    <section className="panel" aria-labelledby="story-title">
      <h2 id="story-title">{text.lead.story}</h2>
      <Shown query={query}>
        {(events) => (
          <ol className="story">
            {events.map((event) => (
              <Happened key={event.seq} event={event} nameOf={nameOf} />
            ))}
          </ol>
        )}
      </Shown>
    </section>
  )
}

function Happened({ event, nameOf }: { event: BatonEvent; nameOf: (person: string) => string }) {
  return (
    <li data-mood={eventMood(event)}>
      <p>
        <MoodBadge mood={eventMood(event)} words={text.kinds[event.kind]} /> {event.person ? <strong>{nameOf(event.person)}</strong> : null}
        {event.amount === undefined ? null : <span> {formatNumber(event.amount)}</span>}
      </p>
      <p className="story-why">{event.explanation}</p>
      <p className="soft small-print">
        <time dateTime={event.at}>{formatDateTime(event.at)}</time> · {event.by ? nameOf(event.by) : event.actor} · {text.lead.document(event.document)}
      </p>
    </li>
  )
}
