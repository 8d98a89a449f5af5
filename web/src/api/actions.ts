// What people do with a lead: each with a key, so that a retry is not done twice. Acknowledging and
// marking show at once and are taken back when the server says no. Where it gives no answer at all,
// what was done is kept and sent when it is back.
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { leadName } from '~/ui/lead_words'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'
import { api, type Lead, type LeadDetail, newKey } from './client'
import { type Flushed, type Kept, outbox, type Outcome } from './outbox'
import { ApiError, dataOf, isPassing } from './problem'
import { stream } from './stream'

export type Target = { person: string } | { pool: string } | { queue: string }

export type LeadAction =
  | { kind: 'acknowledge' }
  | { kind: 'contact' }
  | { kind: 'close'; as: { won: number } | { lost: string } | { disqualified: string } }
  | { kind: 'reassign'; to: Target; by?: string | undefined }
  | { kind: 'claim'; person: string }

function send(lead: string, action: LeadAction, key: string) {
  const params = { path: { lead }, header: { 'Idempotency-Key': key } }
  const signal = AbortSignal.timeout(kAnswer)
  switch (action.kind) {
    case 'acknowledge':
      return dataOf(api.POST('/v1/leads/{lead}/acknowledge', { params, signal, body: {} }))
    case 'contact':
      return dataOf(api.POST('/v1/leads/{lead}/contact', { params, signal, body: {} }))
    case 'close':
      return dataOf(api.POST('/v1/leads/{lead}/close', { params, signal, body: action.as }))
    case 'reassign':
      return dataOf(api.POST('/v1/leads/{lead}/reassign', { params, signal, body: { to: action.to, ...(action.by ? { by: action.by } : {}) } }))
    case 'claim':
      return dataOf(api.POST('/v1/leads/{lead}/claim', { params, signal, body: { person: action.person } }))
  }
}

// A lead as what waits to be sent will leave it.
export function afterKept<T extends Lead>(lead: T, kept: readonly Kept[]): T {
  return kept.reduce((before, one) => (one.lead === lead.lead ? { ...before, state: stateAfter(one.action) ?? before.state } : before), lead)
}

// The state that shows before the server has said so.
function stateAfter(action: LeadAction): LeadDetail['state'] | undefined {
  if (action.kind === 'acknowledge') return 'acknowledged'
  if (action.kind === 'contact') return 'contacted'
  if (action.kind === 'close') return 'won' in action.as ? 'won' : 'lost' in action.as ? 'lost' : 'disqualified'
  return undefined
}

const kInboxes = ['inbox', 'of'] as const
interface LeadList {
  leads: Lead[]
  cursor: string | null
}

// On its own page, and in the inboxes in which it stands.
function showState(client: QueryClient, lead: string, state: Lead['state']): void {
  client.setQueryData<LeadDetail>(['lead', lead], (one) => one && { ...one, state })
  client.setQueriesData<LeadList>({ queryKey: kInboxes }, (list) => list && { ...list, leads: list.leads.map((one) => (one.lead === lead ? { ...one, state } : one)) })
}

function nameIn(client: QueryClient, lead: string): string | undefined {
  const known = client.getQueryData<LeadDetail>(['lead', lead]) ?? client.getQueriesData<LeadList>({ queryKey: kInboxes }).flatMap(([, list]) => list?.leads ?? []).find((one) => one.lead === lead)
  return known && leadName(known.fields)
}

const isAway = (error: unknown): boolean => error instanceof ApiError && error.status === 0
type Sent = Awaited<ReturnType<typeof send>>

interface Act {
  action: LeadAction
  idempotencyKey: string
  // Told what came of it, also when what asked for it is on no page any more.
  done?: ((after: Sent) => void) | undefined
}

// Still to be done once the server can: it gave no answer, or wants to know anew who asks.
const isNotNow = (error: unknown): boolean => isPassing(error) || (error instanceof ApiError && (error.status === 401 || error.status === 429))

// How long a try waits for its answer, and after what time another follows: milliseconds.
const kAnswer = 10_000
const kAgain = 5_000

const sending = ({ lead, action, key }: Kept): Promise<Outcome> =>
  send(lead, action, key).then(
    (): Outcome => 'done',
    (error: unknown): Outcome => (isNotNow(error) ? 'away' : { refused: withRequest(error) }),
  )

function tell({ refused }: Flushed): void {
  for (const [{ action, name }, detail] of refused) notify(text.actions.refused(text.actions.kinds[action.kind], name), { bad: true, detail })
}

// What waits is tried once, now.
export async function sendNow(): Promise<void> {
  tell(await outbox.flush(sending))
}

// Sends what was kept whenever the line stands; tells what was refused, and of which lead.
export function sendKept(client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    if (stream.getState() !== 'live' || outbox.get().length === 0) return
    const flushed = await outbox.flush(sending)
    const { done, refused } = flushed
    tell(flushed)
    if (done > 0 && outbox.get().length === 0) notify(text.actions.keptSent)
    if (done > 0 || refused.length > 0) void client.invalidateQueries()
    if (outbox.get().length > 0) timer = setTimeout(() => void flush(), kAgain)
  }
  const off = [stream.subscribe(() => void flush()), outbox.subscribe(() => void flush())]
  void flush()
  return () => {
    clearTimeout(timer)
    for (const one of off) one()
  }
}

export function useLeadAction(lead: string) {
  const client = useQueryClient()
  const key = ['lead', lead]
  return useMutation({
    // Undefined: kept, since there is no line, or was no answer.
    mutationFn: async ({ action, idempotencyKey }: Act): Promise<Sent | undefined> => {
      const keep = (): boolean => outbox.add({ lead, action, key: idempotencyKey, name: nameIn(client, lead) })
      if (stream.isAway() && keep()) return undefined
      try {
        return await send(lead, action, idempotencyKey)
      } catch (error) {
        if (!isAway(error) || !keep()) throw error
        return undefined
      }
    },
    retry: (failures, error) => failures < 3 && isPassing(error),
    onMutate: async ({ action }) => {
      const state = stateAfter(action)
      if (state === undefined) return undefined
      await client.cancelQueries({ queryKey: key, exact: true })
      await client.cancelQueries({ queryKey: ['inbox'] })
      const before = { lead: client.getQueryData<LeadDetail>(key), inboxes: client.getQueriesData<LeadList>({ queryKey: kInboxes }) }
      if (action.kind !== 'close' && !stream.isAway()) showState(client, lead, state)
      return before
    },
    onSuccess: (sent, { done }) => {
      if (sent !== undefined) return done?.(sent)
      notify(text.actions.kept)
    },
    onError: (error, _, before) => {
      if (before?.lead) client.setQueryData(key, before.lead)
      for (const [inbox, list] of before?.inboxes ?? []) client.setQueryData(inbox, list)
      notify(text.actions.failed, { bad: true, detail: withRequest(error) })
    },
    onSettled: (sent, error) => (sent === undefined && error === null ? undefined : Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: ['inbox'] })])),
  })
}

export function actionOf(action: LeadAction, done?: (after: Sent) => void): Act {
  return { action, idempotencyKey: newKey(), done }
}

export function warningsOf(after: Sent): string | undefined {
  return after.warnings.map((warning) => warning.message).join(' ') || undefined
}

function withRequest(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error)
  return error.requestId ? `${error.message} (${text.state.requestId} ${error.requestId})` : error.message
}
