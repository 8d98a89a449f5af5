// Whether the server knows who this tab is: by a session's cookie, which no script can read, or by an
// API token, kept in sessionStorage so that it is gone with the tab. Whoever shows something by it
// subscribes.
const kKey = 'baton-token'

export interface Access {
  token: string
  // 'asked': the server wants a session or a token, or another than this one.
  state: 'open' | 'asked'
  // Counts who it was: what was read by one is not shown to the next.
  who: number
}

let access: Access = { token: sessionStorage.getItem(kKey) ?? '', state: 'open', who: 0 }
const listeners = new Set<() => void>()

function put(next: Access): void {
  access = next
  for (const listener of listeners) listener()
}

export const tokenStore = {
  get: (): Access => access,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  signIn(token: string): void {
    sessionStorage.setItem(kKey, token)
    put({ token, state: 'open', who: access.who + 1 })
  },
  // A session has begun. Who goes on where theirs was over finds everything as it was.
  signedIn(): void {
    sessionStorage.removeItem(kKey)
    put({ token: '', state: 'open', who: access.token ? access.who + 1 : access.who })
  },
  signOut(): void {
    sessionStorage.removeItem(kKey)
    put({ token: '', state: 'open', who: access.who + 1 })
  },
  // Somebody else than before: nothing of theirs stays.
  another(): void {
    put({ ...access, who: access.who + 1 })
  },
  // The server answered 401 to a request that bore `token`; an answer to an older one says nothing.
  refused(token: string): void {
    if (token === access.token && access.state === 'open') put({ ...access, state: 'asked' })
  },
}

export function authorization(): Record<string, string> {
  return access.token ? { authorization: `Bearer ${access.token}` } : {}
}
