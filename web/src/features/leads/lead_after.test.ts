// A row of the table follows the events about its lead.
import { expect, test } from 'vitest'
import type { BatonEvent, Lead } from '~/api/client'
import { leadAfter } from './lead_after'

const lead = { lead: 'L', state: 'assigned', person: 'ann', pool: 'east', queue: null, rule: 'A', explanation: 'why' } as Lead
const base = { seq: 2, at: '2026-03-03T10:00:00Z', cause: 'hand', actor: 'api', document: 1, explanation: 'new' } as const

test('another lead’s event changes nothing', () => {
  expect(leadAfter(lead, { ...base, kind: 'acknowledged', lead: 'M', state: 'acknowledged' })).toBe(lead)
})
test('an acknowledgement keeps who has it', () => {
  expect(leadAfter(lead, { ...base, kind: 'acknowledged', lead: 'L', state: 'acknowledged' } as BatonEvent)).toMatchObject({ state: 'acknowledged', person: 'ann', explanation: 'why' })
})
test('a decision says all of it anew', () => {
  expect(leadAfter(lead, { ...base, kind: 'decided', lead: 'L', state: 'queued', queue: 'later', rule: 'B' } as BatonEvent)).toMatchObject({ state: 'queued', person: null, pool: null, queue: 'later', rule: 'B', explanation: 'new' })
})
