// The most urgent lead stands first, whatever order they came in.
import { expect, test } from 'vitest'
import type { Lead } from '~/api/client'
import { byUrgency, clockOf, left } from './urgency'

function lead(name: string, state: Lead['state'], minute: number, due?: number): Lead {
  const at = (m: number): string => new Date(Date.UTC(2026, 2, 3, 10, m)).toISOString()
  return { lead: name, state, received_at: at(minute), since: at(minute), sla: due === undefined ? null : { ladder: 'fast', steps_done: 0, due: at(due) } } as Lead
}

test('due first, then unanswered, then the newest', () => {
  const all = [lead('old', 'contacted', 0), lead('new', 'contacted', 9), lead('quiet', 'assigned', 1), lead('later', 'assigned', 2, 40), lead('soon', 'assigned', 3, 20)]
  expect(all.toSorted(byUrgency).map((one) => one.lead)).toEqual(['soon', 'later', 'quiet', 'new', 'old'])
  expect(all.toReversed().toSorted(byUrgency).map((one) => one.lead)).toEqual(['soon', 'later', 'quiet', 'new', 'old'])
})
test('the clock runs from 1 to 0 and no further', () => {
  const clock = clockOf(lead('a', 'assigned', 0, 10))
  if (!clock) throw new Error('it has a clock')
  const begin = Date.UTC(2026, 2, 3, 10, 0)
  expect([-60_000, 0, 300_000, 600_000, 900_000].map((ms) => left(clock, begin + ms))).toEqual([1, 1, 0.5, 0, 0])
})
test('no ladder, or one whose steps are done, has no clock', () => {
  expect(clockOf(lead('a', 'assigned', 0))).toBeUndefined()
  expect(clockOf({ sla: { ladder: 'x', steps_done: 2, due: null }, since: '2026-03-03T10:00:00Z' })).toBeUndefined()
})
