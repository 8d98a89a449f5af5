// A pool as the document has it: members with their weights in order, and how the next one is chosen.
import { Button, Checkbox, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { UseDraft } from '~/draft/use_draft'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { text as shared } from '~/ui/text'
import { setupWords } from '~/ui/words/setup'
import { CapacityFields } from './capacity_fields'
import { byNumber, givesBack, kGivenBack, type Member, membersOf, type Pick, pickOf, poolText } from './pool_values'

const words = setupWords.pool
type Map = Record<string, unknown>
const kPicks: readonly Pick[] = ['round_robin', 'least_loaded', 'top_performer', 'highest', 'lowest']
const kWhenNone = ['next', 'hold', 'assign'] as const

// `pool`: its name, or undefined for a new one.
export function PoolEditor({ draft, pool, onClose }: { draft: UseDraft; pool: string | undefined; onClose: () => void }) {
  const { pools, people } = draft.model
  const [key, setKey] = useState(pool ?? '')
  const [about, setAbout] = useState<Map>(pool === undefined ? {} : (pools[pool] ?? {}))
  const [members, setMembers] = useState(() => membersOf(about['members']))
  const [asked, setAsked] = useState(false)
  const nameOf = (person: string): string => String(people[person]?.['name'] ?? person)
  const pick = pickOf(about['pick'])
  const rotates = pick === 'round_robin'
  const back = givesBack(about['give_back'])
  const wrongKey = pool !== undefined ? undefined : key.trim() === '' ? setupWords.needed : key.trim() in pools ? setupWords.person.keyTaken : undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (wrongKey) return
    draft.edit((text) => poolText(text, key.trim(), members, about))
    onClose()
  }
  const move = (at: number): void => setMembers(members.map((one, i) => (i === at - 1 ? (members[at] as Member) : i === at ? (members[at - 1] as Member) : one)))
  // Alt with an arrow: the member goes up or down, and keeps the focus.
  const moveByKey = (event: KeyboardEvent<HTMLElement>, at: number): void => {
    const up = event.key === 'ArrowUp'
    if (!event.altKey || !(up || event.key === 'ArrowDown')) return
    event.preventDefault()
    const to = up ? at : at + 1
    if (to < 1 || to >= members.length) return
    const field = event.target as HTMLElement
    move(to)
    requestAnimationFrame(() => field.focus())
  }
  return (
    <Dialog opened onClose={onClose} title={pool === undefined ? words.add : words.title} wide>
      <form onSubmit={submit} className="dialog">
        {pool === undefined ? <TextInput label={words.key} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={asked ? wrongKey : undefined} data-autofocus /> : <h3>{pool}</h3>}
        <fieldset className="members">
          <legend>{words.members}</legend>
          {members.map((one, i) => (
            // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
            <div key={one.person} className="member" onKeyDown={(event) => moveByKey(event, i)}>
              <bdi className="member-name">{nameOf(one.person)}</bdi>
              <NumberInput aria-label={words.weightOf(nameOf(one.person))} placeholder={words.weightHint} min={0} step={0.5} hideControls value={one.weight ?? ''} onChange={(next) => setMembers(members.map((other) => (other === one ? { ...one, weight: next === '' ? undefined : Number(next) } : other)))} />
              {i > 0 ? (
                <Button variant="default" size="compact-sm" aria-label={words.up(nameOf(one.person))} onClick={() => move(i)}>
                  ↑
                </Button>
              ) : null}
              <Button variant="default" size="compact-sm" aria-label={words.remove(nameOf(one.person))} onClick={() => setMembers(members.filter((other) => other !== one))}>
                ×
              </Button>
            </div>
          ))}
          <NativeSelect
            label={words.addMember}
            value=""
            data={[{ value: '', label: shared.lead.choose }, ...Object.keys(people).filter((one) => !members.some((member) => member.person === one)).map((one) => ({ value: one, label: nameOf(one) }))]}
            onChange={(event) => event.currentTarget.value && setMembers([...members, { person: event.currentTarget.value, weight: undefined }])}
          />
        </fieldset>
        <NativeSelect label={words.pick} value={pick} data={kPicks.map((one) => ({ value: one, label: words.picks[one] }))} onChange={(event) => setAbout({ ...about, pick: byNumber(event.currentTarget.value as Pick, about['pick']) })} />
        {pick === 'highest' || pick === 'lowest' ? (
          <TextInput label={words.number} description={words.numberHint} value={String((about['pick'] as Map)[pick] ?? '')} onChange={(event) => setAbout({ ...about, pick: { [pick]: event.currentTarget.value } })} required />
        ) : null}
        {rotates || about['weight'] !== undefined ? (
          <TextInput label={words.weight} description={rotates ? words.weightCel : words.idle} value={String(about['weight'] ?? '')} onChange={(event) => setAbout({ ...about, weight: event.currentTarget.value === '' ? undefined : event.currentTarget.value })} />
        ) : null}
        <NativeSelect label={words.whenNone} value={String(about['when_none'] ?? 'next')} data={kWhenNone.map((one) => ({ value: one, label: words.whenNones[one] }))} onChange={(event) => setAbout({ ...about, when_none: event.currentTarget.value === 'next' && pools[pool ?? '']?.['when_none'] === undefined ? undefined : event.currentTarget.value })} />
        <CapacityFields value={about['capacity']} hint={words.capacityHint} onChange={(next) => setAbout({ ...about, capacity: next })} />
        <Switch label={words.availability} checked={about['availability'] === 'schedule'} onChange={(event) => setAbout({ ...about, availability: event.currentTarget.checked ? 'schedule' : undefined })} />
        {rotates || about['catch_up'] !== undefined ? <Switch label={words.catchUp} description={rotates ? undefined : words.idle} checked={about['catch_up'] === true} onChange={(event) => setAbout({ ...about, catch_up: event.currentTarget.checked ? true : undefined })} /> : null}
        {rotates || about['give_back'] !== undefined ? (
          <Checkbox.Group label={words.giveBack} description={rotates ? words.giveBackHint : words.idle} value={back} onChange={(next) => setAbout({ ...about, give_back: kGivenBack.filter((one) => next.includes(one)) })}>
            <div className="choices">
              {kGivenBack.map((one) => (
                <Checkbox key={one} value={one} label={words.givenBack[one]} />
              ))}
            </div>
          </Checkbox.Group>
        ) : null}
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{setupWords.save}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
