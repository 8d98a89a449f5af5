// The leads that fit the filters of the address, page by page, and what events say of them since.
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Lead } from '~/api/client'
import { useEvents } from '~/api/live'
import { dataOf } from '~/api/problem'
import { leadAfter } from './lead_after'

const kPage = 100

export type Filters = Readonly<Partial<Record<'q' | 'state' | 'person' | 'rule' | 'pool' | 'queue' | 'source', string>>>

export interface LeadPage {
  leads: Lead[]
  cursor: string | null
}

export function useLeads(filters: Filters) {
  const client = useQueryClient()
  const key = ['leads', filters] as const
  const name = JSON.stringify(filters)
  const [came, setCame] = useState({ name, count: 0 }) // leads that came in since, and are not shown
  const fresh = came.name === name ? came.count : 0
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<LeadPage> =>
      dataOf(api.GET('/v1/leads', { params: { query: { ...filters, limit: kPage, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
  })

  useEvents((event) => {
    if (!event.lead) return
    if (event.kind === 'received') setCame((before) => ({ name, count: (before.name === name ? before.count : 0) + 1 }))
    client.setQueryData<InfiniteData<LeadPage, string | null>>(key, (data) => {
      if (!data?.pages.some((page) => page.leads.some((lead) => lead.lead === event.lead))) return data
      return { ...data, pages: data.pages.map((page) => ({ ...page, leads: page.leads.map((lead) => leadAfter(lead, event)) })) }
    })
  })
  const showFresh = (): void => {
    setCame({ name, count: 0 })
    void client.resetQueries({ queryKey: key })
  }
  return { query, fresh, showFresh }
}
