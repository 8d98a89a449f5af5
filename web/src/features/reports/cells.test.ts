// How the figures of a report are said to people.
import { describe, expect, it } from 'vitest'
import { formatCell, formatRate, formatSeconds, keyName } from './cells'

const nameOf = (person: string): string => (person === 'ann' ? 'Ann Other' : person)

describe('cells', () => {
  it('says a duration by its largest two units', () => {
    expect(formatSeconds(0.25)).toBe('0.3 s')
    expect(formatSeconds(48.4)).toBe('48 s')
    expect(formatSeconds(250)).toBe('4 min 10 s')
    expect(formatSeconds(7500)).toBe('2 h 5 min')
    expect(formatSeconds(86_400)).toBe('1 d')
    expect(formatSeconds(90_000)).toBe('1 d 1 h')
    expect(formatSeconds(null)).toBe('—')
  })
  it('says what there is not as a dash, and rates as percent', () => {
    expect(formatRate(0.125)).toBe('12.5%')
    expect(formatCell('win_rate', null)).toBe('—')
    expect(formatCell('received', 1204)).toBe('1,204')
    expect(formatCell('difference', -0.5)).toBe('-0.5')
    expect(formatCell('difference', 0.5)).toBe('+0.5')
  })
  it('names rows for people', () => {
    expect(keyName('person', 'ann', nameOf)).toBe('Ann Other')
    expect(keyName('rule', null, nameOf)).toBe('(none)')
    expect(keyName('delay', '5m', nameOf)).toBe('Up to 5 minutes')
    expect(keyName('hour', '2026-03-08T14:00:00-04:00', nameOf)).toMatch(/2:00|14:00/)
  })
})
