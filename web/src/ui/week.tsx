// Hours of work as a week of a calendar, seen and changed: by stretches, or as text.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { barsOf, readHours, type Stretch, writeHours } from './hours'
import { setupWords } from './words/setup'
import './week.css'

const words = setupWords.schedules
const kSaturday: Stretch = { days: [false, false, false, false, false, true, false], from: '10:00', to: '14:00' }

interface Props {
  name: string // whose hours
  hours: string // as the document has them
  onChange: (next: string, step?: string) => void // the same `step`: typing goes on
}

export function HoursFields({ name, hours, onChange }: Props) {
  const stretches = readHours(hours)
  const put = (next: readonly Stretch[], step?: string): void => onChange(writeHours(next) || hours, step)
  return (
    <>
      <HoursSeen name={name} hours={hours} />
      {stretches ? (
        <>
          {stretches.map((stretch, i) => (
            // Stretches have no identity beyond their place.
            // oxlint-disable-next-line react/no-array-index-key
            <StretchRow key={i} stretch={stretch} number={i + 1} onChange={(next) => put(stretches.map((one, at) => (at === i ? next : one)), String(i))} onRemove={stretches.length > 1 ? () => put(stretches.filter((_, at) => at !== i)) : undefined} />
          ))}
          <Button variant="default" size="compact-sm" onClick={() => put([...stretches, kSaturday])}>
            {words.addStretch}
          </Button>
        </>
      ) : null}
      <TextInput label={words.hours} value={hours} onChange={(event) => onChange(event.currentTarget.value, 'hours')} />
    </>
  )
}

// The week alone, or what takes its place where hours cannot be drawn.
export function HoursSeen({ name, hours }: { name: string; hours: string }) {
  const stretches = readHours(hours)
  if (stretches) return <Week name={name} stretches={stretches} />
  return hours === 'always' ? <p>{words.always}</p> : <p className="soft">{words.unread}</p>
}

// The week as a calendar: each stretch of work as a bar in its day.
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
