// Values, times and names as people read them; what is missing is a dash and never "undefined".
import { expect, test } from 'vitest'
import { count, fieldName, formatDateTime, formatNumber, formatRelative, formatValue, kUnknown } from './format'
import { holder, leadName } from './lead_words'

test('what is not there is a dash', () => {
  for (const value of [null, undefined, '', [], {}]) expect(formatValue(value)).toBe(kUnknown)
  expect(formatNumber(null)).toBe(kUnknown)
  expect(formatDateTime('no time')).toBe(kUnknown)
  expect(formatRelative(undefined)).toBe(kUnknown)
})
test('lists, objects and truth are words', () => {
  expect(formatValue(['a', 'b'])).toBe('a, b')
  expect(formatValue({ demo: 1 })).toBe('demo: 1')
  expect(formatValue(true)).toBe('Yes')
  expect(fieldName('utm_source')).toBe('Utm source')
})
test('counts agree with their noun', () => {
  expect([count(1, 'lead', 'leads'), count(0, 'lead', 'leads')]).toEqual(['1 lead', '0 leads'])
})
test('time goes by the largest unit that fits', () => {
  const now = Date.parse('2026-03-03T10:00:00Z')
  expect(formatRelative('2026-03-03T10:04:00Z', now)).toMatch(/4/)
  expect(formatRelative('2026-03-03T10:00:30Z', now)).toMatch(/30/)
  expect(formatRelative('2026-03-06T10:00:00Z', now)).toMatch(/3/)
})
test('a lead is called by its name, else by what it has', () => {
  expect(leadName({ first_name: 'Ann', last_name: 'Other', email: 'a@b.test' })).toBe('Ann Other')
  expect(leadName({ email: '<b>kit</b>@moss.test' })).toBe('<b>kit</b>@moss.test')
  expect(leadName({ name: 7 })).toBeUndefined()
})
test('who has it is a person, a queue, or nobody', () => {
  expect(holder({ person: 'ann' }, (key) => key.toUpperCase())).toBe('ANN')
  expect(holder({ queue: 'later' })).toBe('Queue later')
  expect(holder({ state: 'unrouted' })).toBe('Nobody yet')
  expect(holder({ state: 'rejected' })).toBe('Turned away')
})
