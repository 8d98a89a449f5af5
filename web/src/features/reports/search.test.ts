// What an address asks of the reports, and the steps that fit a period.
import { describe, expect, it } from 'vitest'
import { byOf, reportSearchOf } from './search'

describe('what the address says of a report', () => {
  it('keeps what is known and leaves out the rest', () => {
    expect(reportSearchOf({ report: 'queues', by: 'queue', person: 'ann', period: 'decade', on: '2026-02-30' })).toEqual({ report: 'queues', by: 'queue', person: 'ann' })
    expect(reportSearchOf({ from: '2026-03-02', to: '2026-03-09', period: 'day', on: '2026-03-02' })).toEqual({ from: '2026-03-02', to: '2026-03-09' })
    expect(reportSearchOf({ from: '2026-03-09', to: '2026-03-02', period: 'week' })).toEqual({ period: 'week' })
  })
  it('takes steps that fit the period, unless told which', () => {
    expect(byOf('volume', {})).toBe('day')
    expect(byOf('volume', { period: 'day' })).toBe('hour')
    expect(byOf('volume', { period: 'year' })).toBe('month')
    expect(byOf('volume', { from: '2026-03-01', to: '2026-03-02' })).toBe('hour')
    expect(byOf('volume', { from: '2026-03-01', to: '2026-05-31' })).toBe('day')
    expect(byOf('volume', { from: '2020-01-01', to: '2026-05-31' })).toBe('month')
    expect(byOf('volume', { period: 'year', by: 'person' })).toBe('person')
    expect(byOf('conversion', { by: 'state' })).toBe('rule')
    expect(byOf('fairness', { by: 'day' })).toBe(undefined)
  })
})
