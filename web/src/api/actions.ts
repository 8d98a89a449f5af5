// What people do with a lead: each with a key, so that a retry is not done twice. Acknowledging and
// marking show at once and are taken back when the server says no. Where it gives no answer at all,
// what was done is kept and sent when it is back.
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'
import { api, type LeadDetail, newKey } from './client'
import { outbox, type Outcome } from './outbox'
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
  switch (action.kind) {
    case 'acknowledge':
      return dataOf(api.POST('/v1/leads/{lead}/acknowledge', { params, body: {} }))
    case 'contact':
      return dataOf(api.POST('/v1/leads/{lead}/contact', { params, body: {} }))
    case 'close':
      return dataOf(api.POST('/v1/leads/{lead}/close', { params, body: action.as }))
    case 'reassign':
      return dataOf(api.POST('/v1/leads/{lead}/reassign', { params, body: { to: action.to, ...(action.by ? { by: action.by } : {}) } }))
    case 'claim':
      return dataOf(api.POST('/v1/leads/{lead}/claim', { params, body: { person: action.person } }))
  }
}

// The state that shows before the server has said so.
function stateAfter(action: LeadAction): LeadDetail['state'] | undefined {
  if (action.kind === 'acknowledge') return 'acknowledged'
  if (action.kind === 'contact') return 'contacted'
  if (action.kind === 'close') return 'won' in action.as ? 'won' : 'lost' in action.as ? 'lost' : 'disqualified'
  return undefined
}

const isAway = (error: unknown): boolean => error instanceof ApiError && error.status === 0
type Sent = Awaited<ReturnType<typeof send>>

// Sends what was kept once the line stands again; tells what was refused.
export function sendKept(client: QueryClient): () => void {
  const flush = (): void => {
    if (stream.getState() !== 'live' || outbox.get().length === 0) return
    const sending = ({ lead, action, key }: { lead: string; action: LeadAction; key: string }): Promise<Outcome> =>
      send(lead, action, key).then(
        (): Outcome => 'done',
        (error: unknown): Outcome => (isPassing(error) ? 'away' : { refused: withRequest(error) }),
      )
    void outbox.flush(sending).then((refused) => {
      for (const detail of refused) notify(text.actions.failed, { bad: true, detail })
      if (outbox.get().length === 0) notify(text.actions.keptSent)
      return client.invalidateQueries()
    })
  }
  flush()
  return stream.subscribe(flush)
}

export function useLeadAction(lead: string) {
  const client = useQueryClient()
  const key = ['lead', lead]
  return useMutation({
    // Without a line at all it is asked here, and kept.
    networkMode: 'always',
    // Undefined: kept, since there was no answer.
    mutationFn: async ({ action, idempotencyKey }: { action: LeadAction; idempotencyKey: string }): Promise<Sent | undefined> => {
      try {
        return await send(lead, action, idempotencyKey)
      } catch (error) {
        if (!isAway(error) || stream.getState() === 'live' || !outbox.add({ lead, action, key: idempotencyKey })) throw error
        return undefined
      }
    },
    retry: (failures, error) => failures < 3 && isPassing(error),
    onMutate: async ({ action }) => {
      const state = stateAfter(action)
      if (state === undefined) return undefined
      await client.cancelQueries({ queryKey: key, exact: true })
      const before = client.getQueryData<LeadDetail>(key)
      if (before && action.kind !== 'close') client.setQueryData<LeadDetail>(key, { ...before, state })
      return before
    },
    onSuccess: (sent, { action }) => {
      if (sent !== undefined) return
      const [before, state] = [client.getQueryData<LeadDetail>(key), stateAfter(action)]
      if (before && state) client.setQueryData<LeadDetail>(key, { ...before, state })
    },
    onError: (error, _, before) => {
      if (before) client.setQueryData(key, before)
      notify(text.actions.failed, { bad: true, detail: withRequest(error) })
    },
    onSettled: (sent, error) => (sent === undefined && error === null ? undefined : Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: ['inbox'] })])),
  })
}

export function actionOf(action: LeadAction): { action: LeadAction; idempotencyKey: string } {
  return { action, idempotencyKey: newKey() }
}

function withRequest(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error)
  return error.requestId ? `${error.message} (${text.state.requestId} ${error.requestId})` : error.message
}
