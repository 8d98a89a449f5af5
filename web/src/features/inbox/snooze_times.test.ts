// Times that a lead can be put aside until.
import { expect, it } from 'vitest'
import { snoozeTimes } from './snooze_times'

const at = (now: Date): Record<string, string> => Object.fromEntries(snoozeTimes(now).map((one) => [one.name, one.at.toString().slice(0, 21)]))

it('offers an hour, tomorrow, and the next Monday where that is another day', () => {
  expect(at(new Date(2026, 2, 3, 15, 20))).toEqual({ hour: 'Tue Mar 03 2026 16:20', three: 'Tue Mar 03 2026 18:20', tomorrow: 'Wed Mar 04 2026 09:00', monday: 'Mon Mar 09 2026 09:00' })
  expect(Object.keys(at(new Date(2026, 2, 8, 15)))).toEqual(['hour', 'three', 'tomorrow'])
  expect(at(new Date(2026, 2, 9, 8))['monday']).toBe('Mon Mar 16 2026 09:00')
})
