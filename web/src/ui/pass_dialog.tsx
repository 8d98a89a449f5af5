// Asks to whom a lead goes: by hand to a person or a pool, or out of a queue to who takes it.
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { actionOf, type LeadAction, type Target, useLeadAction, warningsOf } from '~/api/actions'
import type { Lead } from '~/api/client'
import { peopleQuery, poolsQuery, usePersonName } from '~/api/queries'
import { Button, NativeSelect } from './controls'
import { Dialog } from './dialog'
import { DialogButtons } from './dialog_buttons'
import { notify } from './notices'
import { text } from './text'

// Asks, passes the lead on, and says so with a way to take it back.
export function PassLead({ lead, claim = false, onClose }: { lead: Lead; claim?: boolean; onClose: () => void }) {
  const action = useLeadAction(lead.lead)
  const nameOf = usePersonName()
  const before = lead.person
  const undo = before === null ? undefined : () => action.mutate(actionOf({ kind: 'reassign', to: { person: before } }, () => notify(text.actions.undone)))
  const pass = (what: LeadAction, to: string): void => {
    onClose()
    action.mutate(actionOf(what, (after) => notify(text.actions.doneReassigned(nameOf(to)), { undo, detail: warningsOf(after) })))
  }
  return <PassDialog claim={claim} lead={lead} onClose={onClose} onDone={pass} />
}

interface DialogProps {
  claim: boolean
  lead: Lead
  onClose: () => void
  onDone: (action: LeadAction, to: string) => void
}

function PassDialog({ claim, lead, onClose, onDone }: DialogProps) {
  const people = useQuery(peopleQuery)
  const pools = useQuery(poolsQuery)
  const [to, setTo] = useState('')
  const [by, setBy] = useState('')
  const [asked, setAsked] = useState(false)
  const persons = (people.data ?? []).map((one) => ({ value: `person ${one.person}`, label: one.name ?? one.person, disabled: !one.active || one.person === lead.person }))
  const groups = [
    { group: text.actions.toPerson, items: persons },
    ...(claim ? [] : [{ group: text.actions.toPool, items: (pools.data ?? []).map((one) => ({ value: `pool ${one.pool}`, label: one.pool })) }]),
  ]
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    const space = to.indexOf(' ')
    if (space < 0) return
    const name = to.slice(space + 1)
    const target: Target = to.startsWith('person ') ? { person: name } : { pool: name }
    onDone(claim ? { kind: 'claim', person: name } : { kind: 'reassign', to: target, by: by || undefined }, name)
  }
  const title = claim ? text.actions.claim : text.actions.reassign
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form onSubmit={submit} className="dialog">
        <NativeSelect label={text.actions.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} data={[{ value: '', label: text.lead.choose }, ...groups]} error={asked && to === '' ? text.actions.needed : undefined} data-autofocus />
        {claim || lead.person === null ? null : (
          <NativeSelect
            label={text.actions.by}
            description={text.actions.byHint}
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
            data={[{ value: '', label: text.state.notGiven }, ...(people.data ?? []).map((one) => ({ value: one.person, label: one.name ?? one.person }))]}
          />
        )}
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{title}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
