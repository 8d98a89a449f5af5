// The questions that more than one feature asks.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from './client'
import { dataOf } from './problem'

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/people', { signal })),
  select: (answer) => answer.people,
})

export const poolsQuery = queryOptions({
  queryKey: ['pools'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/pools', { signal })),
  select: (answer) => answer.pools,
})

export const leadQuery = (lead: string) =>
  queryOptions({
    queryKey: ['lead', lead],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/leads/{lead}', { params: { path: { lead } }, signal })),
  })

export const kInboxAtMost = 200

// A person's open leads, each with its clock.
export const inboxQuery = (person: string) =>
  queryOptions({
    queryKey: ['inbox', 'of', person],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { person, state: 'assigned,acknowledged,contacted', sla: '1', limit: kInboxAtMost } }, signal })),
  })

export const historyQuery = (lead: string) =>
  queryOptions({
    queryKey: ['lead', lead, 'history'],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/leads/{lead}/history', { params: { path: { lead } }, signal })),
    select: (answer) => answer.events,
  })

export const explanationQuery = (lead: string, person: string | undefined) =>
  queryOptions({
    queryKey: ['lead', lead, 'explanation', person ?? ''],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/v1/leads/{lead}/explanation', { params: { path: { lead }, query: person ? { person } : {} }, signal })),
    placeholderData: keepPreviousData,
  })

// A person's key → their name, as far as people are known.
export function usePersonName(): (person: string) => string {
  const people = useQuery(peopleQuery).data
  return useMemo(() => {
    const names = new Map(people?.map((one) => [one.person, one.name ?? one.person]))
    return (person) => names.get(person) ?? person
  }, [people])
}
