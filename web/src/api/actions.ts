// What people do with a lead: each with a key, so that a retry is not done twice. Acknowledging and
// marking show at once and are taken back when the server says no.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'
import { api, type LeadDetail, newKey } from './client'
import { ApiError, dataOf, isPassing } from './problem'

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

const kAtOnce = { acknowledge: 'acknowledged', contact: 'contacted' } as const

export function useLeadAction(lead: string) {
  const client = useQueryClient()
  const key = ['lead', lead]
  return useMutation({
    mutationFn: ({ action, idempotencyKey }: { action: LeadAction; idempotencyKey: string }) => send(lead, action, idempotencyKey),
    retry: (failures, error) => failures < 3 && isPassing(error),
    onMutate: async ({ action }) => {
      if (action.kind !== 'acknowledge' && action.kind !== 'contact') return undefined
      await client.cancelQueries({ queryKey: key, exact: true })
      const before = client.getQueryData<LeadDetail>(key)
      if (before) client.setQueryData<LeadDetail>(key, { ...before, state: kAtOnce[action.kind] })
      return before
    },
    onError: (error, _, before) => {
      if (before) client.setQueryData(key, before)
      notify(text.actions.failed, { bad: true, detail: withRequest(error) })
    },
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: ['inbox'] })]),
  })
}

export function actionOf(action: LeadAction): { action: LeadAction; idempotencyKey: string } {
  return { action, idempotencyKey: newKey() }
}

function withRequest(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error)
  return error.requestId ? `${error.message} (${text.state.requestId} ${error.requestId})` : error.message
}
