// A row of the table after an event of the log.
import type { BatonEvent, Lead } from '~/api/client'

// A lead as an event leaves it: what the event does not say stays.
export function leadAfter(lead: Lead, event: BatonEvent): Lead {
  if (event.lead !== lead.lead) return lead
  const decides = event.state !== undefined && event.rule !== undefined
  return {
    ...lead,
    state: event.state ?? lead.state,
    person: decides ? (event.person ?? null) : (event.person ?? lead.person),
    pool: decides ? (event.pool ?? null) : lead.pool,
    queue: decides ? (event.queue ?? null) : lead.queue,
    rule: event.rule ?? lead.rule,
    explanation: decides ? event.explanation : lead.explanation,
    updated_at: event.at,
  }
}
