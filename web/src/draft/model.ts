// What a document says, as the screens show it: rules with their places, people, pools, territories,
// the fields that a lead can have. Reads any text, also one that is wrong in places.
import { type Document, isCollection, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import type { Path } from './yaml_edit'

export interface Rule {
  id: string // where it stands, as "rules.0.rules.1"
  path: Path
  name: string
  when: string // empty: always
  whenAt: number | undefined // where the condition's text begins in the document
  route: unknown
  sla: string | undefined
  notify: unknown // channels, instead of its group's or the document's
  create: unknown // CRM records, as well
  active: boolean
  content: () => Record<string, unknown> // all that it says
  rules: Rule[] | undefined // a group: rules instead of a route
  depth: number
  line: number // its first, from 1
  endLine: number
}

export interface FieldInfo {
  name: string // "employees", "signals.pricing_page"
  type: string
  of?: readonly string[]
}

export interface Model {
  errors: readonly { message: string; line: number; column: number }[]
  rules: Rule[]
  otherwise: unknown
  fields: FieldInfo[]
  people: Record<string, Record<string, unknown>>
  pools: Record<string, Record<string, unknown>>
  queues: string[]
  territories: Record<string, Record<string, unknown>>
  schedules: Record<string, Record<string, unknown>>
  accounts: unknown
  sla: string[]
  channels: Record<string, Record<string, unknown>>
  notify: string[] // where no rule says otherwise
  create: string[]
  tiers: string[]
  timezone: string
  offsetOf: (line: number, column: number) => number
}

const kBuiltIn: readonly (readonly [string, string])[] = [
  ['email', 'email'],
  ['phone', 'phone'],
  ['name', 'text'],
  ['first_name', 'text'],
  ['last_name', 'text'],
  ['title', 'text'],
  ['company', 'text'],
  ['website', 'text'],
  ['message', 'text'],
  ['country', 'country'],
  ['state', 'state'],
  ['city', 'text'],
  ['postal_code', 'text'],
  ['timezone', 'text'],
  ['language', 'language'],
  ['employees', 'number'],
  ['revenue', 'number'],
  ['budget', 'number'],
  ['industry', 'text'],
  ['timeline', 'text'],
  ['source', 'text'],
  ['page', 'text'],
  ['referrer', 'text'],
  ['utm_source', 'text'],
  ['utm_medium', 'text'],
  ['utm_campaign', 'text'],
  ['domain', 'domain'],
  ['freemail', 'bool'],
  ['account', 'map'],
  ['account.id', 'text'],
  ['account.name', 'text'],
  ['territory', 'choice'],
  ['owner', 'text'],
  ['score', 'number'],
  ['tier', 'choice'],
]

type Map = Record<string, unknown>
const isPlainMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
const mapOf = (value: unknown): Record<string, Map> => (isPlainMap(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isPlainMap(one) ? one : {}])) : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value))

// One name, or a list of them; undefined: nothing is said.
export function namesIn(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'object' ? [] : [String(value)]
}

// "lead.signals.x" in any of the document's expressions: what is asked for is a field one may want again.
function signalsIn(text: string): FieldInfo[] {
  const names = new Set([...text.matchAll(/\blead\.(signals|account)\.(\w+)/g)].map((match) => `${match[1]}.${match[2]}`))
  for (const known of ['account.id', 'account.name']) names.delete(known)
  return [...names].toSorted().map((name) => ({ name, type: name.startsWith('signals') ? 'number' : 'text' }))
}

function fieldsOf(all: Map, text: string): FieldInfo[] {
  const own = mapOf(all['fields'])
  const listOf = (value: unknown): string[] => (isPlainMap(value) ? Object.keys(value) : [])
  const fields: FieldInfo[] = kBuiltIn.map(([name, type]) => {
    const narrowed = own[name]
    const of = name === 'territory' ? listOf(all['territories']) : name === 'tier' ? listOf(all['tiers']) : undefined
    return { name, type: narrowed ? textOf(narrowed['type']) || type : type, ...(of ? { of } : {}), ...(Array.isArray(narrowed?.['of']) ? { of: narrowed['of'].map(String) } : {}) }
  })
  for (const [name, about] of Object.entries(own)) {
    if (fields.some((field) => field.name === name)) continue
    const of = about['of']
    fields.push({ name, type: textOf(about['type']) || 'text', ...(Array.isArray(of) ? { of: of.map(String) } : {}) })
  }
  return [...fields, ...signalsIn(text).filter((one) => !fields.some((field) => field.name === one.name))]
}

