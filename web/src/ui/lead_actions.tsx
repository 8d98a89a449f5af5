// What can be done with a lead, by button and key. Closing and passing on ask first; passing on can be
// taken back.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { actionOf, type LeadAction, useLeadAction } from '~/api/actions'
import type { LeadDetail } from '~/api/client'
import { usePersonName } from '~/api/queries'
import { useKeys } from './keys'
import { isOver } from './lead_words'
import { notify } from './notices'
import { text } from './text'
import { CloseDialog, type Outcome } from './close_dialog'
import { PassDialog } from './pass_dialog'

type Dialog = Outcome | 'reassign' | 'claim'

// `active`: the keys are this lead's.
export function LeadActions({ lead, active }: { lead: LeadDetail; active: boolean }) {
  const action = useLeadAction(lead.lead)
  const nameOf = usePersonName()
  const [dialog, setDialog] = useState<Dialog>()
  const over = isOver(lead.state)
  const may = {
    acknowledge: lead.state === 'assigned',
    contact: (lead.state === 'assigned' || lead.state === 'acknowledged') && lead.person !== null,
    close: !over,
    claim: lead.state === 'queued',
  }
  const run = (what: LeadAction, words: string, undo?: () => void): void => {
    setDialog(undefined)
    action.mutate(actionOf(what), { onSuccess: (after) => (after ? notify(words, { undo, detail: after.warnings.map((warning) => warning.message).join(' ') || undefined }) : notify(text.actions.kept)) })
  }
  const acknowledge = (): void => {
    if (may.acknowledge) run({ kind: 'acknowledge' }, text.actions.doneAcknowledged)
  }
  const contact = (): void => {
    if (may.contact) run({ kind: 'contact' }, text.actions.doneContacted)
  }
  const ask = (which: Dialog): void => {
    if (may.close) setDialog(which)
  }
  const keys = {
    a: acknowledge,
    c: contact,
    '1': () => ask('won'),
    '2': () => ask('lost'),
    '3': () => ask('disqualified'),
    r: () => ask('reassign'),
  }
  useKeys(active ? keys : {})
  if (over) return <p className="soft">{text.actions.over}</p>

  const before = lead.person
  const undoPass = before === null ? undefined : () => action.mutate(actionOf({ kind: 'reassign', to: { person: before } }), { onSuccess: () => notify(text.actions.undone) })
  return (
    <div className="actions" role="group" aria-label={text.help.lead}>
      {may.acknowledge ? <Button onClick={acknowledge}>{text.actions.acknowledge}</Button> : null}
      {may.claim ? <Button onClick={() => setDialog('claim')}>{text.actions.claim}</Button> : null}
      {may.contact ? (
        <Button variant={may.acknowledge ? 'default' : 'filled'} onClick={contact}>
          {text.actions.contact}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => setDialog('won')}>
        {text.actions.won}
      </Button>
      <Button variant="default" onClick={() => setDialog('lost')}>
        {text.actions.lost}
      </Button>
      <Button variant="default" onClick={() => setDialog('disqualified')}>
        {text.actions.disqualified}
      </Button>
      <Button variant="default" onClick={() => setDialog('reassign')}>
        {text.actions.reassign}
      </Button>
      {dialog === 'won' || dialog === 'lost' || dialog === 'disqualified' ? <CloseDialog outcome={dialog} onClose={() => setDialog(undefined)} onDone={(as) => run({ kind: 'close', as }, text.actions.doneClosed)} /> : null}
      {dialog === 'reassign' || dialog === 'claim' ? (
        <PassDialog
          claim={dialog === 'claim'}
          lead={lead}
          onClose={() => setDialog(undefined)}
          onDone={(what, to) => run(what, text.actions.doneReassigned(nameOf(to)), undoPass)}
        />
      ) : null}
    </div>
  )
}
