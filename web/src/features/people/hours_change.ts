// Hours of a person as they are written into the document: into their schedule, or into one of their
// own.
import { setIn } from '~/draft/yaml_edit'

type Map = Record<string, unknown>

export interface HoursChange {
  own: boolean // a schedule of theirs alone
  hours: string
}
export const kUsualHours = 'Mon-Fri 09:00-17:00'

// Of a schedule; without one somebody is always at work.
export const hoursOf = (schedule: Readonly<Map> | undefined): string => String(schedule?.['hours'] ?? 'always')

// The text with the hours in it, and which schedule the person then works by. One of their own has
// the holidays of the one before it, and never takes the name of another.
export function writeHoursOf(text: string, schedules: Readonly<Record<string, Map>>, person: string, schedule: string, change: HoursChange): { text: string; schedule: string } {
  if (!change.own) return { text: setIn(text, ['schedules', schedule, 'hours'], change.hours), schedule }
  let key = person
  for (let n = 2; key in schedules; n++) key = `${person}-${n}`
  const holidays = schedules[schedule]?.['holidays']
  return { text: setIn(text, ['schedules', key], { hours: change.hours, ...(holidays === undefined ? {} : { holidays }) }), schedule: key }
}
