// Conditions as the builder shows them, and the CEL that stands in the document. What the builder has
// no rows for stays as it was typed, so that any condition can be opened and none is changed by it.

export type CompareOp = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'contains' | 'startsWith' | 'endsWith' | 'matches' | 'includes' | 'has' | 'missing' | 'yes' | 'no'
export type Literal = string | number | boolean
export type Value = Literal | readonly Literal[] | undefined

export interface Test {
  kind: 'test'
  field: string // "employees", "signals.pricing_page", "account.segment"
  op: CompareOp
  value: Value // a list for in; undefined for has, missing, yes and no
}
export interface Typed {
  kind: 'typed'
  cel: string
}
export interface Group {
  kind: 'all' | 'any'
  items: Condition[]
}
export type Condition = Test | Typed | Group

// ---- Reading ----------------------------------------------------------------------------------------

interface Token {
  kind: 'name' | 'number' | 'text' | 'sign' | 'other'
  text: string
  value?: string
  start: number
  end: number
}

const kToken = /\s+|([A-Za-z_][\w]*)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(&&|\|\||[=!<>]=|[<>!()[\],.?:+\-*/%{}])|(.)/gsuy
const kEscapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'", '`': '`', '?': '?' }

// The text within quotes; undefined where it uses an escape that the builder would not write again.
function unquoted(quoted: string): string | undefined {
  let bad = false
  const text = quoted.slice(1, -1).replaceAll(/\\(.)/gsu, (_, letter: string) => {
    const plain = kEscapes[letter]
    if (plain === undefined) bad = true
    return plain ?? ''
  })
  return bad ? undefined : text
}

function tokens(cel: string): Token[] {
  const found: Token[] = []
  kToken.lastIndex = 0
  for (let match = kToken.exec(cel); match; match = kToken.exec(cel)) {
    const [text, name, number, quoted, sign, other] = match
    const start = match.index
    const end = start + text.length
    if (name !== undefined) found.push({ kind: 'name', text, start, end })
    else if (number !== undefined) found.push({ kind: 'number', text, start, end })
    else if (quoted !== undefined) {
      const value = unquoted(quoted)
      found.push(value === undefined ? { kind: 'other', text, start, end } : { kind: 'text', text, value, start, end })
    } else if (sign !== undefined) found.push({ kind: 'sign', text, start, end })
    else if (other !== undefined) found.push({ kind: 'other', text, start, end })
  }
  return found
}

const kOpens = '([{'
const kCloses = ')]}'

// The positions of `sign` that stand outside all brackets, within tokens [from, to).
function splitAt(all: readonly Token[], from: number, to: number, sign: string): [number, number][] | undefined {
  const parts: [number, number][] = []
  let depth = 0
  let start = from
  for (let i = from; i < to; i++) {
    const token = all[i] as Token
    if (token.kind !== 'sign') continue
    if (kOpens.includes(token.text)) depth++
    else if (kCloses.includes(token.text) && --depth < 0) return undefined
    else if (depth === 0 && token.text === sign) {
      parts.push([start, i])
      start = i + 1
    }
  }
  if (depth !== 0) return undefined
  parts.push([start, to])
  return parts
}

// Reads a condition. It never fails: what it does not know is Typed.
export function readCondition(cel: string): Condition {
  const all = tokens(cel)
  if (all.length === 0) return { kind: 'all', items: [] }
  return read(cel, all, 0, all.length)
}

function read(cel: string, all: readonly Token[], from: number, to: number): Condition {
  const typed = (): Typed => ({ kind: 'typed', cel: cel.slice(all[from]?.start ?? 0, all[to - 1]?.end ?? cel.length) })
  if (from >= to) return typed()
  // A choice binds loosest: a ? b : c is never split.
  const choice = splitAt(all, from, to, '?')
  if (!choice || choice.length > 1) return typed()
  for (const [sign, kind] of [['||', 'any'], ['&&', 'all']] as const) {
    const parts = splitAt(all, from, to, sign)
    if (!parts || parts.length === 1) continue
    if (parts.some(([start, end]) => start >= end)) return typed()
    return { kind, items: parts.map(([start, end]) => read(cel, all, start, end)) }
  }
  if (all[from]?.text === '(' && closing(all, from, to) === to - 1) return read(cel, all, from + 1, to - 1)
  return readTest(all.slice(from, to)) ?? typed()
}

function closing(all: readonly Token[], from: number, to: number): number {
  let depth = 0
  for (let i = from; i < to; i++) {
    const token = all[i] as Token
    if (token.kind !== 'sign') continue
    if (kOpens.includes(token.text)) depth++
    if (kCloses.includes(token.text) && --depth === 0) return i
  }
  return -1
}

