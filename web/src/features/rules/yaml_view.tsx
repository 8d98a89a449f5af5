// The document itself, with line numbers and what was found in it. What is typed here is the draft.
import { yaml } from '@codemirror/lang-yaml'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useEffect, useMemo, useState } from 'react'
import { CodeEditor } from '~/ui/code_editor'
import { ruleWords as words } from '~/ui/words/rules'
import type { Rules } from './use_rules'

export function YamlView({ rules, line }: { rules: Rules; line: number | undefined }) {
  const [view, setView] = useState<EditorView | null>(null)
  const extensions = useMemo(() => [yaml(), lineNumbers(), lintGutter()], [])
  const { text, check, findings } = rules
  useEffect(() => {
    if (!view || !check.settled || view.state.doc.toString() !== text) return
    const found = findings.map((finding) => {
      const place = view.state.doc.line(Math.min(Math.max(1, finding.line), view.state.doc.lines))
      const from = Math.min(place.from + finding.column - 1, place.to)
      return { from, to: place.to, severity: finding.severity, message: finding.message }
    })
    view.dispatch(setDiagnostics(view.state, found))
  }, [view, check.settled, findings, text])
  useEffect(() => {
    if (!view || line === undefined) return
    const place = view.state.doc.line(Math.min(line, view.state.doc.lines))
    view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: 'center' }) })
    view.focus()
  }, [view, line])
  return (
    <div className="yaml-view">
      <CodeEditor value={text} label={words.yamlLabel} extensions={extensions} onChange={(next) => rules.edit(() => next, 'yaml')} onView={setView} />
    </div>
  )
}
