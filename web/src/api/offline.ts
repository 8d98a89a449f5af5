// The app without a server: what was kept of the person who is signed in is shown when nothing can
// be reached, and what they see is kept while it can.
import type { QueryClient } from '@tanstack/react-query'
import type { LeadDetail } from './client'
import { device, type Kept, whoseOf } from './device'
import { outbox } from './outbox'
import { isPassing } from './problem'
import { inboxQuery, kInboxAtMost, leadQuery, peopleQuery } from './queries'
import { callerQuery } from './session'
import { snoozes } from './snoozes'

// How long the server may take to say who is here before the app is shown as last seen.
const kPatience = 3_000
// Many things are read at once; they are written down once, so many milliseconds later.
const kGather = 1_000

function show(client: QueryClient, kept: Kept): void {
  outbox.own(kept.whose)
  const read = { updatedAt: kept.at }
  client.setQueryData(callerQuery.queryKey, kept.caller, read)
  client.setQueryData(peopleQuery.queryKey, { people: kept.people }, read)
  if (kept.caller.person) client.setQueryData(inboxQuery(kept.caller.person).queryKey, { leads: kept.leads, cursor: null }, read)
  for (const lead of kept.leads) client.setQueryData<LeadDetail>(leadQuery(lead.lead).queryKey, { ...lead, history: [] }, read)
}

function keep(client: QueryClient): void {
  const caller = client.getQueryData(callerQuery.queryKey)
  const people = client.getQueryData(peopleQuery.queryKey)?.people
  if (caller?.kind !== 'account' || !caller.person || !people) return
  const key = inboxQuery(caller.person).queryKey
  const leads = client.getQueryData(key)?.leads
  if (!leads) return
  device.write({ version: 1, whose: whoseOf(caller), at: client.getQueryState(key)?.dataUpdatedAt ?? 0, caller, people, leads: leads.slice(0, kInboxAtMost) })
}

// Who is here is told by the server alone; until it does, by what was kept. Returns what ends it.
export function keepForOffline(client: QueryClient): () => void {
  const kept = device.read()
  const shownLate = kept && setTimeout(() => showUnlessKnown(), kPatience)
  const showUnlessKnown = (): void => {
    clearTimeout(shownLate)
    if (kept && client.getQueryData(callerQuery.queryKey) === undefined) show(client, kept)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const off = client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    const [what, of] = event.query.queryKey as readonly unknown[]
    if (event.action.type === 'failed' && what === callerQuery.queryKey[0] && isPassing(event.action.error)) return showUnlessKnown()
    // What is put there by hand is no answer of the server.
    if (event.action.type !== 'success' || event.action.manual) return
    if (what === callerQuery.queryKey[0]) {
      const whose = whoseOf(event.query.state.data as Kept['caller'])
      clearTimeout(shownLate)
      device.belongsTo(whose)
      outbox.own(whose)
    }
    if (what === callerQuery.queryKey[0] || what === peopleQuery.queryKey[0] || (what === 'inbox' && of === 'of')) timer ??= setTimeout(() => {
      timer = undefined
      keep(client)
    }, kGather)
  })
  return () => {
    clearTimeout(shownLate)
    clearTimeout(timer)
    off()
  }
}

// Nothing of whoever was here stays on the device.
export function forgetPerson(): void {
  device.erase()
  outbox.erase()
  snoozes.erase()
  localStorage.removeItem('baton-inbox-person')
  localStorage.removeItem('baton-views')
}