class Reader {
  at = 0
  constructor(readonly all: readonly Token[]) {}
  get done(): boolean {
    return this.at >= this.all.length
  }
  take(text: string): boolean {
    if (this.all[this.at]?.text !== text || this.all[this.at]?.kind === 'text') return false
    this.at++
    return true
  }
  name(): string | undefined {
    const token = this.all[this.at]
    if (token?.kind !== 'name') return undefined
    this.at++
    return token.text
  }
  // lead.a, lead.a.b: without "lead."; a call's name is not part of it.
  field(): string | undefined {
    const before = this.at
    const names: string[] = []
    if (!this.take('lead')) return undefined
    while (this.all[this.at]?.text === '.' && this.all[this.at + 1]?.kind === 'name' && this.all[this.at + 2]?.text !== '(') {
      names.push((this.all[this.at + 1] as Token).text)
      this.at += 2
    }
    if (names.length > 0 && names.length <= 2) return names.join('.')
    this.at = before
    return undefined
  }
  literal(): Literal | undefined {
    const token = this.all[this.at]
    if (token?.kind === 'text') {
      this.at++
      return token.value
    }
    const minus = token?.text === '-' && token.kind === 'sign'
    const number = minus ? this.all[this.at + 1] : token
    if (number?.kind === 'number') {
      this.at += minus ? 2 : 1
      return minus ? -Number(number.text) : Number(number.text)
    }
    if (token?.kind === 'name' && (token.text === 'true' || token.text === 'false')) {
      this.at++
      return token.text === 'true'
    }
    return undefined
  }
  list(): Literal[] | undefined {
    if (!this.take('[')) return undefined
    const all: Literal[] = []
    while (!this.take(']')) {
      const one = this.literal()
      if (one === undefined) return undefined
      all.push(one)
      if (!this.take(',') && this.all[this.at]?.text !== ']') return undefined
    }
    return all
  }
}

const kCompare = new Set<string>(['==', '!=', '<', '<=', '>', '>='])
const kCalls = new Set<string>(['contains', 'startsWith', 'endsWith', 'matches'])

function readTest(all: readonly Token[]): Test | undefined {
  return readHas(all) ?? readNot(all) ?? readMember(all) ?? readPlain(all)
}

function readHas(all: readonly Token[]): Test | undefined {
  const reader = new Reader(all)
  const missing = reader.take('!')
  if (!reader.take('has') || !reader.take('(')) return undefined
  const field = reader.field()
  if (!field || !reader.take(')') || !reader.done) return undefined
  return { kind: 'test', field, op: missing ? 'missing' : 'has', value: undefined }
}

// !lead.freemail, !(lead.x in [...])
function readNot(all: readonly Token[]): Test | undefined {
  const reader = new Reader(all)
  if (!reader.take('!')) return undefined
  if (reader.take('(') && all.at(-1)?.text === ')') {
    const inner = readTest(all.slice(2, -1))
    return inner?.op === 'in' ? { ...inner, op: 'not in' } : undefined
  }
  const field = reader.field()
  return field && reader.done ? { kind: 'test', field, op: 'no', value: undefined } : undefined
}

// "pro" in lead.product
function readMember(all: readonly Token[]): Test | undefined {
  const reader = new Reader(all)
  const value = reader.literal()
  if (typeof value !== 'string' || !reader.take('in')) return undefined
  const field = reader.field()
  return field && reader.done ? { kind: 'test', field, op: 'includes', value } : undefined
}

function readPlain(all: readonly Token[]): Test | undefined {
  const reader = new Reader(all)
  const field = reader.field()
  if (!field) return undefined
  if (reader.done) return { kind: 'test', field, op: 'yes', value: undefined }
  if (reader.take('in')) {
    const value = reader.list()
    return value && reader.done ? { kind: 'test', field, op: 'in', value } : undefined
  }
  if (reader.take('.')) {
    const call = reader.name()
    if (!call || !kCalls.has(call) || !reader.take('(')) return undefined
    const value = reader.literal()
    return typeof value === 'string' && reader.take(')') && reader.done ? { kind: 'test', field, op: call as CompareOp, value } : undefined
  }
  const sign = all[reader.at]?.text ?? ''
  if (!kCompare.has(sign)) return undefined
  reader.at++
  const value = reader.literal()
  return value !== undefined && reader.done ? { kind: 'test', field, op: sign as CompareOp, value } : undefined
}

// ---- Writing ----------------------------------------------------------------------------------------

export function literalText(value: Literal): string {
  if (typeof value !== 'string') return String(value)
  const escaped = value.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`).replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`).replaceAll('\t', String.raw`\t`)
  return `"${escaped}"`
}

function testText({ field, op, value }: Test): string {
  const lead = `lead.${field}`
  const words = value === undefined ? '""' : Array.isArray(value) ? `[${value.map(literalText).join(', ')}]` : literalText(value as Literal)
  switch (op) {
    case 'has':
      return `has(${lead})`
    case 'missing':
      return `!has(${lead})`
    case 'yes':
      return lead
    case 'no':
      return `!${lead}`
    case 'includes':
      return `${words} in ${lead}`
    case 'in':
      return `${lead} in ${words}`
    case 'not in':
      return `!(${lead} in ${words})`
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return `${lead}.${op}(${words})`
    default:
      return `${lead} ${op} ${words}`
  }
}

// What is typed and binds looser than what stands around it needs brackets.
function needsBrackets(cel: string): boolean {
  const all = tokens(cel)
  const splits = (sign: string): boolean => (splitAt(all, 0, all.length, sign)?.length ?? 2) > 1
  return splits('?') || splits('||')
}

// The condition as CEL; empty: always.
export function writeCondition(condition: Condition): string {
  if (condition.kind === 'test') return testText(condition)
  if (condition.kind === 'typed') return condition.cel.trim()
  const { kind } = condition
  const parts = condition.items.flatMap((item) => {
    const words = writeCondition(item)
    if (words === '') return []
    const many = condition.items.length > 1
    const brackets = (item.kind === 'typed' && many && needsBrackets(words)) || (kind === 'all' && many && item.kind === 'any' && item.items.length > 1)
    return [brackets ? `(${words})` : words]
  })
  return parts.join(kind === 'all' ? ' && ' : ' || ')
}
