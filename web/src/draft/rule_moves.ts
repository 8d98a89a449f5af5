// Moves of a rule among the others, by button, key and drag: where it goes, and where it then is.
import type { Rule } from './model'
import { flatten } from './model'
import type { Path } from './yaml_edit'

export interface Move {
  to: Path // the list
  index: number // before the rule that now has this index there
}

const listOf = (path: Path): Path => path.slice(0, -1)
const indexOf = (path: Path): number => Number(path.at(-1))
const sameList = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i])

export function siblings(rules: readonly Rule[], rule: Rule): readonly Rule[] {
  if (rule.path.length <= 2) return rules
  return flatten(rules).find((one) => one.rules?.some((inner) => inner.id === rule.id))?.rules ?? rules
}

export function moveUp(rule: Rule): Move | undefined {
  const at = indexOf(rule.path)
  return at > 0 ? { to: listOf(rule.path), index: at - 1 } : undefined
}

export function moveDown(rules: readonly Rule[], rule: Rule): Move | undefined {
  const at = indexOf(rule.path)
  return at + 1 < siblings(rules, rule).length ? { to: listOf(rule.path), index: at + 2 } : undefined
}

// To the end of the group right above it.
export function moveInto(rules: readonly Rule[], rule: Rule): Move | undefined {
  const above = siblings(rules, rule)[indexOf(rule.path) - 1]
  return above?.rules ? { to: [...above.path, 'rules'], index: above.rules.length } : undefined
}

// To right behind its group.
export function moveOut(rule: Rule): Move | undefined {
  if (rule.path.length <= 2) return undefined
  const group = rule.path.slice(0, -2)
  return { to: listOf(group), index: indexOf(group) + 1 }
}

// Before or behind `other`, or into it where it is a group; nothing where that is within itself.
export function moveBeside(rule: Rule, other: Rule, where: 'before' | 'behind' | 'into'): Move | undefined {
  if (other.path.length >= rule.path.length && rule.path.every((step, i) => other.path[i] === step)) return undefined
  if (where === 'into') return other.rules ? { to: [...other.path, 'rules'], index: other.rules.length } : undefined
  return { to: listOf(other.path), index: indexOf(other.path) + (where === 'behind' ? 1 : 0) }
}

// Where the rule stands after the move: what it left closes up.
export function placeAfter(from: Path, { to, index }: Move): Path {
  const list = listOf(from)
  const at = indexOf(from)
  if (sameList(list, to)) return [...to, index > at ? index - 1 : index]
  const step = to[list.length]
  if (to.length > list.length && list.every((one, i) => one === to[i]) && typeof step === 'number' && step > at) {
    return [...to.slice(0, list.length), step - 1, ...to.slice(list.length + 1), index]
  }
  return [...to, index]
}
