// A lead as the simulator's form has it, and as the API wants it.
import type { FieldInfo } from '~/draft/model'

export type SimLead = Record<string, string> // by field; "signals.demo" within signals

const kKey = 'baton-simulate'
const kShown = ['email', 'company', 'country', 'state', 'employees', 'industry', 'source', 'message'] as const
const kDerived = new Set(['domain', 'freemail', 'account', 'territory', 'owner', 'score', 'tier'])

export const kSample: SimLead = { email: 'kim@northwind.test', name: 'Kim Larsen', company: 'Northwind', country: 'US', state: 'US-NY', employees: '1200', industry: 'healthcare', source: 'website' }

export function remembered(): SimLead {
  try {
    const found = JSON.parse(localStorage.getItem(kKey) ?? '{}') as SimLead
    return typeof found === 'object' && found !== null ? Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'string')) : {}
  } catch {
    return {}
  }
}

export function remember(lead: SimLead): void {
  try {
    localStorage.setItem(kKey, JSON.stringify(lead))
  } catch {
    // Without room it is simply not there the next time.
  }
}

// The fields that the form shows: the usual ones, and those that something is said of.
export function shownFields(lead: SimLead): string[] {
  return [...kShown, ...Object.keys(lead).filter((name) => !(kShown as readonly string[]).includes(name))]
}

export function sayable(fields: readonly FieldInfo[]): FieldInfo[] {
  return fields.filter((one) => !kDerived.has(one.name) && !one.name.startsWith('account.'))
}

// A warning's example lead: {"employees": 5000, "signals": {"demo": 1}}.
export function fromExample(json: string): SimLead | undefined {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const lead: SimLead = {}
  for (const [name, one] of Object.entries(value)) {
    if (Array.isArray(one)) lead[name] = one.join(', ')
    else if (typeof one === 'object' && one !== null) for (const [inner, deep] of Object.entries(one)) lead[`${name}.${inner}`] = String(deep)
    else lead[name] = String(one)
  }
  return lead
}

export function toBody(lead: SimLead, fields: readonly FieldInfo[]): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(lead)) {
    if (value.trim() === '') continue
    const set = fields.find((one) => one.name === name)?.type === 'set'
    const dot = name.indexOf('.')
    if (dot > 0) {
      const outer = name.slice(0, dot)
      const number = Number(value)
      body[outer] = { ...(body[outer] as object | undefined), [name.slice(dot + 1)]: Number.isFinite(number) ? number : value }
    } else {
      body[name] = set ? value.split(',').map((one) => one.trim()) : value
    }
  }
  return body
}
