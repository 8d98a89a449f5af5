// What can be done with a lead, by button and key. Closing and passing on ask first; passing on can be
// taken back.
import { type ReactNode, useState } from 'react'
import { actionOf, type LeadAction, useLeadAction, warningsOf } from '~/api/actions'
import type { Lead } from '~/api/client'
import { useKeys } from './keys'
import { isOver } from './lead_words'
import { notify } from './notices'
import { text } from './text'
import { CloseDialog, type Outcome } from './close_dialog'
import { Button } from './controls'
import { PassLead } from './pass_dialog'
import { mail } from './reach'

type Dialog = Outcome | 'outcome' | 'reassign' | 'claim'

// `active`: the keys are this lead's. `asks`: one button for every outcome, which asks what it was.
// `children`: more buttons.
export function LeadActions({ lead, active, asks = false, children }: { lead: Lead; active: boolean; asks?: boolean; children?: ReactNode }) {
  const action = useLeadAction(lead.lead)
  const [dialog, setDialog] = useState<Dialog>()
  const over = isOver(lead.state)
  const may = {
    acknowledge: lead.state === 'assigned',
    contact: (lead.state === 'assigned' || lead.state === 'acknowledged') && lead.person !== null,
    close: !over,
    claim: lead.state === 'queued',
  }
  const run = (what: LeadAction, words: string): void => {
    setDialog(undefined)
    action.mutate(actionOf(what, (after) => notify(words, { detail: warningsOf(after) })))
  }
  const acknowledge = (): void => {
    if (may.acknowledge) run({ kind: 'acknowledge' }, text.actions.doneAcknowledged)
  }
  const contact = (): void => {
    if (may.contact) run({ kind: 'contact' }, text.actions.doneContacted)
  }
  const logged = (what: LeadAction): void => run(what, what.kind === 'contact' ? text.actions.doneContacted : text.actions.doneClosed)
  const ask = (which: Dialog): void => {
    if (may.close) setDialog(which)
  }
  const keys = {
    a: acknowledge,
    c: contact,
    e: () => mail(lead.fields),
    '1': () => ask('won'),
    '2': () => ask('lost'),
    '3': () => ask('disqualified'),
    r: () => ask('reassign'),
  }
  useKeys(active ? keys : {})
  if (over) return <p className="soft">{text.actions.over}</p>

  return (
    <div className="actions" role="group" aria-label={text.help.lead}>
      {may.acknowledge ? <Button variant={asks ? 'default' : 'filled'} onClick={acknowledge}>{text.actions.acknowledge}</Button> : null}
      {may.claim ? <Button onClick={() => setDialog('claim')}>{text.actions.claim}</Button> : null}
      {asks ? (
        <Button onClick={() => setDialog('outcome')}>{text.actions.outcome}</Button>
      ) : (
        <>
          {may.contact ? (
            <Button variant={may.acknowledge ? 'default' : 'filled'} onClick={contact}>
              {text.actions.contact}
            </Button>
          ) : null}
          {(['won', 'lost', 'disqualified'] as const).map((one) => (
            <Button key={one} variant="default" onClick={() => setDialog(one)}>
              {text.actions[one]}
            </Button>
          ))}
        </>
      )}
      <Button variant="default" onClick={() => setDialog('reassign')}>
        {text.actions.reassign}
      </Button>
      {children}
      {dialog !== undefined && dialog !== 'reassign' && dialog !== 'claim' ? <CloseDialog outcome={dialog === 'outcome' ? undefined : dialog} mayContact={may.contact} onClose={() => setDialog(undefined)} onDone={logged} /> : null}
      {dialog === 'reassign' || dialog === 'claim' ? <PassLead claim={dialog === 'claim'} lead={lead} onClose={() => setDialog(undefined)} /> : null}
    </div>
  )
}
