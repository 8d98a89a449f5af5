// What was done while the server could not be reached: kept in this browser, and sent in the same
// order once it answers again. Each bears its key, so that what did arrive is not done twice.
import type { LeadAction } from './actions'

export interface Kept {
  lead: string
  action: LeadAction
  key: string
}
// 'away': no answer yet, it stays; anything else settles it.
export type Outcome = 'done' | 'away' | { refused: string }
type Send = (kept: Kept) => Promise<Outcome>

const kKey = 'baton-outbox'
const kAtMost = 500

function read(): readonly Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kKey) ?? '[]')
    return Array.isArray(found) ? (found as Kept[]) : []
  } catch {
    return []
  }
}

let kept: readonly Kept[] = read()
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
  get: (): readonly Kept[] => kept,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  // False when there is no more room for it.
  add(one: Kept): boolean {
    if (kept.length >= kAtMost) return false
    put([...kept, one])
    return true
  },
  // Sends what waits, one after another, until there is no answer. Says what was refused.
  async flush(send: Send): Promise<string[]> {
    const refused: string[] = []
    if (isSending) return refused
    isSending = true
    try {
      for (let first = kept[0]; first; first = kept[0]) {
        const outcome = await send(first)
        if (outcome === 'away') break
        if (typeof outcome === 'object') refused.push(outcome.refused)
        const { key } = first
        put(kept.filter((one) => one.key !== key))
      }
    } finally {
      isSending = false
    }
    return refused
  },
}
