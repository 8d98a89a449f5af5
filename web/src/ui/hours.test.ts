// Hours read, written and drawn.
import { expect, it } from 'vitest'
import { barsOf, readHours, writeHours } from './hours'

it.each(['Mon-Fri 09:00-18:00', 'Mon-Thu 09:00-17:30; Fri 09:00-16:00', 'Mon-Fri 09:00-12:00, 13:00-17:30', 'Fri 22:00-06:00', 'Mon,Wed 10:00-14:00', 'Sat,Sun 10:00-24:00'])('reads and writes %s', (hours) => {
  expect(writeHours(readHours(hours) ?? [])).toBe(hours)
})

it('reads a range over the weekend and loose writing', () => {
  expect(readHours('fri-mon 9:00-10:00')?.[0]).toEqual({ days: [true, false, false, false, true, true, true], from: '09:00', to: '10:00' })
})

it.each(['always', '', 'Mon', 'Noday 09:00-10:00', 'Mon-Fri nine to five', 'Mon-Tue-Wed 09:00-10:00'])('leaves %s to be changed as text', (hours) => {
  expect(readHours(hours)).toBeUndefined()
})

it('draws a night on both its days', () => {
  expect(barsOf(readHours('Sun 18:00-06:00') ?? []).map(({ day, from, to }) => [day, from, to])).toEqual([
    [6, 0.75, 1],
    [0, 0, 0.25],
  ])
})
