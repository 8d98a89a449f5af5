// Moves of a rule among the others, by button, key and drag: where it goes, and where it then is.
import type { Rule } from './model'
import { flatten } from './model'
import { moveIn, type Path, wrapIn } from './yaml_edit'

export interface Move {
  to: Path // the list
  index: number // before the rule that now has this index there
  within?: Rule // it is no group yet: what it does itself is then the last of its rules
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

// To the end of the group right above it; what is no group becomes one.
export function moveInto(rules: readonly Rule[], rule: Rule): Move | undefined {
  const above = siblings(rules, rule)[indexOf(rule.path) - 1]
  return above ? moveBeside(rule, above, 'into') : undefined
}

// To right behind its group.
export function moveOut(rule: Rule): Move | undefined {
  if (rule.path.length <= 2) return undefined
  const group = rule.path.slice(0, -2)
  return { to: listOf(group), index: indexOf(group) + 1 }
}

// Before or behind `other`, or into it; nothing where that is within itself.
export function moveBeside(rule: Rule, other: Rule, where: 'before' | 'behind' | 'into'): Move | undefined {
  if (other.path.length >= rule.path.length && rule.path.every((step, i) => other.path[i] === step)) return undefined
  if (where === 'into') return other.rules ? { to: [...other.path, 'rules'], index: other.rules.length } : { to: [...other.path, 'rules'], index: 0, within: other }
  return { to: listOf(other.path), index: indexOf(other.path) + (where === 'behind' ? 1 : 0) }
}

// The text with the rule there. `rest`: what the inner rule is called that goes on as the other did.
export function moveText(text: string, from: Path, { to, index, within }: Move, rest: string): string {
  return moveIn(within ? wrapIn(text, within.path, 'route', 'rules', { name: rest }) : text, from, to, index)
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
