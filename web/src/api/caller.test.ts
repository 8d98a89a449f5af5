// What stands behind '#' in a link, and what is shown to whom.
import { expect, test } from 'vitest'
import { type Caller, linkOf, shownTo } from './caller'

test('a link is read from behind the hash, and nothing else is taken for one', () => {
  expect(linkOf('#setup=bl_a-B_9')).toEqual({ kind: 'setup', link: 'bl_a-B_9' })
  expect(linkOf('#reset=bl_x')).toEqual({ kind: 'reset', link: 'bl_x' })
  for (const other of ['', '#', '#setup=', '#other=bl_x', '#reset=bt_x', '#reset=bl_x y']) expect(linkOf(other)).toBeUndefined()
})

test('whoever has no role is shown everything', () => {
  expect(shownTo(undefined)).toBe('admin')
  expect(shownTo({ role: null } as Caller)).toBe('admin')
  expect(shownTo({ role: 'rep' } as Caller)).toBe('rep')
})
