// Asks to whom a lead goes: by hand to a person or a pool, or out of a queue to who takes it.
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LeadAction, Target } from '~/api/actions'
import type { LeadDetail } from '~/api/client'
import { peopleQuery, poolsQuery } from '~/api/queries'
import { Dialog } from './dialog'
import { text } from './text'

interface DialogProps {
  claim: boolean
  lead: LeadDetail
  onClose: () => void
  onDone: (action: LeadAction, to: string) => void
}

export function PassDialog({ claim, lead, onClose, onDone }: DialogProps) {
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
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {text.actions.cancel}
          </Button>
          <Button type="submit">{title}</Button>
        </div>
      </form>
    </Dialog>
  )
}
