// What was done while the server could not be reached: kept in this browser, and sent in the same
// order once it answers again. Each bears its key, so that what did arrive is not done twice. It is
// the person's who did it: nobody else sends it, and it is not before they are known.
import type { LeadAction } from './actions'

export interface Kept {
  lead: string
  action: LeadAction
  key: string
  name?: string | undefined // of the lead, for telling what became of it
  whose?: string | undefined
}
// 'away': no answer yet, it stays; anything else settles it.
export type Outcome = 'done' | 'away' | { refused: string }
export interface Flushed {
  done: number
  refused: [Kept, string][]
}
type Send = (kept: Kept) => Promise<Outcome>

const kKey = 'baton-outbox'
const kAtMost = 500
const kNone: readonly Kept[] = []

function read(): readonly Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kKey) ?? '[]')
    return Array.isArray(found) ? (found as Kept[]) : kNone
  } catch {
    return kNone
  }
}

let kept: readonly Kept[] = read()
let owner: string | undefined
let isSending = false
const listeners = new Set<() => void>()

function put(next: readonly Kept[]): void {
  kept = next
  try {
    if (next.length > 0) localStorage.setItem(kKey, JSON.stringify(next))
    else localStorage.removeItem(kKey)
  } catch {
    // Without room it lasts as long as this page.
  }
  for (const listener of listeners) listener()
}

export const outbox = {
  // Of whoever is known to be here.
  get: (): readonly Kept[] => (owner === undefined ? kNone : kept),
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  // It is this person who is here: what others left is erased.
  own(whose: string): void {
    if (owner === whose) return
    owner = whose
    put(kept.filter((one) => (one.whose ?? whose) === whose))
  },
  // Whoever was here is gone, and what they did with them.
  erase(): void {
    owner = undefined
    put(kNone)
  },
  // False when there is no more room for it.
  add(one: Kept): boolean {
    if (kept.length >= kAtMost) return false
    put([...kept, { ...one, whose: owner }])
    return true
  },
  // It is not to be sent after all.
  drop(key: string): void {
    put(kept.filter((one) => one.key !== key))
  },
  // Sends what waits, one after another, until there is no answer. Says how many went well and what
  // was refused.
  async flush(send: Send): Promise<Flushed> {
    const flushed: Flushed = { done: 0, refused: [] }
    if (isSending) return flushed
    isSending = true
    try {
      for (let first = outbox.get()[0]; first; first = outbox.get()[0]) {
        const outcome = await send(first)
        if (outcome === 'away') break
        if (outcome === 'done') flushed.done++
        else flushed.refused.push([first, outcome.refused])
        outbox.drop(first.key)
      }
    } finally {
      isSending = false
    }
    return flushed
  },
}
