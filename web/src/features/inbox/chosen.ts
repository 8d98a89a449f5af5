// Whose inbox is looked at. A rep has one; whoever has none of their own looks at the one asked for, or
// the one looked at last.
import { type Caller } from '~/api/caller'

const kRemembered = 'baton-inbox-person'

export function chosenInbox(caller: Caller | undefined, asked: string | undefined): string | undefined {
  const own = caller?.person ?? undefined
  return caller?.role === 'rep' ? own : (asked ?? own ?? localStorage.getItem(kRemembered) ?? undefined)
}

export function rememberInbox(person: string | undefined): void {
  if (person === undefined) localStorage.removeItem(kRemembered)
  else localStorage.setItem(kRemembered, person)
}
