// What a device keeps: of one person, for a while, as much as there is room for.
import { beforeEach, expect, it, vi } from 'vitest'
import type { Caller } from './caller'
import type { Lead, Person } from './client'

const stored = new Map<string, string>()
let room = Number.POSITIVE_INFINITY
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => {
    if (value.length > room) throw new DOMException('full', 'QuotaExceededError')
    stored.set(key, value)
  },
  removeItem: (key: string) => stored.delete(key),
})
const { device, whoseOf } = await import('./device')

const caller = { kind: 'account', actor: 'person:ann', workspace: 'acme', role: 'rep', person: 'ann', account: null, workspaces: [] } as Caller
const day = 86_400_000
const kept = (leads: number, people = 2) => ({
  version: 1 as const,
  whose: whoseOf(caller),
  at: 100 * day,
  caller,
  people: Array.from({ length: people }, (_, n) => ({ person: n === 0 ? 'ann' : `p${n}` }) as Person),
  leads: Array.from({ length: leads }, (_, n) => ({ lead: `l${n}` }) as Lead),
})

beforeEach(() => {
  stored.clear()
  room = Number.POSITIVE_INFINITY
})

it('gives back what was kept', () => {
  expect(device.write(kept(3))).toBe(true)
  expect(device.read(101 * day)).toEqual(kept(3))
})
it('keeps nothing longer than a session lasts', () => {
  device.write(kept(3))
  expect(device.read(114 * day)).toBeUndefined()
  expect(stored.size).toBe(0)
})
it('takes what is broken, or of another version, for nothing', () => {
  for (const text of ['{', 'null', '[]', '{"version":2}', JSON.stringify({ ...kept(1), leads: 'x' })]) {
    stored.set('baton-kept', text)
    expect(device.read(101 * day)).toBeUndefined()
    expect(stored.size).toBe(0)
  }
})
it('keeps the first leads where there is little room, and nothing where there is none', () => {
  room = JSON.stringify(kept(3)).length
  expect(device.write(kept(12))).toBe(true)
  expect(device.read(101 * day)?.leads.map((one) => one.lead)).toEqual(['l0', 'l1', 'l2'])
  room = 10
  expect(device.write(kept(12))).toBe(false)
  expect(stored.size).toBe(0)
})
it('of a large company the person alone is kept', () => {
  device.write(kept(1, 1000))
  expect(device.read(101 * day)?.people.map((one) => one.person)).toEqual(['ann'])
})
it('is erased when it is not theirs, in another workspace as well', () => {
  vi.setSystemTime(101 * day)
  device.write(kept(1))
  device.belongsTo(whoseOf(caller))
  expect(stored.size).toBe(1)
  device.belongsTo(whoseOf({ ...caller, workspace: 'beta' }))
  expect(stored.size).toBe(0)
  vi.useRealTimers()
})
