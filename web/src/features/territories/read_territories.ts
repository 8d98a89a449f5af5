// Territories out of a CSV file: a row gives places to a territory, and perhaps its owner. Each row
// is checked before anything is taken over; what one does not name stays as it is.
import Papa from 'papaparse'
import type { RowError } from '~/ui/import_dialog'
import { setupWords } from '~/ui/words/setup'
import { type Kind, type Territories } from './places'

const words = setupWords.territories.import

export type Owner = { person: string } | { pool: string } | { queue: string }
export interface Known {
  territories: Territories
  people: Readonly<Record<string, unknown>>
  pools: Readonly<Record<string, unknown>>
  queues: readonly string[]
  // Code by name, both in lower case, of the places that the maps name; codes stand for themselves.
  codes: Readonly<Record<Kind, ReadonlyMap<string, string>>>
}
// What a territory is given.
export interface Given {
  territory: string
  states: string[]
  countries: string[]
  postal: string[]
  owner: Owner | undefined
}
export interface ReadTerritories {
  given: Given[]
  errors: RowError[]
}

const kKinds = ['states', 'countries', 'postal'] as const
type PlaceKind = (typeof kKinds)[number]
const kHeads: Readonly<Record<string, PlaceKind | 'territory' | 'owner'>> = { territory: 'territory', owner: 'owner', state: 'states', states: 'states', country: 'countries', countries: 'countries', postal: 'postal' }

function ownerOf(text: string, known: Known): Owner | undefined {
  const match = /^(person|pool|queue)\s+(.+)$/.exec(text)
  const [kind, name] = [match?.[1], match?.[2]?.trim() ?? text]
  if ((kind ?? 'person') === 'person' && name in known.people) return { person: name }
  if ((kind ?? 'pool') === 'pool' && name in known.pools) return { pool: name }
  if ((kind ?? 'queue') === 'queue' && known.queues.includes(name)) return { queue: name }
  return undefined
}

// A place as the document writes it, or what is wrong with it.
function placeOf(kind: PlaceKind, text: string, known: Known): string | { what: string } {
  if (kind === 'postal') {
    const code = text.toUpperCase().replaceAll(/\s/g, '')
    const [, from = '', to = from] = /^[A-Z]{2}:([A-Z0-9]+)(?:-([A-Z0-9]+))?$/.exec(code) ?? []
    return from !== '' && from.length === to.length && from <= to ? code : { what: words.noPostal(text) }
  }
  const codes = known.codes[kind]
  const code = codes.get(text.toLowerCase())
  if (code !== undefined) return code
  const written = text.toUpperCase()
  const country = written.slice(0, 2)
  // The maps have the states of one country alone; the server knows those of all.
  const isElsewhere = kind === 'states' && country !== 'US' && /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(written) && [...known.codes.countries.values()].includes(country)
  return isElsewhere ? written : { what: kind === 'states' ? words.noState(text) : words.noCountry(text) }
}

class Reader {
  readonly given = new Map<string, Given>()
  // Where a place was given first: in a file it belongs to one territory.
  private readonly seen = new Map<string, string>()

  constructor(private readonly known: Known) {}

  // What is wrong with the row; undefined: it is taken.
  take(territory: string, owner: string, places: readonly (readonly [PlaceKind, string])[]): string | undefined {
    if (territory === '') return words.noName
    const of = this.given.get(territory) ?? { territory, states: [], countries: [], postal: [], owner: undefined }
    const to = owner === '' ? undefined : ownerOf(owner, this.known)
    if (owner !== '' && !to) return words.noOwner(owner)
    if (to && of.owner && JSON.stringify(to) !== JSON.stringify(of.owner)) return words.twoOwners(territory)
    if (!to && !of.owner && !(territory in this.known.territories)) return words.needsOwner(territory)
    if (places.length === 0 && !to) return words.noPlace
    const codes: [PlaceKind, string][] = []
    for (const [kind, text] of places) {
      const code = placeOf(kind, text, this.known)
      if (typeof code !== 'string') return code.what
      const before = this.seen.get(code)
      if (before !== undefined && before !== territory) return words.twice(code, before)
      codes.push([kind, code])
    }
    for (const [kind, code] of codes) {
      if (!of[kind].includes(code)) of[kind].push(code)
      this.seen.set(code, territory)
    }
    this.given.set(territory, { ...of, owner: to ?? of.owner })
    return undefined
  }
}

export function readTerritories(text: string, known: Known): ReadTerritories {
  const parsed = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: 'greedy', transformHeader: (head) => head.trim().toLowerCase(), delimitersToGuess: [',', ';', '\t'] })
  const heads = parsed.meta.fields ?? []
  const strange = heads.find((head) => head !== '' && !(head in kHeads))
  if (!heads.includes('territory')) return { given: [], errors: [{ row: 0, what: words.noColumns }] }
  if (strange !== undefined) return { given: [], errors: [{ row: 0, what: words.noSuchColumn(strange) }] }
  const reader = new Reader(known)
  const errors: RowError[] = []
  for (const [i, row] of parsed.data.entries()) {
    const cell = (head: string): string => (row[head] ?? '').trim()
    const places = heads.flatMap((head) => {
      const kind = kHeads[head]
      if (kind === undefined || kind === 'territory' || kind === 'owner') return []
      const named = cell(head).split(/[|;,]/)
      return named.map((one) => one.trim()).filter(Boolean).map((one) => [kind, one] as const)
    })
    const what = '__parsed_extra' in row ? words.tooMany : reader.take(cell('territory'), cell('owner'), places)
    if (what !== undefined) errors.push({ row: i + 1, what })
  }
  return { given: [...reader.given.values()], errors }
}
