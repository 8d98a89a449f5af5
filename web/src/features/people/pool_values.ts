// A pool's values as its form has them, and how they are written into the document.
import { setIn } from '~/draft/yaml_edit'
import { whole } from './values'

type Map = Record<string, unknown>

export interface Member {
  person: string
  weight: number | undefined
}
export type Pick = 'round_robin' | 'least_loaded' | 'top_performer' | 'highest' | 'lowest'
const kWords: readonly string[] = ['round_robin', 'least_loaded', 'top_performer']
// What undoes a turn, as the document calls it.
export const kGivenBack = ['reassigned', 'passed', 'silent', 'disqualified'] as const
const kOrder = ['members', 'pick', 'weight', 'availability', 'when_none', 'catch_up', 'give_back', 'capacity']

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)

export function membersOf(value: unknown): Member[] {
  if (!Array.isArray(value)) return []
  return value.map((one: unknown) => {
    if (!isMap(one)) return { person: String(one), weight: undefined }
    return { person: String(one['person']), weight: typeof one['weight'] === 'number' ? one['weight'] : undefined }
  })
}

export function pickOf(value: unknown): Pick {
  if (isMap(value)) return 'lowest' in value ? 'lowest' : 'highest'
  return kWords.includes(String(value)) ? (value as Pick) : 'round_robin'
}

// A way to pick, with the number that there was where it goes by one.
export function byNumber(pick: Pick, before: unknown): unknown {
  if (pick !== 'highest' && pick !== 'lowest') return pick
  const shorts: Map = { least_loaded: 'person.load', top_performer: 'person.win_rate' }
  return { [pick]: isMap(before) ? (before['highest'] ?? before['lowest'] ?? '') : (shorts[String(before)] ?? 'person.win_rate') }
}

// Where nothing is said, a turn is given back when somebody else took the lead away.
export function givesBack(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : ['reassigned']
}

// The document with the pool as the form says it.
export function poolText(text: string, key: string, members: readonly Member[], about: Readonly<Map>): string {
  const list = members.map((one) => (one.weight === undefined ? one.person : { person: one.person, weight: one.weight }))
  const { give_back: back, capacity, members: _, ...rest } = about
  // An empty list says something: nothing is given back.
  const pool: Map = { ...whole({ ...rest, capacity: isMap(capacity) ? whole(capacity) : capacity }), ...(back === undefined ? {} : { give_back: back }), members: list }
  const place = (name: string): number => (kOrder.includes(name) ? kOrder.indexOf(name) : kOrder.length)
  const ordered = Object.entries(pool).toSorted(([a], [b]) => place(a) - place(b))
  return setIn(text, ['pools', key], Object.fromEntries(ordered))
}
