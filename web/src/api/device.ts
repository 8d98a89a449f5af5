// What this device keeps of the one person who is signed in, for when the server cannot be reached:
// who they are, whom there is, and the leads of their own inbox as last seen. It is nobody else's:
// whoever signs out takes it with them, and whoever else comes finds nothing.
import type { Caller } from './caller'
import type { Lead, Person } from './client'

export interface Kept {
  version: 1
  whose: string
  at: number // when the leads were read: milliseconds
  caller: Caller
  people: Person[]
  leads: Lead[]
}

const kKey = 'baton-kept'
const kGoodFor = 14 * 86_400_000 // as long as a session lasts
const kAtMostPeople = 300

// One account in one workspace. What a token or a machine without accounts read is not kept.
export function whoseOf(caller: Caller): string {
  return `${caller.workspace}/${caller.actor}`
}

export const device = {
  read(now: number = Date.now()): Kept | undefined {
    try {
      const found = JSON.parse(localStorage.getItem(kKey) ?? 'null') as Partial<Kept> | null
      if (found?.version === 1 && Array.isArray(found.leads) && Array.isArray(found.people) && found.caller && now - (found.at ?? 0) < kGoodFor) return found as Kept
    } catch {
      // not ours, or cut off: as good as nothing
    }
    device.erase()
    return undefined
  },
  // Without room for all, the first leads; without room for any, nothing. False: nothing is kept.
  write(kept: Kept): boolean {
    const own = kept.caller.person
    const people = kept.people.length <= kAtMostPeople ? kept.people : kept.people.filter((one) => one.person === own)
    for (let many = kept.leads.length; ; many = Math.floor(many / 2)) {
      try {
        localStorage.setItem(kKey, JSON.stringify({ ...kept, people, leads: kept.leads.slice(0, many) }))
        return true
      } catch {
        if (many === 0) break
      }
    }
    device.erase()
    return false
  },
  erase(): void {
    localStorage.removeItem(kKey)
  },
  // Erases what is not theirs.
  belongsTo(whose: string): void {
    const kept = device.read()
    if (kept && kept.whose !== whose) device.erase()
  },
}
