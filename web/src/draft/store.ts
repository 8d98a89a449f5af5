// The draft: what this browser has changed in the document and not yet published. It is kept in
// localStorage with the version that it began from, so that nothing typed is lost when the server,
// the tab or the machine goes away; other tabs of the browser see it too.

export interface Base {
  version: number
  etag: string
  text: string
}
export interface Draft {
  base: Base
  text: string
}

const kKey = 'baton-draft'
const kSteps = 200 // that can be undone

let draft: Draft | undefined = read()
let isKept = true // false: the browser has no room for it
let past: string[] = []
let future: string[] = []
const listeners = new Set<() => void>()

function read(): Draft | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(kKey) ?? 'null') as Draft | null
    return typeof found?.text === 'string' && typeof found.base?.text === 'string' ? found : undefined
  } catch {
    return undefined
  }
}

function put(next: Draft | undefined): void {
  draft = next
  try {
    if (next) localStorage.setItem(kKey, JSON.stringify(next))
    else localStorage.removeItem(kKey)
    isKept = true
  } catch {
    isKept = false
  }
  for (const listener of listeners) listener()
}

globalThis.addEventListener?.('storage', (event) => {
  if (event.key !== kKey && event.key !== null) return
  draft = read()
  past = []
  future = []
  for (const listener of listeners) listener()
})

export const draftStore = {
  get: (): Draft | undefined => draft,
  isKept: (): boolean => isKept,
  canUndo: (): boolean => past.length > 0,
  canRedo: (): boolean => future.length > 0,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  // `live` is what the draft begins from where there is none yet. Typing goes on in one step where
  // `step` is the same as the last one's.
  change(live: Base, text: string, step?: string): void {
    const now = draft?.text ?? live.text
    if (text === now) return
    if (step === undefined || step !== lastStep) {
      past = [...past, now].slice(-kSteps)
    }
    lastStep = step
    future = []
    store(draft?.base ?? live, text)
  },
  undo(): void {
    const before = past.at(-1)
    if (before === undefined) return
    const base = draft?.base ?? lastBase
    if (!base) return
    past = past.slice(0, -1)
    future = [...future, draft?.text ?? base.text]
    lastStep = undefined
    store(base, before)
  },
  redo(): void {
    const next = future.at(-1)
    const base = draft?.base ?? lastBase
    if (next === undefined || !base) return
    future = future.slice(0, -1)
    past = [...past, draft?.text ?? base.text]
    lastStep = undefined
    store(base, next)
  },
  // Gives up the changes; what they were can still be had by undo until the page is left.
  discard(): void {
    if (!draft) return
    past = [...past, draft.text].slice(-kSteps)
    future = []
    lastBase = draft.base
    lastStep = undefined
    put(undefined)
  },
  published(): void {
    past = []
    future = []
    lastBase = undefined
    put(undefined)
  },
  // The same changes upon another version.
  rebase(base: Base, text: string): void {
    past = [...past, draft?.text ?? base.text].slice(-kSteps)
    future = []
    store(base, text)
  },
}

let lastStep: string | undefined
let lastBase: Base | undefined

function store(base: Base, text: string): void {
  lastBase = base
  put(text === base.text ? undefined : { base, text })
}
