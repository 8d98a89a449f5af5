// Elements of the page are used again for other rows, and never for two at once.
import { expect, test } from 'vitest'
import { Slots } from './slots'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n)

test('a row that stays keeps its slot; one that comes takes what another left', () => {
  const slots = new Slots()
  expect(slots.of(range(0, 4))).toEqual([0, 1, 2, 3])
  expect(slots.of(range(1, 5))).toEqual([1, 2, 3, 0])
  expect(slots.of(range(100, 104))).toEqual([0, 1, 2, 3])
})
test('the row with the focus keeps its slot however far the others are', () => {
  const slots = new Slots()
  const slot = slots.of(range(0, 4))[2]
  expect(slots.of([2, ...range(50, 54)])[0]).toBe(slot)
  expect(slots.of([2, ...range(51, 55)])[0]).toBe(slot)
})
test('no two rows share one, whatever comes and goes', () => {
  const slots = new Slots()
  for (const [from, to] of [[0, 9], [5, 30], [29, 31], [0, 0], [3, 40], [39, 41], [10, 20]] as const) {
    const given = slots.of(range(from, to))
    expect(given.length).toBe(to - from)
    expect(new Set(given).size).toBe(given.length)
  }
})
