// The draft as components use it: the live document, what was changed, what the server says of it.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { components } from '#schema'
import { shownTo } from '~/api/caller'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { callerQuery } from '~/api/session'
import { type Model, modelOf } from './model'
import { type Base, draftStore } from './store'

export type Finding = components['schemas']['Finding']
export type Check = components['schemas']['Check']

const yaml = { bodySerializer: (body: unknown) => body as string, headers: { 'content-type': 'text/yaml' } } as const

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: async ({ signal }): Promise<Base> => {
    const call = api.GET('/v1/workspace', { parseAs: 'text', signal })
    const text = await dataOf(call as Promise<{ data?: string; error?: unknown; response: Response }>)
    const { response } = await call
    return { text, etag: response.headers.get('etag') ?? '', version: Number(response.headers.get('baton-version')) }
  },
})

export async function versionText(version: number, signal?: AbortSignal): Promise<string> {
  const call = api.GET('/v1/workspace/versions/{version}', { params: { path: { version: String(version) } }, parseAs: 'text', ...(signal ? { signal } : {}) })
  return dataOf(call as Promise<{ data?: string; error?: unknown; response: Response }>)
}

export function publishText(text: string, etag: string, note: string, confirm: boolean) {
  return dataOf(
    api.PUT('/v1/workspace', {
      params: { header: { 'If-Match': etag }, query: { ...(note ? { note } : {}), ...(confirm ? { confirm } : {}) } },
      body: text,
      ...yaml,
      headers: { ...yaml.headers, 'if-match': etag },
    }),
  )
}

export interface UseDraft {
  live: Base | undefined
  text: string
  model: Model
  changed: boolean
  // Somebody published since the draft was begun.
  overtaken: boolean
  edit: (change: (text: string) => string, step?: string) => void
}

export function useDraftQuery() {
  return useQuery(workspaceQuery)
}

// Whether the caller may change the document: known once it is known who they are.
export function useMayEdit(): boolean {
  const caller = useQuery(callerQuery).data
  const role = shownTo(caller)
  return caller !== undefined && (role === 'admin' || role === 'operations')
}

// For what stands below a page that has shown the live document, or that does without it: then
// `enabled` is false for who may not see it.
export function useDraft(enabled = true): UseDraft {
  const client = useQueryClient()
  const live = useQuery({ ...workspaceQuery, enabled }).data
  const draft = useSyncExternalStore(draftStore.subscribe, draftStore.get)
  const text = draft?.text ?? live?.text ?? ''
  const edit = useCallback(
    (change: (text: string) => string, step?: string): void => {
      const now = client.getQueryData(workspaceQuery.queryKey)
      const base = draftStore.get()?.base ?? now
      if (base) draftStore.change(base, change(draftStore.get()?.text ?? base.text), step)
    },
    [client],
  )
  const model = useMemo(() => modelOf(text), [text])
  return { live, text, model, changed: draft !== undefined, overtaken: draft !== undefined && live !== undefined && live.version !== draft.base.version, edit }
}

// What the server says of the draft, a moment after the last change.
export function useCheck(text: string) {
  const [asked] = useDebouncedValue(text, 400)
  const query = useQuery({
    queryKey: ['check', asked],
    enabled: asked !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => dataOf(api.POST('/v1/workspace/check', { body: asked, ...yaml, signal })),
  })
  return { ...query, settled: asked === text && !query.isPlaceholderData && query.isSuccess }
}
