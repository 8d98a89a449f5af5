// What the page at the address will ask first: nearly every page who it is and who there is, the inbox
// the leads, too. Never fails; answers are where whoever asks next finds them.
import type { QueryClient } from '@tanstack/react-query'
import { inboxQuery, peopleQuery } from '~/api/queries'
import { callerQuery } from '~/api/session'
import { chosenInbox } from '~/features/inbox/chosen'

export async function firstAnswers(client: QueryClient, { pathname, search }: Location): Promise<void> {
  if (pathname === '/app/welcome') return
  const [caller, people] = [client.prefetchQuery(callerQuery), client.prefetchQuery(peopleQuery)]
  if (pathname === '/app/inbox') {
    const asked = new URLSearchParams(search).get('person') ?? undefined
    await caller
    const person = chosenInbox(client.getQueryData(callerQuery.queryKey), asked)
    if (person !== undefined) await client.prefetchQuery(inboxQuery(person))
  }
  await Promise.all([caller, people])
}
