// The draft's state above every screen that changes the document: what is live, what is unpublished,
// how many problems there are, and the way to publish.
import { Button } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Dialog } from '~/ui/dialog'
import { notify } from '~/ui/notices'
import { text as shared } from '~/ui/text'
import { draftWords as words } from '~/ui/words/draft'
import { Editors } from './editors'
import { Overtaken } from './overtaken'
import { ReviewDialog } from './review_dialog'
import { draftStore } from './store'
import { useCheck, useDraft } from './use_draft'
import './draft.css'

export function DraftBar() {
  const { live, text, overtaken } = useDraft()
  const draft = useSyncExternalStore(draftStore.subscribe, draftStore.get)
  const check = useCheck(text)
  const [dialog, setDialog] = useState<'review' | 'discard'>()
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
      // Whatever is typed into has an undo of its own.
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, .code-editor, [role="dialog"]')) return
      event.preventDefault()
      if (event.shiftKey) draftStore.redo()
      else draftStore.undo()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  if (!live) return null
  const findings = check.data?.findings ?? []
  const errors = findings.filter((one) => one.severity === 'error').length
  const said = check.isError ? words.checkFailed : !check.settled ? words.checking : findings.length === 0 ? words.fine : words.found(errors, findings.length - errors)
  return (
    <>
      {draft && overtaken ? <Overtaken draft={draft} live={live} /> : null}
      <Editors changes={draft !== undefined} />
      <div className="draft-bar" data-changed={draft !== undefined || undefined}>
        <div role="status" className="draft-words">
          <strong>{draft ? words.changed : words.live(live.version)}</strong> <span className="soft">· {said}</span>
          {draft ? <span className="soft draft-kept">{draftStore.isKept() ? words.kept : words.notKept}</span> : null}
        </div>
        <div className="head-tools">
          <Button variant="default" disabled={!draftStore.canUndo()} onClick={() => draftStore.undo()}>
            {words.undo}
          </Button>
          <Button variant="default" disabled={!draftStore.canRedo()} onClick={() => draftStore.redo()}>
            {words.redo}
          </Button>
          {draft ? (
            <>
              <Button variant="default" onClick={() => setDialog('discard')}>
                {words.discard}
              </Button>
              <Button disabled={overtaken} onClick={() => setDialog('review')}>
                {words.review}
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {dialog === 'review' && draft ? <ReviewDialog draft={draft} onClose={() => setDialog(undefined)} /> : null}
      <Dialog opened={dialog === 'discard'} onClose={() => setDialog(undefined)} title={words.discardTitle}>
        <div className="dialog">
          <p>{words.discardWords}</p>
          <div className="dialog-buttons">
            <Button variant="default" onClick={() => setDialog(undefined)} data-autofocus>
              {shared.actions.cancel}
            </Button>
            <Button
              onClick={() => {
                draftStore.discard()
                setDialog(undefined)
                notify(words.discarded, { undo: () => draftStore.undo() })
              }}
            >
              {words.discardDo}
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  )
}
