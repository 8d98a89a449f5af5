// The API token of this tab: kept in sessionStorage, so that it is gone with the tab. Whoever shows
// something by it subscribes.
const kKey = 'baton-token'

export interface Access {
  token: string
  // 'asked': the server wants a token, or another than this one.
  state: 'open' | 'asked'
}

let access: Access = { token: sessionStorage.getItem(kKey) ?? '', state: 'open' }
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
    put({ token, state: 'open' })
  },
  signOut(): void {
    sessionStorage.removeItem(kKey)
    put({ token: '', state: 'open' })
  },
  // The server answered 401 to a request that bore `token`; an answer to an older one says nothing.
  refused(token: string): void {
    if (token === access.token && access.state === 'open') put({ token, state: 'asked' })
  },
}

export function authorization(): Record<string, string> {
  return access.token ? { authorization: `Bearer ${access.token}` } : {}
}
