// The hours of a person as a week: those of their schedule, seen, and changed for everybody who works
// by it or for them alone.
import { Button } from '@mantine/core'
import type { Model } from '~/draft/model'
import { HoursFields, HoursSeen } from '~/ui/week'
import { setupWords } from '~/ui/words/setup'
import { type HoursChange, hoursOf, kUsualHours } from './hours_change'

const words = setupWords.person

interface Props {
  model: Model
  name: string // the person's
  schedule: string // its key; empty: none
  zone: string
  change: HoursChange | undefined
  onChange: (change: HoursChange | undefined) => void
}

export function PersonHours({ model, name, schedule, zone, change, onChange }: Props) {
  const now = hoursOf(model.schedules[schedule])
  const others = Object.values(model.people).filter((one) => one['schedule'] === schedule).length
  return (
    <section className="person-hours" aria-label={words.hours}>
      <h3>{words.hours}</h3>
      <p className="soft">{words.hoursIn(zone)}</p>
      {change ? (
        <>
          <p>{change.own ? words.hoursOwn(name) : words.hoursShared(schedule, others)}</p>
          <HoursFields name={name} hours={change.hours} onChange={(hours) => onChange({ ...change, hours })} />
          <Button variant="default" size="compact-sm" onClick={() => onChange(undefined)}>
            {words.hoursKeep}
          </Button>
        </>
      ) : (
        <>
          <HoursSeen name={name} hours={now} />
          <div className="head-tools">
            <Button variant="default" size="compact-sm" onClick={() => onChange({ own: true, hours: now === 'always' ? kUsualHours : now })}>
              {words.hoursGiveOwn}
            </Button>
            {schedule in model.schedules ? (
              <Button variant="default" size="compact-sm" onClick={() => onChange({ own: false, hours: now })}>
                {words.hoursChange(schedule, others)}
              </Button>
            ) : null}
          </div>
        </>
      )}
    </section>
  )
}
