// A condition typed as CEL: completion as one types, and what the server finds wrong at its place.
import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { type EditorView, keymap } from '@codemirror/view'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Model, Rule } from '~/draft/model'
import type { Finding } from '~/draft/use_draft'
import { CodeEditor } from '~/ui/code_editor'
import { ruleWords as words } from '~/ui/words/rules'
import { celCompletions, celLanguage } from './cel_language'

interface Props {
  rule: Rule
  model: Model
  findings: readonly Finding[]
  onChange: (cel: string) => void
}

// Where in the condition a finding is: the word that it points at.
export function diagnosticsOf(rule: Rule, model: Model, findings: readonly Finding[]): Diagnostic[] {
  if (rule.whenAt === undefined) return []
  const begins = rule.whenAt
  return findings.flatMap((finding) => {
    const from = model.offsetOf(finding.line, finding.column) - begins
    if (from < 0 || from > rule.when.length) return []
    const start = Math.min(from, Math.max(0, rule.when.length - 1))
    const word = /^[\w.]+|^[^\s\w]+/.exec(rule.when.slice(start))?.[0].length ?? 1
    return [{ from: start, to: Math.min(rule.when.length, start + word), severity: finding.severity, message: finding.hint ? `${finding.message} (${finding.hint})` : finding.message }]
  })
}

export function CelEditor({ rule, model, findings, onChange }: Props) {
  const [view, setView] = useState<EditorView | null>(null)
  const fields = useRef(model.fields)
  useEffect(() => {
    fields.current = model.fields
  })
  const extensions = useMemo(
    () => [celLanguage, autocompletion({ override: [(context) => celCompletions(fields.current)(context)], icons: false, activateOnTyping: true, interactionDelay: 0 }), keymap.of([...completionKeymap, ...lintKeymap])],
    [],
  )
  useEffect(() => {
    if (!view || view.state.doc.toString() !== rule.when) return
    view.dispatch(setDiagnostics(view.state, diagnosticsOf(rule, model, findings)))
  }, [view, rule, model, findings])
  return (
    <>
      <CodeEditor value={rule.when} label={words.celLabel} extensions={extensions} onChange={onChange} onView={setView} />
      <p className="soft">{words.celHint}</p>
    </>
  )
}
