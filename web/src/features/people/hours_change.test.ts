// A person's hours: their own, or those of the schedule they share.
import { expect, it } from 'vitest'
import { parseYaml } from '~/draft/yaml_edit'
import { hoursOf, writeHoursOf } from './hours_change'

const kText = `schedules:
  office: { hours: "Mon-Fri 09:00-18:00", holidays: [2026-12-25] }   # ours
`
type Schedules = Record<string, Record<string, unknown>>
const schedulesOf = (text: string): Schedules => ((parseYaml(text).toJS() as { schedules?: Schedules } | null)?.schedules ?? {})

it('changes what everybody works by', () => {
  const { text, schedule } = writeHoursOf(kText, schedulesOf(kText), 'ann', 'office', { own: false, hours: 'Mon 10:00-12:00' })
  expect(schedule).toBe('office')
  expect(text).toBe(kText.replace('Mon-Fri 09:00-18:00', 'Mon 10:00-12:00'))
})

it('gives somebody hours of their own, with the same holidays and a name that is free', () => {
  const { text, schedule } = writeHoursOf(kText, schedulesOf(kText), 'office', 'office', { own: true, hours: 'Mon 10:00-12:00' })
  expect(schedule).toBe('office-2')
  expect(text).toContain('# ours')
  expect(schedulesOf(text)['office-2']).toEqual({ hours: 'Mon 10:00-12:00', holidays: ['2026-12-25'] })
  expect(schedulesOf(writeHoursOf('people: {}\n', {}, 'ann', '', { own: true, hours: 'Mon 10:00-12:00' }).text)).toEqual({ ann: { hours: 'Mon 10:00-12:00' } })
})

it('is always at work without one', () => {
  expect(hoursOf(undefined)).toBe('always')
  expect(hoursOf({ hours: 'Mon 10:00-12:00' })).toBe('Mon 10:00-12:00')
})
