// Who uses the app: what the server says of the caller, and signing in and out. A session's secret
// is a cookie that no script can read; here is only whether there is one.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type Caller, type RoleName, shownTo } from './caller'
import { api } from './client'
import { dataOf } from './problem'

export const callerQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/session', { signal })),
  staleTime: 60_000,
})

export const signInQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/sign-in', { signal })),
})

export function useRole(): RoleName {
  return shownTo(useQuery(callerQuery).data)
}

export function signIn(email: string, password: string): Promise<Caller> {
  return dataOf(api.POST('/v1/session', { body: { email, password } }))
}

// What a page still says to the server before whoever is signed in signs out.
export const beforeSignOut = new Set<() => Promise<unknown>>()
