// Schedules: each as a week of a calendar, changed by its stretches or as text; and its holidays.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DraftBar } from '~/draft/draft_bar'
import { DraftPage } from '~/draft/draft_page'
import { useDraft, type UseDraft } from '~/draft/use_draft'
import { removeIn, setIn } from '~/draft/yaml_edit'
import { Empty } from '~/ui/states'
import { HoursFields } from '~/ui/week'
import { setupWords } from '~/ui/words/setup'
import './schedules.css'

const words = setupWords.schedules

export function SchedulesPage() {
  return <DraftPage title={words.title}>{() => <Schedules />}</DraftPage>
}

function Schedules() {
  const draft = useDraft()
  const [name, setName] = useState('')
  const names = Object.keys(draft.model.schedules)
  const taken = names.includes(name.trim())
  return (
    <>
      <DraftBar />
      {names.length === 0 ? <Empty title={words.empty} /> : null}
      <div className="schedules">
        {names.map((one) => (
          <Schedule key={one} name={one} draft={draft} />
        ))}
      </div>
      <form
        className="head-tools"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() === '' || taken) return
          draft.edit((text) => setIn(text, ['schedules', name.trim()], { hours: 'Mon-Fri 09:00-17:00' }))
          setName('')
        }}
      >
        <TextInput aria-label={words.name} placeholder={words.name} value={name} onChange={(event) => setName(event.currentTarget.value)} error={taken ? setupWords.person.keyTaken : undefined} />
        <Button type="submit" variant="default">
          {words.add}
        </Button>
      </form>
    </>
  )
}

function Schedule({ name, draft }: { name: string; draft: UseDraft }) {
  const about = draft.model.schedules[name] ?? {}
  const hours = String(about['hours'] ?? '')
  const worn = Object.values(draft.model.people).filter((person) => person['schedule'] === name).length
  return (
    <section className="panel schedule" aria-label={name}>
      <div className="head">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="soft">{words.worn(worn)}</p>
      </div>
      <HoursFields name={name} hours={hours} onChange={(next, step) => draft.edit((text) => setIn(text, ['schedules', name, 'hours'], next), step && `${name} ${step}`)} />
      <Holidays name={name} draft={draft} />
    </section>
  )
}

function Holidays({ name, draft }: { name: string; draft: UseDraft }) {
  const [fresh, setFresh] = useState('')
  const value = draft.model.schedules[name]?.['holidays']
  const days = Array.isArray(value) ? value.map(String) : []
  const put = (next: readonly string[]): void => draft.edit((text) => (next.length > 0 ? setIn(text, ['schedules', name, 'holidays'], next) : removeIn(text, ['schedules', name, 'holidays'])))
  return (
    <div className="dialog">
      <h3>{words.holidays}</h3>
      <ul className="holidays">
        {days.map((day) => (
          <li key={day}>
            {day}{' '}
            <Button variant="default" size="compact-sm" aria-label={words.removeHoliday(day)} onClick={() => put(days.filter((one) => one !== day))}>
              ×
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="head-tools"
        onSubmit={(event) => {
          event.preventDefault()
          if (fresh !== '' && !days.includes(fresh)) put([...days, fresh].toSorted())
          setFresh('')
        }}
      >
        <TextInput type="date" aria-label={words.addHoliday} value={fresh} onChange={(event) => setFresh(event.currentTarget.value)} />
        <Button type="submit" variant="default">
          {words.addHoliday}
        </Button>
      </form>
    </div>
  )
}
