// Where a rule goes that is let go on the graph: onto another it goes into it; between two it is read there,
// as far within groups as it was pulled to the right. Places are in rows and in steps of indentation.
import type { Rule } from './model'
import { type Move, moveBeside } from './rule_moves'

export interface Drop {
  move: Move | undefined // nothing: it stays where it is
  at: string // the rule at which it would be
  where: 'before' | 'behind' | 'into'
}

const kOnto = 0.3 // of a row, to either side: nearer is onto it

const isWithin = (rule: Rule, group: Rule): boolean => group.path.length <= rule.path.length && group.path.every((step, i) => rule.path[i] === step)

// `rules`: all that are shown, each in its row; `row` and `depth`: where the dragged one's place is, in parts too.
export function dropAt(rules: readonly Rule[], dragged: Rule, row: number, depth: number): Drop | undefined {
  const rows = rules.map((rule, at) => ({ rule, at })).filter(({ rule }) => !isWithin(rule, dragged))
  const onto = rows.find(({ at }) => Math.abs(at - row) <= kOnto)?.rule
  if (onto) return { move: moveBeside(dragged, onto, 'into'), at: onto.id, where: 'into' }
  const above = rows.findLast(({ at }) => at < row)?.rule
  const below = rows.find(({ at }) => at > row)?.rule
  const wanted = Math.round(depth)
  if (below && (!above || (wanted >= below.depth && below.depth > above.depth))) return placed(dragged, below, 'before')
  if (!above) return undefined
  // The rule above, or the group around it that is as far out as was wanted.
  const beside = rules.find((rule) => rule.depth === Math.min(above.depth, Math.max(0, wanted)) && isWithin(above, rule)) ?? above
  return placed(dragged, beside, 'behind')
}

function placed(dragged: Rule, other: Rule, where: 'before' | 'behind'): Drop {
  const move = moveBeside(dragged, other, where)
  const at = Number(dragged.path.at(-1))
  const same = move && move.to.length === dragged.path.length - 1 && move.to.every((step, i) => dragged.path[i] === step) && (move.index === at || move.index === at + 1)
  return { move: same ? undefined : move, at: other.id, where }
}
