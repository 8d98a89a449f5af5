// What the live page knows: the latest of each lead within reach, and the tape of events. Pure: fed
// with answers and events, asked for counts.
import type { BatonEvent, Lead, LeadStateName } from '~/api/client'
import { holder, leadCompany, leadName, ruleName } from '~/ui/lead_words'
import type { Flow, Share } from '~/ui/pipes'

// As much as is kept; what is older is on the server.
export const kTape = 100
const kLeads = 20_000

export interface Known {
  lead: string
  name: string | undefined
  company: string | undefined
  arrived: number // milliseconds
  state: LeadStateName | undefined
  rule: string
  place: string // who has it, or what it waits in; keys of people
  person: string | undefined
  why: string
  seq: number // of the last event heard; 0: none
}

export class Board {
  readonly leads = new Map<string, Known>()
  readonly tape: BatonEvent[] = []

  // An answer of the API; what an event has said since stays.
  putLead(lead: Lead): void {
    const before = this.leads.get(lead.lead)
    const said = { name: leadName(lead.fields), company: leadCompany(lead.fields), arrived: Date.parse(lead.received_at) }
    if (before && before.seq > 0 && before.state !== undefined) {
      this.leads.set(lead.lead, { ...before, ...said })
      return
    }
    this.leads.set(lead.lead, {
      lead: lead.lead,
      ...said,
      state: lead.state,
      rule: lead.rule,
      place: holder(lead),
      person: lead.person ?? undefined,
      why: lead.explanation,
      seq: before?.seq ?? 0,
    })
    this.shorten()
  }

  // An event of the log; the same one again changes nothing. True: its lead's name is not known.
  putEvent(event: BatonEvent): boolean {
    if (this.tape.some((known) => known.seq === event.seq)) return false
    this.tape.unshift(event)
    this.tape.length = Math.min(this.tape.length, kTape)
    if (!event.lead) return false
    const before = this.leads.get(event.lead)
    if (before && before.seq >= event.seq) return before.name === undefined
    const decides = event.state !== undefined && event.rule !== undefined
    const place = decides || event.person || event.queue ? holder(event) : before?.place
    this.leads.set(event.lead, {
      lead: event.lead,
      name: before?.name,
      company: before?.company,
      arrived: before?.arrived ?? Date.parse(event.received_at ?? event.at),
      state: event.state ?? before?.state,
      rule: event.rule ?? before?.rule ?? '',
      place: place ?? '',
      person: decides || event.person ? event.person : before?.person,
      why: decides ? event.explanation : (before?.why ?? event.explanation),
      seq: event.seq,
    })
    this.shorten()
    return before?.name === undefined
  }

  // The newest leads that the tape says nothing of yet: what fills it up.
  quiet(): Known[] {
    const told = new Set(this.tape.map((event) => event.lead))
    const rest = [...this.leads.values()].filter((lead) => !told.has(lead.lead))
    return rest.toSorted((a, b) => b.arrived - a.arrived || (a.lead < b.lead ? 1 : -1)).slice(0, Math.max(0, kTape - this.tape.length))
  }

  // The leads that arrived at or after `since`: how many took which rule to which place. The most
  // first, `top` of each side by name and the rest together under `others`.
  flow(since: number, top: number, others: (n: number) => string): Flow {
    const recent = [...this.leads.values()].filter((lead) => lead.arrived >= since && lead.rule !== '')
    const rules = shares(recent.map((lead) => ruleName(lead.rule)), top, others)
    const places = shares(recent.map((lead) => lead.place), top, others)
    const links = new Map<string, { rule: string; place: string; count: number }>()
    for (const lead of recent) {
      const rule = rules.nameOf(ruleName(lead.rule))
      const place = places.nameOf(lead.place)
      const key = JSON.stringify([rule, place])
      const link = links.get(key) ?? { rule, place, count: 0 }
      link.count++
      links.set(key, link)
    }
    return { total: recent.length, rules: rules.list, places: places.list, links: [...links.values()].toSorted(byCount) }
  }

  private shorten(): void {
    if (this.leads.size <= kLeads) return
    const old = [...this.leads.values()].toSorted((a, b) => a.arrived - b.arrived).slice(0, this.leads.size - kLeads * 0.9)
    for (const lead of old) this.leads.delete(lead.lead)
  }
}

function byCount(a: { count: number }, b: { count: number }): number {
  return b.count - a.count
}

function shares(names: string[], top: number, others: (n: number) => string): { list: Share[]; nameOf: (name: string) => string } {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const all = [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => byCount(a, b) || (a.name < b.name ? -1 : 1))
  if (all.length <= top) return { list: all, nameOf: (name) => name }
  const kept = all.slice(0, top - 1)
  const rest = all.slice(top - 1)
  const restName = others(rest.length)
  const known = new Set(kept.map((share) => share.name))
  kept.push({ name: restName, count: rest.reduce((sum, share) => sum + share.count, 0) })
  return { list: kept, nameOf: (name) => (known.has(name) ? name : restName) }
}
