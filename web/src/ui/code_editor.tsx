// A text editor for code. It lives in a shadow root: there its styles are constructed sheets, which
// the page's policy allows, where it would not allow style elements.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'

const kColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operator, tags.bool], color: 'var(--blue)' },
  { tag: [tags.string], color: 'var(--green)' },
  { tag: [tags.number], color: 'var(--amber)' },
  { tag: [tags.comment], color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--text)', fontWeight: '600' },
])
const kLook = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--paper)', border: '1px solid var(--edge)', borderRadius: '8px', fontSize: '0.92rem' },
  '&.cm-focused': { outline: '3px solid var(--focus)', outlineOffset: '1px' },
  '.cm-content': { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', caretColor: 'var(--text)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--blue-wash) !important' },
  '.cm-gutters': { backgroundColor: 'var(--grey-wash)', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--grey-wash)' },
  '.cm-tooltip': { backgroundColor: 'var(--paper)', color: 'var(--text)', border: '1px solid var(--edge)', borderRadius: '6px' },
  '.cm-tooltip-autocomplete ul li': { color: 'var(--text)', padding: '0.2rem 0.5rem !important' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--green-wash) !important', color: 'var(--text) !important' },
  '.cm-completionDetail': { color: 'var(--soft)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--red)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--amber)' },
  '.cm-diagnostic': { color: 'var(--text)' },
})

interface Props {
  value: string
  label: string
  extensions: Extension
  onChange: (value: string) => void
  onView?: (view: EditorView | null) => void
}

export function CodeEditor({ value, label, extensions, onChange, onView }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef({ onChange, onView, value, extensions })
  useEffect(() => {
    latest.current = { onChange, onView, value, extensions }
  })
  useEffect(() => {
    const box = host.current
    if (!box) return undefined
    const root = box.shadowRoot ?? box.attachShadow({ mode: 'open' })
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          history(),
          drawSelection(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          syntaxHighlighting(kColours),
          kLook,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
          }),
          // Typed over coloured text, a browser writes its style attributes, which the policy forbids.
          EditorView.domEventHandlers({
            beforeinput(event, view) {
              if (event.inputType !== 'insertText' || event.data === null || event.isComposing || view.state.selection.main.empty) return false
              event.preventDefault()
              view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true })
              return true
            },
          }),
          latest.current.extensions,
        ],
      }),
    })
    view.current = made
    latest.current.onView?.(made)
    return () => {
      made.destroy()
      view.current = undefined
      latest.current.onView?.(null)
    }
  }, [label])
  // What others changed comes in; what was typed here is there already.
  useEffect(() => {
    const made = view.current
    if (!made || made.state.doc.toString() === value) return
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: value } })
  }, [value])
  return <div ref={host} className="code-editor" />
}