function endOf(node: Node | null | undefined): number {
  if (!node) return 0
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1)
    return endOf((isSeq(node) ? last : ((last as Pair).value ?? (last as Pair).key)) as Node)
  }
  return Math.max(node.range?.[0] ?? 0, (node.range?.[1] ?? 1) - 1)
}

function rulesOf(list: unknown, path: Path, depth: number, document: Document, lines: LineCounter, text: string): Rule[] {
  if (!isSeq(list)) return []
  return list.items.flatMap((item, i) => {
    if (!isMap(item)) return []
    const own = [...path, i]
    const member = (key: string): unknown => item.get(key, true)
    const value = (key: string): unknown => {
      const node = member(key)
      return isScalar(node) ? node.value : ((node as Node | undefined)?.toJS(document) as unknown)
    }
    const nested = member('rules')
    const when = member('when')
    const start = item.range?.[0] ?? 0
    const begins = isScalar(when) ? (when.range?.[0] ?? 0) : undefined
    return [
      {
        id: own.join('.'),
        path: own,
        name: textOf(value('name')),
        when: textOf(value('when')),
        whenAt: begins === undefined ? undefined : begins + (text[begins] === '"' || text[begins] === "'" ? 1 : 0),
        route: value('route'),
        sla: value('sla') === undefined ? undefined : textOf(value('sla')),
        notify: value('notify'),
        create: value('create'),
        active: value('active') !== false,
        content: () => item.toJS(document) as Map,
        rules: nested === undefined ? undefined : rulesOf(nested, [...own, 'rules'], depth + 1, document, lines, text),
        depth,
        line: lines.linePos(start).line,
        endLine: lines.linePos(endOf(item)).line,
      },
    ]
  })
}

export function readModel(text: string): Model {
  const lines = new LineCounter()
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, strict: false, lineCounter: lines })
  let all: Map = {}
  try {
    const whole: unknown = document.toJS()
    if (isPlainMap(whole)) all = whole
  } catch {
    // An alias to nothing: the list of errors says so.
  }
  return {
    errors: document.errors.map((error) => ({ message: error.message.split('\n')[0] ?? '', line: error.linePos?.[0].line ?? 1, column: error.linePos?.[0].col ?? 1 })),
    rules: isMap(document.contents) ? rulesOf(document.contents.get('rules', true), ['rules'], 0, document, lines, text) : [],
    otherwise: all['otherwise'],
    fields: fieldsOf(all, text),
    people: mapOf(all['people']),
    pools: mapOf(all['pools']),
    queues: Object.keys(mapOf(all['queues'])),
    territories: mapOf(all['territories']),
    schedules: mapOf(all['schedules']),
    accounts: all['accounts'],
    sla: Object.keys(mapOf(all['sla'])),
    channels: mapOf(all['channels']),
    notify: namesIn(all['notify']) ?? [],
    create: namesIn(all['create']) ?? [],
    tiers: isPlainMap(all['tiers']) ? Object.keys(all['tiers']) : [],
    timezone: textOf(all['timezone']) || 'UTC',
    offsetOf: (line, column) => (lines.lineStarts[line - 1] ?? 0) + column - 1,
  }
}

// The last text that was asked about is remembered: every part of a page asks about the same.
let last: { text: string; model: Model } | undefined
export function modelOf(text: string): Model {
  if (last?.text !== text) last = { text, model: readModel(text) }
  return last.model
}

// All rules, each before those within it.
export function flatten(rules: readonly Rule[]): Rule[] {
  return rules.flatMap((rule) => [rule, ...(rule.rules ? flatten(rule.rules) : [])])
}

// The innermost rule that a line belongs to.
export function ruleAtLine(rules: readonly Rule[], line: number): Rule | undefined {
  return flatten(rules).findLast((rule) => rule.line <= line && line <= rule.endLine)
}
