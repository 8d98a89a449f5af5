// A person as the document has them: changed in the draft, in one step.
import { Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { UseDraft } from '~/draft/use_draft'
import { setIn } from '~/draft/yaml_edit'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { setupWords } from '~/ui/words/setup'
import { CapacityFields } from './capacity_fields'
import { type HoursChange, writeHoursOf } from './hours_change'
import { PersonHours } from './person_hours'
import { listText, namedNumbers, readNumbers, whole } from './values'

const words = setupWords.person
const kOrder = ['name', 'email', 'phone', 'manager', 'backup', 'timezone', 'schedule', 'skills', 'languages', 'capacity', 'weight', 'quota', 'active']
type Map = Record<string, unknown>

// `person`: a key, or undefined for a new one.
export function PersonEditor({ draft, person, onClose }: { draft: UseDraft; person: string | undefined; onClose: () => void }) {
  const { people, schedules } = draft.model
  const [key, setKey] = useState(person ?? '')
  const [about, setAbout] = useState<Map>(person === undefined ? {} : (people[person] ?? {}))
  const [skills, setSkills] = useState(() => namedNumbers(about['skills']))
  const [languages, setLanguages] = useState(() => listText(about['languages']))
  const [hours, setHours] = useState<HoursChange>()
  const [asked, setAsked] = useState(false)
  const value = (name: string): string => (about[name] === undefined || about[name] === null ? '' : String(about[name]))
  const put = (name: string, next: unknown): void => setAbout({ ...about, [name]: next })
  const capacity: Map = typeof about['capacity'] === 'object' && about['capacity'] !== null ? (about['capacity'] as Map) : {}
  const wrongKey = person !== undefined ? undefined : !/^[A-Za-z][\w-]*$/.test(key) ? words.keyBad : key in people ? words.keyTaken : undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (wrongKey) return
    const next = whole({ ...about, skills: readNumbers(skills), languages: languages.split(',').map((one) => one.trim()).filter(Boolean), capacity: whole(capacity), ...(about['active'] === false ? {} : { active: undefined }) })
    draft.edit((text) => {
      if (!hours) return setIn(text, ['people', key], next, kOrder)
      const written = writeHoursOf(text, schedules, key, value('schedule'), hours)
      return setIn(written.text, ['people', key], { ...next, schedule: written.schedule }, kOrder)
    })
    onClose()
  }
  const others = [{ value: '', label: setupWords.none }, ...Object.entries(people).filter(([one]) => one !== person).map(([one, their]) => ({ value: one, label: String(their['name'] ?? one) }))]
  return (
    <Dialog opened onClose={onClose} title={person === undefined ? words.add : words.title} wide>
      <form onSubmit={submit} className="dialog">
        <div className="form-grid">
          {person === undefined ? <TextInput label={words.key} description={words.keyHint} value={key} onChange={(event) => setKey(event.currentTarget.value)} error={asked ? wrongKey : undefined} data-autofocus /> : null}
          <TextInput label={words.name} value={value('name')} onChange={(event) => put('name', event.currentTarget.value)} data-autofocus={person !== undefined || undefined} />
          <TextInput label={words.email} type="email" value={value('email')} onChange={(event) => put('email', event.currentTarget.value)} />
          <TextInput label={words.phone} type="tel" value={value('phone')} onChange={(event) => put('phone', event.currentTarget.value)} />
          <NativeSelect label={words.manager} value={value('manager')} data={others} onChange={(event) => put('manager', event.currentTarget.value)} />
          <NativeSelect label={words.backup} value={value('backup')} data={others} onChange={(event) => put('backup', event.currentTarget.value)} />
          <TextInput label={words.timezone} description={words.timezoneHint} value={value('timezone')} onChange={(event) => put('timezone', event.currentTarget.value)} />
          <NativeSelect label={words.schedule} value={value('schedule')} data={[{ value: '', label: words.always }, ...Object.keys(schedules)]} onChange={(event) => {
            put('schedule', event.currentTarget.value)
            setHours(undefined)
          }} />
          <TextInput label={words.skills} description={words.skillsHint} value={skills} onChange={(event) => setSkills(event.currentTarget.value)} />
          <TextInput label={words.languages} description={words.languagesHint} value={languages} onChange={(event) => setLanguages(event.currentTarget.value)} />
          <NumberInput label={words.weight} min={0} step={0.5} value={about['weight'] === undefined ? '' : Number(about['weight'])} onChange={(next) => put('weight', next === '' ? undefined : Number(next))} hideControls />
        </div>
        <PersonHours model={draft.model} name={value('name') || key} schedule={value('schedule')} zone={value('timezone') || draft.model.timezone} change={hours} onChange={setHours} />
        <CapacityFields value={about['capacity']} onChange={(next) => put('capacity', next)} />
        <Switch label={words.active} checked={about['active'] !== false} onChange={(event) => put('active', event.currentTarget.checked ? undefined : false)} />
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{setupWords.save}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
