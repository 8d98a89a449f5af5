// Periods: days, ranges, the next and the one before.
import { describe, expect, it } from 'vitest'
import { addDays, asked, daysOf, isDay, shifted } from './periods'

describe('periods', () => {
  it('knows a day from a text that is none', () => {
    expect(isDay('2028-02-29')).toBe(true)
    for (const text of ['2026-02-29', '2026-2-9', 'today', '', undefined, 20260209]) expect(isDay(text)).toBe(false)
  })
  it('asks for the month where nothing is said, and for a range with its last day', () => {
    expect(asked({})).toEqual({ period: 'month' })
    expect(asked({ period: 'week', on: '2026-03-08' })).toEqual({ period: 'week', on: '2026-03-08' })
    expect(asked({ from: '2026-02-27', to: '2026-02-28' })).toEqual({ from: '2026-02-27', to: '2026-03-01' })
  })
  it('goes to the next and the one before', () => {
    expect(shifted('day', '2026-03-08', 1)).toBe('2026-03-09')
    expect(shifted('week', '2026-03-02', -1)).toBe('2026-02-23')
    expect(shifted('month', '2026-01-01', -1)).toBe('2025-12-01')
    expect(shifted('year', '2026-01-01', 1)).toBe('2027-01-01')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  })
  it('covers up to the day before a midnight, and the day of any other moment', () => {
    expect(daysOf('2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00')).toEqual({ first: '2026-03-08', last: '2026-03-08' })
    expect(daysOf('2026-03-08T00:00:00Z', '2026-03-09T12:00:00Z').last).toBe('2026-03-09')
  })
})
