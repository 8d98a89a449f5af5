// Territories as they are written into the document.
import { removeIn, setIn } from '~/draft/yaml_edit'
import { assignments, type Kind, type Territories } from './places'
import type { Given } from './read_territories'

const kOrder = ['states', 'countries', 'postal', 'when', 'owner']
const kLists = ['states', 'countries', 'postal'] as const

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

// A list that is empty is not written, unless nothing else would say where the territory is.
function putList(text: string, about: Readonly<Record<string, unknown>>, territory: string, key: string, list: readonly string[]): string {
  const isAlone = Object.keys(about).filter((one) => one !== 'owner').length <= 1 && key in about
  return list.length > 0 || isAlone ? setIn(text, ['territories', territory, key], list, kOrder) : removeIn(text, ['territories', territory, key])
}

// The place goes to `to`, or to none. The same text where it is there already.
export function assign(text: string, territories: Territories, kind: Kind, code: string, to: string | undefined): string {
  return assignments(territories, kind, code, to).reduce((all, { territory, list }) => putList(all, territories[territory] ?? {}, territory, kind, list), text)
}

// What an import gives, each place taken from the territory that had it, and how many territories are
// new or changed. New ones stand behind the others, in the order of the import.
export function importInto(text: string, now: Territories, given: readonly Given[]): { text: string; fresh: number; changed: number } {
  const to = new Map(given.flatMap((one) => kLists.flatMap((key) => one[key].map((code) => [`${key} ${code}`, one.territory] as const))))
  const byName = new Map(given.map((one) => [one.territory, one]))
  const out = { text, fresh: 0, changed: 0 }
  for (const [territory, about] of Object.entries(now)) {
    const its = byName.get(territory)
    const before = out.text
    for (const key of kLists) {
      const had = textsOf(about[key])
      const stays = had.filter((code) => (to.get(`${key} ${code}`) ?? territory) === territory)
      const list = [...stays, ...(its?.[key].filter((code) => !stays.includes(code)) ?? [])]
      if (list.length !== had.length || list.some((code, i) => code !== had[i])) out.text = putList(out.text, about, territory, key, list)
    }
    if (its?.owner && JSON.stringify(its.owner) !== JSON.stringify(about['owner'])) out.text = setIn(out.text, ['territories', territory, 'owner'], its.owner, kOrder)
    if (out.text !== before) out.changed++
  }
  for (const { territory, owner, ...lists } of given) {
    if (territory in now) continue
    const places = Object.fromEntries(kLists.filter((key) => lists[key].length > 0).map((key) => [key, lists[key]]))
    out.text = setIn(out.text, ['territories', territory], { ...places, owner })
    out.fresh++
  }
  return out
}
