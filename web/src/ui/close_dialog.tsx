// Asks what came of a lead, where that is not said yet, and for what it is closed with: an amount, or
// a reason.
import { type FormEvent, useState } from 'react'
import type { LeadAction } from '~/api/actions'
import { Button, TextInput } from './controls'
import { Dialog } from './dialog'
import { DialogButtons } from './dialog_buttons'
import { text } from './text'

export type Outcome = 'won' | 'lost' | 'disqualified'
const kOutcomes: readonly Outcome[] = ['won', 'lost', 'disqualified']

const kTitles: Record<Outcome, string> = { won: text.actions.closeWon, lost: text.actions.closeLost, disqualified: text.actions.closeDisqualified }

interface Props {
  outcome: Outcome | undefined // undefined: it is asked for
  mayContact?: boolean // that they were contacted is one of the answers
  onClose: () => void
  onDone: (action: LeadAction) => void
}

export function CloseDialog({ outcome, mayContact = false, onClose, onDone }: Props) {
  const [chosen, setChosen] = useState(outcome)
  return (
    <Dialog opened onClose={onClose} title={outcome ? kTitles[outcome] : text.actions.outcome}>
      {outcome ? null : (
        <div className="tabs" role="group" aria-label={text.actions.whatCame}>
          {mayContact ? (
            <Button variant="default" onClick={() => onDone({ kind: 'contact' })}>
              {text.actions.contact}
            </Button>
          ) : null}
          {kOutcomes.map((one) => (
            <Button key={one} variant={one === chosen ? 'filled' : 'default'} aria-pressed={one === chosen} onClick={() => setChosen(one)}>
              {text.actions[one]}
            </Button>
          ))}
        </div>
      )}
      {chosen ? <CloseForm key={chosen} outcome={chosen} onClose={onClose} onDone={onDone} /> : null}
    </Dialog>
  )
}

function CloseForm({ outcome, onClose, onDone }: { outcome: Outcome; onClose: () => void; onDone: (action: LeadAction) => void }) {
  const [amount, setAmount] = useState('')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = outcome === 'won' ? !(amount.trim() !== '' && Number(amount) >= 0) : reason.trim() === ''
  const error = asked && missing ? text.actions.needed : undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (missing) return
    const why = reason.trim()
    onDone({ kind: 'close', as: outcome === 'won' ? { won: Number(amount) } : outcome === 'lost' ? { lost: why } : { disqualified: why } })
  }
  return (
    <form onSubmit={submit} noValidate className="dialog">
      {outcome === 'won' ? (
        <TextInput type="number" inputMode="decimal" min={0} step="any" label={text.actions.amount} value={amount} onChange={(event) => setAmount(event.currentTarget.value)} error={error} data-autofocus />
      ) : (
        <TextInput label={outcome === 'lost' ? text.actions.reasonLost : text.actions.reasonDisqualified} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={error} data-autofocus />
      )}
      <p className="soft">{text.actions.finalWords}</p>
      <DialogButtons onCancel={onClose}>
        <Button type="submit">{kTitles[outcome]}</Button>
      </DialogButtons>
    </form>
  )
}
