// Views of the leads that somebody has kept under a name, in this browser.
import type { Filters } from './find_leads'

export interface View {
  name: string
  filters: Filters
}

const kKey = 'baton-views'
const kAtMost = 50
let all: readonly View[] = read()
const listeners = new Set<() => void>()

function read(): readonly View[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kKey) ?? '[]')
    return Array.isArray(found) ? (found as View[]) : []
  } catch {
    return []
  }
}

function put(next: readonly View[]): void {
  all = next
  try {
    localStorage.setItem(kKey, JSON.stringify(next))
  } catch {
    // Without room they last as long as this page.
  }
  for (const listener of listeners) listener()
}

export const views = {
  get: (): readonly View[] => all,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  // One of the same name gives way.
  save(view: View): void {
    put([...all.filter((one) => one.name !== view.name), view].slice(-kAtMost))
  },
  put,
  remove(name: string): void {
    put(all.filter((one) => one.name !== name))
  },
}

// Whether both ask for the same.
export function isSame(a: Filters, b: Filters): boolean {
  const text = (filters: Filters): string => JSON.stringify(Object.entries(filters).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  return text(a) === text(b)
}
