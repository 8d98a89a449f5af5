// Schedules: each as a week of a calendar, changed by its stretches or as text.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DraftBar } from '~/draft/draft_bar'
import { DraftPage } from '~/draft/draft_page'
import { useDraft, type UseDraft } from '~/draft/use_draft'
import { removeIn, setIn } from '~/draft/yaml_edit'
import { Empty } from '~/ui/states'
import { setupWords } from '~/ui/words/setup'
import { barsOf, readHours, type Stretch, writeHours } from './hours'
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
  const stretches = readHours(hours)
  const worn = Object.values(draft.model.people).filter((person) => person['schedule'] === name).length
  const put = (next: string, step?: string): void => draft.edit((text) => setIn(text, ['schedules', name, 'hours'], next), step)
  const putStretches = (next: readonly Stretch[], step?: string): void => put(writeHours(next) || hours, step)
  return (
    <section className="panel schedule" aria-label={name}>
      <div className="head">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="soft">{words.worn(worn)}</p>
      </div>
      {stretches ? (
        <>
          <Week name={name} stretches={stretches} />
          {stretches.map((stretch, i) => (
            // Stretches have no identity beyond their place.
            // oxlint-disable-next-line react/no-array-index-key
            <StretchRow key={i} stretch={stretch} number={i + 1} onChange={(next) => putStretches(stretches.map((one, at) => (at === i ? next : one)), `${name} ${i}`)} onRemove={stretches.length > 1 ? () => putStretches(stretches.filter((_, at) => at !== i)) : undefined} />
          ))}
          <Button variant="default" size="compact-sm" onClick={() => putStretches([...stretches, { days: [false, false, false, false, false, true, false], from: '10:00', to: '14:00' }])}>
            {words.addStretch}
          </Button>
        </>
      ) : hours === 'always' ? (
        <p>{words.always}</p>
      ) : (
        <p className="soft">{words.unread}</p>
      )}
      <TextInput label={words.hours} value={hours} onChange={(event) => put(event.currentTarget.value, `${name} hours`)} />
      <Holidays name={name} draft={draft} />
    </section>
  )
}

function Week({ name, stretches }: { name: string; stretches: readonly Stretch[] }) {
  const bars = barsOf(stretches)
  return (
    <table className="week" aria-label={words.week(name)}>
      <thead>
        <tr>
          {words.days.map((day) => (
            <th key={day} scope="col">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {words.days.map((label, day) => {
            const own = bars.filter((bar) => bar.day === day)
            return (
              <td key={label}>
                <div className="week-day">
                  {own.map((bar) => (
                    <span key={`${bar.from} ${bar.to}`} className="week-bar" style={{ top: `${bar.from * 100}%`, height: `${(bar.to - bar.from) * 100}%` }}>
                      {bar.words}
                    </span>
                  ))}
                  {own.length === 0 ? <span className="unseen">{words.none}</span> : null}
                </div>
              </td>
            )
          })}
        </tr>
      </tbody>
    </table>
  )
}

function StretchRow({ stretch, number, onChange, onRemove }: { stretch: Stretch; number: number; onChange: (next: Stretch) => void; onRemove: (() => void) | undefined }) {
  return (
    <div className="stretch" role="group" aria-label={words.stretch(number)}>
      <div className="stretch-days">
        {words.days.map((day, i) => (
          <Checkbox key={day} label={day} checked={stretch.days[i] ?? false} onChange={(event) => onChange({ ...stretch, days: stretch.days.map((on, at) => (at === i ? event.currentTarget.checked : on)) })} />
        ))}
      </div>
      <TextInput type="time" label={words.from} value={stretch.from} onChange={(event) => event.currentTarget.value && onChange({ ...stretch, from: event.currentTarget.value })} />
      <TextInput type="time" label={words.to} value={stretch.to === '24:00' ? '00:00' : stretch.to} onChange={(event) => event.currentTarget.value && onChange({ ...stretch, to: event.currentTarget.value === '00:00' ? '24:00' : event.currentTarget.value })} />
      {onRemove ? (
        <Button variant="default" size="compact-sm" aria-label={words.remove} onClick={onRemove}>
          ×
        </Button>
      ) : null}
    </div>
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
