// A rule in a few words.
import type { Rule } from '~/draft/model'
import { ruleWords as words } from '~/ui/words/rules'

export type TargetMap = Record<string, unknown>

// As people write a rule.
export const kRuleOrder = ['name', 'active', 'when', 'route', 'rules', 'sla', 'notify', 'cc', 'answer', 'create']

export function targetsOf(route: unknown): TargetMap[] {
  const list = Array.isArray(route) ? route : route === undefined || route === null ? [] : [route]
  return list.filter((one): one is TargetMap => typeof one === 'object' && one !== null)
}

export function targetText(target: TargetMap): string {
  const value = (key: string): string => String(target[key])
  if ('person' in target) return words.targetWords.person(value('person'))
  if ('pool' in target) return words.targetWords.pool(value('pool'))
  if ('queue' in target) return words.targetWords.queue(value('queue'))
  if ('reject' in target) return words.targetWords.reject(value('reject'))
  if ('owner' in target) return words.targetWords.owner[value('owner')] ?? value('owner')
  return words.noRoute
}

export function routeText(route: unknown): string {
  const targets = targetsOf(route)
  return targets.length === 0 ? words.noRoute : targets.map(targetText).join(`, ${words.then} `)
}

// "2.1": the first rule of the second.
export function numberOf(rule: Rule): string {
  return rule.path
    .filter((step) => typeof step === 'number')
    .map((step) => Number(step) + 1)
    .join('.')
}

export const nameOf = (rule: Rule): string => rule.name || words.unnamed(numberOf(rule))

// A name that none of these has yet.
export function freshName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  let n = 2
  while (taken.includes(`${wanted} ${n}`)) n++
  return `${wanted} ${n}`
}
