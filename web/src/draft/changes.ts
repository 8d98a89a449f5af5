// Two documents' differences in words: who and what is new, gone or different, instead of lines.
import { parseYaml } from './yaml_edit'
import { flowText } from './yaml_text'
import { draftWords } from '~/ui/words/draft'

export interface Change {
  kind: 'added' | 'removed' | 'altered' | 'moved'
  words: string
}
type Map = Record<string, unknown>
const kSections = ['people', 'pools', 'territories', 'schedules', 'queues', 'sla', 'fields'] as const
const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const kShort = 120

function shown(value: unknown): string {
  if (value === undefined) return '—'
  const words = typeof value === 'string' ? value : flowText(value)
  return words.length > kShort ? `${words.slice(0, kShort)}…` : words
}

function wholeOf(text: string): Map {
  try {
    const value: unknown = parseYaml(text).toJS()
    return isMap(value) ? value : {}
  } catch {
    return {}
  }
}

function members(from: unknown, to: unknown, without: readonly string[] = []): string {
  if (!isMap(from) || !isMap(to)) return draftWords.member('', shown(from), shown(to)).trim()
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((key) => !without.includes(key) && !same(from[key], to[key]))
    .map((key) => draftWords.member(key, shown(from[key]), shown(to[key])))
    .join(', ')
}

function entries(what: string, from: Map, to: Map, out: Change[]): void {
  for (const name of Object.keys(from)) if (!(name in to)) out.push({ kind: 'removed', words: draftWords.removed(what, name) })
  for (const [name, value] of Object.entries(to)) {
    if (!(name in from)) out.push({ kind: 'added', words: draftWords.added(what, name) })
    else if (!same(from[name], value)) out.push({ kind: 'altered', words: draftWords.altered(what, name, members(from[name], value)) })
  }
}

interface Listed {
  name: string
  rule: Map

}

function listed(rules: unknown, path: string, out: Map2): void {
  if (!Array.isArray(rules)) return
  for (const [i, one] of rules.entries()) {
    if (!isMap(one)) continue
    const own = typeof one['name'] === 'string' && one['name'] !== '' ? one['name'] : `${i + 1}`
    const name = path ? `${path} / ${own}` : own
    out.set(name, { name, rule: one })
    listed(one['rules'], name, out)
  }
}
type Map2 = globalThis.Map<string, Listed>

// Those of the longest common order stay; the others have moved.
function movedNames(from: readonly string[], to: readonly string[]): Set<string> {
  const place = new globalThis.Map(from.map((name, i) => [name, i]))
  const order = to.map((name) => place.get(name) ?? 0)
  const tails: number[] = []
  const before: number[] = []
  for (const [i, at] of order.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((order[tails[middle] as number] as number) < at) low = middle + 1
      else high = middle
    }
    before[i] = low > 0 ? (tails[low - 1] as number) : -1
    tails[low] = i
  }
  const stays = new Set<string>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i] as number) stays.add(to[i] as string)
  return new Set(to.filter((name) => !stays.has(name)))
}

export function changesBetween(from: string, to: string): Change[] {
  const [a, b] = [wholeOf(from), wholeOf(to)]
  const out: Change[] = []
  const [was, is]: [Map2, Map2] = [new globalThis.Map(), new globalThis.Map()]
  listed(a['rules'], '', was)
  listed(b['rules'], '', is)
  const what = draftWords.section
  for (const name of was.keys()) if (!is.has(name)) out.push({ kind: 'removed', words: draftWords.removed(what.rules, name) })
  const moved = movedNames([...was.keys()].filter((name) => is.has(name)), [...is.keys()].filter((name) => was.has(name)))
  for (const [name, { rule }] of is) {
    const old = was.get(name)
    if (!old) out.push({ kind: 'added', words: draftWords.added(what.rules, name) })
    else {
      const words = members(old.rule, rule, ['rules', 'name'])
      if (words) out.push({ kind: 'altered', words: draftWords.altered(what.rules, name, words) })
      if (moved.has(name)) out.push({ kind: 'moved', words: draftWords.moved(name) })
    }
  }
  for (const section of kSections) entries(what[section], isMap(a[section]) ? a[section] : {}, isMap(b[section]) ? b[section] : {}, out)
  const accounts = (value: unknown): Map => (Array.isArray(value) ? Object.fromEntries(value.filter(isMap).map((one) => [String(one['id']), one])) : isMap(value) ? { file: value } : {})
  entries(what.accounts, accounts(a['accounts']), accounts(b['accounts']), out)
  const known = new Set<string>([...kSections, 'rules', 'accounts'])
  const rest = (all: Map): Map => Object.fromEntries(Object.entries(all).filter(([key]) => !known.has(key)))
  entries(what.other, rest(a), rest(b), out)
  return out
}
