// The list that the status page shows: what is known of the newest leads, by the latest news of
// each. Pure: it is given answers of GET /v1/leads and events of GET /v1/events, and holds no page.

// As many as are kept; what is older is on the server.
export const kShown = 100

// State -> what a person reads, and the mood that colours it.
const kStates = {
  assigned: ['Assigned', 'given'],
  acknowledged: ['Acknowledged', 'answered'],
  contacted: ['Contacted', 'answered'],
  won: ['Won', 'answered'],
  lost: ['Lost', 'over'],
  disqualified: ['Disqualified', 'over'],
  held: ['Held', 'waiting'],
  queued: ['In a queue', 'waiting'],
  unrouted: ['Unrouted', 'alarm'],
  rejected: ['Rejected', 'over'],
}

export function stateWords(state) {
  return kStates[state]?.[0] ?? state ?? ''
}

export function stateMood(state) {
  return kStates[state]?.[1] ?? 'over'
}

const isText = (value) => typeof value === 'string' && value !== ''
const text = (value) => (isText(value) ? value : typeof value === 'number' ? String(value) : undefined)

// One lead as the list keeps it, from an answer of the API: the lead's own fields may stand beside
// the decision or below `fields`.
export function leadOf(answer) {
  const fields = answer.fields ?? (typeof answer.lead === 'object' && answer.lead ? answer.lead : answer)
  const id = text(typeof answer.lead === 'string' ? answer.lead : answer.id ?? fields.id)
  if (!id) return undefined
  const whole = [text(fields.first_name), text(fields.last_name)].filter(isText).join(' ')
  return drop({
    id,
    who: text(fields.name) || whole || text(fields.email) || text(fields.phone),
    company: text(fields.company) ?? text(fields.domain),
    ...decisionOf(answer),
    at: text(answer.at ?? answer.changed_at ?? answer.updated_at ?? answer.received_at ?? answer.created_at),
  })
}

// What an event says of its lead; nothing where it is about none.
export function newsOf(event) {
  const id = text(event.lead?.id ?? event.lead)
  if (!id) return undefined
  return drop({ id, ...decisionOf(event), at: text(event.at), seq: event.seq })
}

function decisionOf(from) {
  return {
    state: text(from.state),
    person: text(from.person_name) ?? nameOf(from.person),
    pool: nameOf(from.pool),
    queue: nameOf(from.queue),
    rule: nameOf(from.rule),
    rejected: text(from.rejected),
    score: text(from.score),
    tier: text(from.tier),
    why: text(from.explanation),
  }
}

function nameOf(value) {
  return text(value?.name ?? value?.id ?? value)
}

function drop(object) {
  for (const key of Object.keys(object)) if (object[key] === undefined) delete object[key]
  return object
}

export class LeadList {
  #byId = new Map()

  get size() {
    return this.#byId.size
  }

  has(id) {
    return this.#byId.has(id)
  }

  // An answer of the API: it completes what is known; news that came meanwhile stay the news.
  putLead(answer) {
    const lead = leadOf(answer)
    if (!lead) return undefined
    const known = this.#byId.get(lead.id)
    return this.#put(known && known.seq !== undefined && known.state ? { ...lead, ...known, who: lead.who ?? known.who, company: lead.company ?? known.company } : { ...known, ...lead })
  }

  // An event. A decision says anew who has the lead; what it does not name is over.
  putEvent(event) {
    const news = newsOf(event)
    if (!news) return undefined
    const known = this.#byId.get(news.id) ?? {}
    if (known.seq !== undefined && news.seq !== undefined && news.seq <= known.seq) return known
    const before = { ...known }
    if (news.state && news.rule) for (const key of ['person', 'pool', 'queue', 'rejected', 'why']) delete before[key]
    return this.#put({ ...before, ...news })
  }

  #put(lead) {
    this.#byId.set(lead.id, lead)
    if (this.#byId.size > 2 * kShown) {
      for (const old of this.#sorted().slice(kShown)) this.#byId.delete(old.id)
    }
    return lead
  }

  newestFirst() {
    return this.#sorted().slice(0, kShown)
  }

  #sorted() {
    return [...this.#byId.values()]
      .map((lead) => ({ lead, at: Date.parse(lead.at ?? '') || 0 }))
      .sort((a, b) => b.at - a.at || (b.lead.seq ?? 0) - (a.lead.seq ?? 0) || (a.lead.id < b.lead.id ? 1 : -1))
      .map(({ lead }) => lead)
  }
}

// "31 with people, 2 waiting, 1 unrouted": of the leads that are shown.
export function summaryOf(leads) {
  const count = (...states) => leads.filter((lead) => states.includes(lead.state)).length
  const parts = [
    [count('assigned', 'acknowledged', 'contacted'), 'with people'],
    [count('held', 'queued'), 'waiting'],
    [count('unrouted'), 'unrouted'],
    [count('won', 'lost', 'disqualified'), 'closed'],
    [count('rejected'), 'rejected'],
  ]
  return parts.filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`).join(', ')
}

// Who has the lead, in words: a person, or what it waits in.
export function holderOf(lead) {
  if (lead.person) return lead.person
  if (lead.queue) return `Queue ${lead.queue}`
  if (lead.state === 'held') return lead.pool ? `Waits for ${lead.pool}` : 'Waits for a pool'
  if (lead.rejected) return `Turned away: ${lead.rejected}`
  if (lead.state === 'unrouted') return 'Nobody yet'
  return 'Nobody'
}
