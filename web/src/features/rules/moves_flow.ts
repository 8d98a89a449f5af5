// The leads that move between holders, as a flow: on the left whoever has them now, on the right whoever
// would.
import type { components } from '#schema'
import type { Flow, Share } from '~/ui/pipes'

type Move = components['schemas']['ComparedPast']['comparison']['moves'][number]
const kTop = 9 // names on either side

const holderOf = (side: Move['from']): string => side.person ?? side.to

// The most frequent names; the others are one.
function topOf(names: readonly string[], others: (n: number) => string): { shares: Share[]; shown: (name: string) => string } {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const all = [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  if (all.length <= kTop) return { shares: all, shown: (name) => name }
  const top = all.slice(0, kTop - 1)
  const rest = { name: others(all.length - top.length), count: all.slice(kTop - 1).reduce((sum, one) => sum + one.count, 0) }
  const kept = new Set(top.map((one) => one.name))
  return { shares: [...top, rest], shown: (name) => (kept.has(name) ? name : rest.name) }
}

export function flowOf(moves: readonly Move[], others: (n: number) => string): Flow {
  const left = topOf(moves.map((one) => holderOf(one.from)), others)
  const right = topOf(moves.map((one) => holderOf(one.to)), others)
  const links = new Map<string, Flow['links'][number]>()
  for (const move of moves) {
    const [rule, place] = [left.shown(holderOf(move.from)), right.shown(holderOf(move.to))]
    const key = JSON.stringify([rule, place])
    links.set(key, { rule, place, count: (links.get(key)?.count ?? 0) + 1 })
  }
  return { total: moves.length, rules: left.shares, places: right.shares, links: [...links.values()] }
}
