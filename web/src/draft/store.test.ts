// The draft: kept with its base, undone step by step, without room too.
import { beforeEach, expect, it, vi } from 'vitest'

const kept = new Map<string, string>()
let room = true
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => {
    if (!room) throw new Error('no room')
    kept.set(key, value)
  },
  removeItem: (key: string) => kept.delete(key),
})
const { draftStore } = await import('./store')
const live = { version: 3, etag: '"v3"', text: 'a: 1\n' }

beforeEach(() => {
  room = true
  draftStore.published()
})

it('keeps what was typed with the version that it began from', () => {
  draftStore.change(live, 'a: 2\n')
  expect(JSON.parse(kept.get('baton-draft') ?? '')).toEqual({ base: live, text: 'a: 2\n' })
  draftStore.change({ ...live, version: 4 }, 'a: 3\n')
  expect(draftStore.get()?.base.version).toBe(3)
  draftStore.discard()
  expect(kept.has('baton-draft')).toBe(false)
})

it('undoes and does again, typing as one step, a discarded draft too', () => {
  draftStore.change(live, 'a: 2\n', 'name')
  draftStore.change(live, 'a: 22\n', 'name')
  draftStore.change(live, 'b: 3\n')
  draftStore.undo()
  expect(draftStore.get()?.text).toBe('a: 22\n')
  draftStore.undo()
  expect(draftStore.get()).toBeUndefined()
  draftStore.redo()
  expect(draftStore.get()?.text).toBe('a: 22\n')
  draftStore.discard()
  draftStore.undo()
  expect(draftStore.get()?.text).toBe('a: 22\n')
})

it('goes on without room in the browser, and says so', () => {
  room = false
  draftStore.change(live, 'a: 5\n')
  expect(draftStore.get()?.text).toBe('a: 5\n')
  expect(draftStore.isKept()).toBe(false)
})
