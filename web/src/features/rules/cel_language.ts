// CEL in the editor: its colours, and what can be completed where.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { StreamLanguage } from '@codemirror/language'
import type { FieldInfo } from '~/draft/model'

export const celLanguage = StreamLanguage.define<Record<string, never>>({
  token(stream) {
    if (stream.match(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/)) return 'string'
    if (stream.match(/\d+(\.\d+)?/)) return 'number'
    if (stream.match(/&&|\|\||[=!<>]=?|\bin\b|[?:+\-*/%]/)) return 'operator'
    if (stream.match(/(true|false|null)\b/)) return 'bool'
    if (stream.match(/[A-Za-z_]\w*/)) return 'variableName'
    stream.next()
    return null
  },
})

const kFunctions: readonly (readonly [string, string])[] = [
  ['has(', 'is it known'],
  ['size(', 'how long'],
  ['matches(', 'RE2'],
  ['startsWith(', 'text'],
  ['endsWith(', 'text'],
  ['contains(', 'text'],
  ['lowerAscii(', 'text'],
  ['exists(', 'any of a list'],
  ['all(', 'all of a list'],
]

// What may stand where the caret is.
export function celCompletions(fields: readonly FieldInfo[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const compared = context.matchBefore(/lead\.([\w.]+)\s*[!=]=\s*"[^"]*/)
    if (compared) {
      const name = /lead\.([\w.]+)/.exec(compared.text)?.[1]
      const of = fields.find((one) => one.name === name)?.of
      if (!of) return null
      return { from: compared.from + compared.text.lastIndexOf('"') + 1, options: of.map((label) => ({ label, type: 'enum' })), validFor: /^[^"]*$/ }
    }
    const path = context.matchBefore(/\blead\.[\w.]*/)
    if (path) {
      const options: Completion[] = fields.map((one) => ({ label: one.name, detail: one.type, type: 'property' }))
      return { from: path.from + 5, options, validFor: /^[\w.]*$/ }
    }
    const word = context.matchBefore(/\w+/)
    if (!word && !context.explicit) return null
    return {
      from: word?.from ?? context.pos,
      options: [{ label: 'lead.', type: 'variable' }, { label: 'now', type: 'variable' }, ...kFunctions.map(([label, detail]) => ({ label, detail, type: 'function' }))],
      validFor: /^\w*$/,
    }
  }
}
