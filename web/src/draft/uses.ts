// Which rules send leads to a pool, by the path of their names: an empty pool names them.
import type { Model, Rule } from './model'

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const names = (route: unknown, pool: string): boolean => (Array.isArray(route) ? route : [route]).some((one) => isMap(one) && one['pool'] === pool)

// `otherwise`: what the route after all rules is called.
export function rulesToPool(model: Model, pool: string, otherwise: string): string[] {
  const found: string[] = []
  const read = (rules: readonly Rule[], path: string): void => {
    for (const [i, rule] of rules.entries()) {
      const name = `${path}${rule.name || String(i + 1)}`
      if (!rule.rules && names(rule.route, pool)) found.push(name)
      if (rule.rules) read(rule.rules, `${name} / `)
    }
  }
  read(model.rules, '')
  if (names(model.otherwise, pool)) found.push(otherwise)
  return found
}
