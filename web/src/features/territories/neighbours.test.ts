// The arrows reach every place of both maps.
import { expect, it } from 'vitest'
import { placesOf } from './map'
import { type Arrow, neighbour, type Spot } from './neighbours'

const kArrows: readonly Arrow[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']
const spot = (code: string, x: number, y: number): Spot => ({ code, at: [x, y] })

it('goes to the nearest ahead, and nowhere where the map ends', () => {
  const all = [spot('a', 0, 0), spot('b', 10, 1), spot('c', 5, 9), spot('d', 0, 12)]
  const [a] = all as [Spot]
  expect(neighbour(all, a, 'ArrowRight')?.code).toBe('b')
  expect(neighbour(all, a, 'ArrowDown')?.code).toBe('d')
  expect(neighbour(all, a, 'ArrowUp')).toBeUndefined()
})

it.each(['states', 'countries'] as const)('reaches all %s from any', (kind) => {
  const spots = placesOf(kind).filter((place) => place.shape !== '')
  expect(spots.length).toBeGreaterThan(40)
  for (const start of [spots[0], spots.at(-1)] as Spot[]) {
    const seen = new Set([start.code])
    for (const from of [start]) walk(from)
    function walk(from: Spot): void {
      for (const arrow of kArrows) {
        const next = neighbour(spots, from, arrow)
        if (!next || seen.has(next.code)) continue
        seen.add(next.code)
        walk(next)
      }
    }
    expect(spots.filter((one) => !seen.has(one.code)).map((one) => one.code)).toEqual([])
  }
})
