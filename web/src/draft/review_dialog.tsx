// The last look before the draft goes live: what changes in words and lines, what the server found,
// a note. Publishing names the version that the draft stands on, so that nobody's is overwritten.
import { Button, Checkbox, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { ApiError } from '~/api/problem'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { notify } from '~/ui/notices'
import { Failure } from '~/ui/states'
import { draftWords as words } from '~/ui/words/draft'
import { changesBetween } from './changes'
import { Findings } from './findings'
import { Impact } from './impact'
import { LineDiff } from './line_diff'
import type { Draft } from './store'
import { draftStore } from './store'
import { publishText, useCheck, workspaceQuery } from './use_draft'

export function ReviewDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const client = useQueryClient()
  const check = useCheck(draft.text)
  const [note, setNote] = useState('')
  const [confirm, setConfirm] = useState(false)
  const changes = useMemo(() => changesBetween(draft.base.text, draft.text), [draft])
  const findings = check.data?.findings ?? []
  const errors = findings.filter((one) => one.severity === 'error')
  const publish = useMutation({
    mutationFn: () => publishText(draft.text, draft.base.etag, note.trim(), confirm),
    onSuccess: async (published) => {
      draftStore.published()
      notify(words.published(published.version))
      onClose()
      await Promise.all([client.invalidateQueries({ queryKey: ['workspace'] }), client.invalidateQueries({ queryKey: ['versions'] }), client.invalidateQueries({ queryKey: ['people'] }), client.invalidateQueries({ queryKey: ['pools'] })])
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 412) void client.invalidateQueries({ queryKey: workspaceQuery.queryKey })
    },
  })
  const dropsPeople = publish.error instanceof ApiError && publish.error.status === 409 && publish.error.problem.type !== 'urn:baton:version-moved'
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && errors.length === 0) {
      event.preventDefault()
      publish.mutate()
    }
  }
  return (
    <Dialog opened onClose={onClose} title={words.reviewTitle} wide>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="dialog" onKeyDown={onKey}>
        <section aria-label={words.changes}>
          <h3>{words.changes}</h3>
          {changes.length === 0 ? <p className="soft">{words.nothing}</p> : null}
          <ul className="changes">
            {changes.slice(0, 200).map((change, i) => (
              <li key={`${i} ${change.words}`} data-kind={change.kind}>
                {change.words}
              </li>
            ))}
          </ul>
        </section>
        <details>
          <summary>{words.lines}</summary>
          <LineDiff from={draft.base.text} to={draft.text} label={words.lines} />
        </details>
        <div role="status">{check.settled ? (findings.length === 0 ? <p className="soft">{words.fine}</p> : null) : <p className="soft">{words.checking}</p>}</div>
        {check.settled && errors.length === 0 && changes.length > 0 ? <Impact text={draft.text} onLeave={onClose} /> : null}
        {check.isError ? <Failure error={check.error} onRetry={() => void check.refetch()} /> : null}
        <Findings findings={findings} />
        <Textarea label={words.note} description={words.noteHint} value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize={false} rows={2} maxLength={900} data-autofocus />
        {publish.isError ? <Failure error={publish.error} /> : null}
        {dropsPeople ? <Checkbox label={words.confirm} checked={confirm} onChange={(event) => setConfirm(event.currentTarget.checked)} /> : null}
        {errors.length > 0 ? <p role="status">{words.blocked}</p> : null}
        <DialogButtons onCancel={onClose}>
          <Button onClick={() => publish.mutate()} loading={publish.isPending} disabled={errors.length > 0 || !check.settled}>
            {words.publish}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  )
}
