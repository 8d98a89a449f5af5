// First of all that runs: what the first page will ask for is asked while its code is still on the way.
// Nearly every page asks who it is and who there is, and the inbox for the leads of the person in its
// address. A file of its own that imports nothing: it waits for nothing else.
import type { Early } from '~/api/early'

const asked: Early[] = []
const { pathname, search } = location
const ask = (address: string): void => {
  const answer = fetch(address, { cache: 'no-store' })
  answer.catch(() => undefined) // whoever takes it hears of it
  asked.push({ address, answer, at: performance.now() })
}
if (pathname !== '/app/welcome' && !sessionStorage.getItem('baton-token')) {
  ask('/v1/session')
  ask('/v1/people')
  const person = pathname === '/app/inbox' ? new URLSearchParams(search).get('person') : null
  if (person) ask(`/v1/leads?${new URLSearchParams({ person, state: 'assigned,acknowledged,contacted', sla: '1', limit: '200' }).toString()}`)
}
window.batonEarly = asked
