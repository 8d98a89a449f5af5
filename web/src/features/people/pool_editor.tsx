// A pool as the document has it: members with their weights in order, and how the next one is chosen.
import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { UseDraft } from '~/draft/use_draft'
import { setIn } from '~/draft/yaml_edit'
import { Dialog } from '~/ui/dialog'
import { text as shared } from '~/ui/text'
import { setupWords } from '~/ui/words/setup'
import { whole } from './values'

const words = setupWords.pool
type Map = Record<string, unknown>
interface Member {
  person: string
  weight: number | undefined
}
const kPicks = ['round_robin', 'least_loaded', 'top_performer'] as const
const kWhenNone = ['next', 'hold', 'assign'] as const

function membersOf(value: unknown): Member[] {
  if (!Array.isArray(value)) return []
  return value.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return { person: String(one), weight: undefined }
    const { person, weight } = one as Map
    return { person: String(person), weight: typeof weight === 'number' ? weight : undefined }
  })
}

// `pool`: its name, or undefined for a new one.
export function PoolEditor({ draft, pool, onClose }: { draft: UseDraft; pool: string | undefined; onClose: () => void }) {
  const { pools, people } = draft.model
  const [key, setKey] = useState(pool ?? '')
  const [about, setAbout] = useState<Map>(pool === undefined ? {} : (pools[pool] ?? {}))
  const [members, setMembers] = useState(() => membersOf(about['members']))
  const [asked, setAsked] = useState(false)
  const nameOf = (person: string): string => String(people[person]?.['name'] ?? person)
  const pick = about['pick'] === undefined ? 'round_robin' : typeof about['pick'] === 'string' ? about['pick'] : 'own'
  const wrongKey = pool !== undefined ? undefined : key.trim() === '' ? setupWords.needed : key.trim() in pools ? setupWords.person.keyTaken : undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (wrongKey) return
    const list = members.map((one) => (one.weight === undefined ? one.person : { person: one.person, weight: one.weight }))
    draft.edit((text) => setIn(text, ['pools', key.trim()], { members: list, ...whole({ ...about, members: undefined }) }, ['members', 'pick', 'weight', 'availability', 'when_none', 'catch_up']))
    onClose()
  }
  const move = (at: number): void => setMembers(members.map((one, i) => (i === at - 1 ? (members[at] as Member) : i === at ? (members[at - 1] as Member) : one)))
  return (
    <Dialog opened onClose={onClose} title={pool === undefined ? words.add : words.title} wide>
      <form onSubmit={submit} className="dialog">
        {pool === undefined ? <TextInput label={words.key} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={asked ? wrongKey : undefined} data-autofocus /> : <h3>{pool}</h3>}
        <fieldset className="members">
          <legend>{words.members}</legend>
          {members.map((one, i) => (
            <div key={one.person} className="member">
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
        <NativeSelect label={words.pick} value={pick} data={[...kPicks.map((one) => ({ value: one, label: words.picks[one] })), ...(pick === 'own' || !(kPicks as readonly string[]).includes(pick) ? [{ value: pick, label: words.picks.own }] : [])]} onChange={(event) => setAbout({ ...about, pick: event.currentTarget.value })} />
        <NativeSelect label={words.whenNone} value={String(about['when_none'] ?? 'next')} data={kWhenNone.map((one) => ({ value: one, label: words.whenNones[one] }))} onChange={(event) => setAbout({ ...about, when_none: event.currentTarget.value === 'next' && pools[pool ?? '']?.['when_none'] === undefined ? undefined : event.currentTarget.value })} />
        <Switch label={words.availability} checked={about['availability'] === 'schedule'} onChange={(event) => setAbout({ ...about, availability: event.currentTarget.checked ? 'schedule' : undefined })} />
        <Switch label={words.catchUp} checked={about['catch_up'] === true} onChange={(event) => setAbout({ ...about, catch_up: event.currentTarget.checked ? true : undefined })} />
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {shared.actions.cancel}
          </Button>
          <Button type="submit">{setupWords.save}</Button>
        </div>
      </form>
    </Dialog>
  )
}
