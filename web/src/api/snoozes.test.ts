// A lead put aside comes back in time: when it was said, before its step falls due, when it changes.
import { expect, it } from 'vitest'
import type { Lead } from './client'
import { asleepUntil, type Snoozes } from './snoozes'

const kNow = Date.UTC(2026, 2, 3, 10)
const kMinute = 60_000
const lead = (change: Partial<Lead> = {}): Lead => ({ lead: 'a', state: 'acknowledged', person: 'ann', sla: null, ...change }) as Lead
const snoozed: Snoozes = { a: { until: kNow + 60 * kMinute, state: 'acknowledged', person: 'ann' } }
const due = (minutes: number): Partial<Lead> => ({ sla: { ladder: 'fast', steps_done: 0, due: new Date(kNow + minutes * kMinute).toISOString() } })

it('sleeps until the time that was said', () => {
  expect(asleepUntil(lead(), snoozed, kNow)).toBe(kNow + 60 * kMinute)
  expect(asleepUntil(lead(), snoozed, kNow + 60 * kMinute)).toBeUndefined()
  expect(asleepUntil(lead({ lead: 'b' }), snoozed, kNow)).toBeUndefined()
})
it('comes back before its step falls due', () => {
  expect(asleepUntil(lead(due(30)), snoozed, kNow)).toBe(kNow + 25 * kMinute)
  expect(asleepUntil(lead(due(5)), snoozed, kNow)).toBeUndefined()
  expect(asleepUntil(lead(due(90)), snoozed, kNow)).toBe(kNow + 60 * kMinute)
})
it('comes back when something has happened to it', () => {
  expect(asleepUntil(lead({ state: 'contacted' }), snoozed, kNow)).toBeUndefined()
  expect(asleepUntil(lead({ person: 'ben' }), snoozed, kNow)).toBeUndefined()
})
