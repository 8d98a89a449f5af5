// Asks for what a closed lead is closed with: an amount, or a reason.
import { Button, NumberInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Dialog } from './dialog'
import { text } from './text'

export type Outcome = 'won' | 'lost' | 'disqualified'
type As = { won: number } | { lost: string } | { disqualified: string }

const kTitles: Record<Outcome, string> = { won: text.actions.closeWon, lost: text.actions.closeLost, disqualified: text.actions.closeDisqualified }

export function CloseDialog({ outcome, onClose, onDone }: { outcome: Outcome; onClose: () => void; onDone: (as: As) => void }) {
  const [amount, setAmount] = useState<number | string>('')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = outcome === 'won' ? typeof amount !== 'number' : reason.trim() === ''
  const error = asked && missing ? text.actions.needed : undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (missing) return
    if (outcome === 'won') onDone({ won: Number(amount) })
    else if (outcome === 'lost') onDone({ lost: reason.trim() })
    else onDone({ disqualified: reason.trim() })
  }
  return (
    <Dialog opened onClose={onClose} title={kTitles[outcome]}>
      <form onSubmit={submit} className="dialog">
        {outcome === 'won' ? (
          <NumberInput label={text.actions.amount} value={amount} onChange={setAmount} min={0} hideControls error={error} data-autofocus />
        ) : (
          <TextInput label={outcome === 'lost' ? text.actions.reasonLost : text.actions.reasonDisqualified} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={error} data-autofocus />
        )}
        <p className="soft">{text.actions.finalWords}</p>
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {text.actions.cancel}
          </Button>
          <Button type="submit">{kTitles[outcome]}</Button>
        </div>
      </form>
    </Dialog>
  )
}
