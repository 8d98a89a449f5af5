// What the live page counts and keeps, by answers and events in any order.
import { describe, expect, test } from 'vitest'
import type { BatonEvent, Lead } from '~/api/client'
import { Board, kTape } from './board'

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 3, 10, 0, seconds)).toISOString()

function lead(id: string, more: Partial<Lead> = {}): Lead {
  return {
    lead: id,
    state: 'assigned',
    person: 'ann',
    pool: null,
    rule: 'A',
    queue: null,
    account: null,
    territory: null,
    score: 1,
    tier: null,
    explanation: '',
    source: null,
    received_at: at(0),
    updated_at: at(0),
    revision: 1,
    external_id: null,
    fields: { name: `Lead ${id}` },
    ...more,
  }
}

function event(seq: number, id: string, more: Partial<BatonEvent> = {}): BatonEvent {
  return { seq, at: at(seq), kind: 'received', cause: 'submitted', actor: 'api', document: 1, explanation: '', lead: id, ...more }
}

const others = (n: number): string => `${n} more`

describe('Board', () => {
  test('an answer that is older than the news does not undo it, and names the lead', () => {
    const board = new Board()
    expect(board.putEvent(event(9, 'L', { state: 'assigned', person: 'ben', rule: 'B' }))).toBe(true)
    board.putLead(lead('L', { person: 'ann', rule: 'A' }))
    expect(board.leads.get('L')).toMatchObject({ name: 'Lead L', person: 'ben', rule: 'B', place: 'ben' })
  })
  test('a new decision forgets who had the lead before; an old event changes nothing', () => {
    const board = new Board()
    board.putEvent(event(1, 'L', { state: 'assigned', person: 'ann', rule: 'A' }))
    board.putEvent(event(3, 'L', { kind: 'decided', state: 'unrouted', rule: 'otherwise' }))
    board.putEvent(event(2, 'L', { state: 'assigned', person: 'ann', rule: 'A' }))
    expect(board.leads.get('L')).toMatchObject({ state: 'unrouted', person: undefined, place: 'Nobody yet' })
  })
  test('an acknowledgement keeps rule and place', () => {
    const board = new Board()
    board.putLead(lead('L'))
    board.putEvent(event(5, 'L', { kind: 'acknowledged', state: 'acknowledged', person: 'ann' }))
    expect(board.leads.get('L')).toMatchObject({ state: 'acknowledged', rule: 'A', place: 'ann' })
  })
  test('the same event twice is on the tape once, and the tape is no longer than it may be', () => {
    const board = new Board()
    for (let seq = 1; seq <= kTape + 50; seq++) {
      board.putEvent(event(seq, `L${seq}`))
      board.putEvent(event(seq, `L${seq}`))
    }
    expect(board.tape.length).toBe(kTape)
    expect(board.tape[0]?.seq).toBe(kTape + 50)
  })
  test('the tape is filled up with the newest leads that it says nothing of', () => {
    const board = new Board()
    for (let n = 0; n < kTape + 20; n++) board.putLead(lead(`L${n}`, { received_at: at(n) }))
    board.putEvent(event(900, 'L119', { state: 'assigned', rule: 'A', person: 'ann' }))
    const quiet = board.quiet()
    expect([quiet.length, quiet[0]?.lead]).toEqual([kTape - 1, 'L118'])
  })
  test('an event about no lead is on the tape alone', () => {
    const board = new Board()
    expect(board.putEvent({ ...event(1, ''), kind: 'published', lead: undefined })).toBe(false)
    expect([board.leads.size, board.tape.length]).toEqual([0, 1])
  })
})

describe('flow', () => {
  test('counts what arrived in time, links add up, the rest stands together', () => {
    const board = new Board()
    const rules = ['A', 'A', 'A', 'B', 'B', 'C', 'D']
    rules.forEach((rule, i) => board.putLead(lead(`L${i}`, { rule, person: rule === 'A' ? 'ann' : 'ben' })))
    board.putLead(lead('old', { received_at: '2020-01-01T00:00:00Z' }))
    const flow = board.flow(Date.parse(at(0)), 3, others)
    expect(flow.total).toBe(7)
    expect(flow.rules).toEqual([{ name: 'A', count: 3 }, { name: 'B', count: 2 }, { name: '2 more', count: 2 }])
    expect(flow.links.reduce((sum, link) => sum + link.count, 0)).toBe(7)
    expect(flow.links.find((link) => link.rule === '2 more')).toEqual({ rule: '2 more', place: 'ben', count: 2 })
  })
  test('of nothing is nothing', () => {
    expect(new Board().flow(0, 5, others)).toEqual({ total: 0, rules: [], places: [], links: [] })
  })
})
