// How a new value is written into a document: short ones in one line, as people write them by hand,
// long ones in a block.
import { Document, Scalar, visit } from 'yaml'

const kLine = 100 // characters; what is longer becomes a block

// On one line: `{ pool: inside }`, `[ a, b ]`, `"a: b"`.
export function flowText(value: unknown): string {
  const document = new Document(value)
  visit(document, {
    Collection: (_, node) => {
      node.flow = true
    },
  })
  return document.toString({ lineWidth: 0, blockQuote: false, minContentWidth: 0 }).trimEnd()
}

// A value that stands inside brackets: what would end it there is quoted.
export function flowItemText(value: unknown): string {
  return flowText([value]).slice(2, -2)
}

// A text in the quotes that stood there before; undefined where it would need escapes in them.
export function quotedText(value: unknown, type: string | undefined): string | undefined {
  if (typeof value !== 'string' || /[\n\r\\]/.test(value)) return undefined
  if (type === Scalar.QUOTE_DOUBLE && !value.includes('"')) return `"${value}"`
  if (type === Scalar.QUOTE_SINGLE && !value.includes("'")) return `'${value}'`
  return undefined
}

export function keyText(key: string): string {
  return flowText({ [key]: 1 }).slice(2, -5)
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCollection = (value: unknown): boolean => typeof value === 'object' && value !== null

function isLong(value: unknown, indent: number): boolean {
  if (!isCollection(value)) return false
  if (isMap(value) && 'rules' in value) return true
  if (Array.isArray(value) && value.some((one) => isMap(one) && ('rules' in one || 'when' in one))) return true
  return flowText(value).length + indent > kLine
}

// What follows `key:`, with the blank or the new line before it. `indent`: of the key.
export function afterKey(value: unknown, indent: number): string {
  if (!isLong(value, indent)) return ` ${flowText(value)}`
  return `\n${blockLines(value, indent + 2)}`
}

function pair(key: string, value: unknown, indent: number): string {
  return `${keyText(key)}:${afterKey(value, indent)}`
}

// A list's item in a block, without the blanks before its dash; `indent`: of the dash.
export function itemText(value: unknown, indent: number, asBlock: boolean): string {
  if (!isMap(value) || Object.keys(value).length === 0 || !(asBlock || isLong(value, indent))) return `- ${flowText(value)}`
  const pad = ' '.repeat(indent + 2)
  return `- ${Object.entries(value)
    .map(([key, one]) => pair(key, one, indent + 2))
    .join(`\n${pad}`)}`
}

function blockLines(value: unknown, indent: number): string {
  const pad = ' '.repeat(indent)
  if (Array.isArray(value)) return value.map((one) => pad + itemText(one, indent, isMap(one) && ('when' in one || 'rules' in one))).join('\n')
  return Object.entries(value as Record<string, unknown>)
    .map(([key, one]) => pad + pair(key, one, indent))
    .join('\n')
}
