// Moves as a flow: each is counted once on either side, however many holders there are.
import { expect, it } from 'vitest'
import { flowOf } from './moves_flow'

type Moves = Parameters<typeof flowOf>[0]
const moves = (...pairs: [string, string][]): Moves => pairs.map(([from, to], n) => ({ lead: String(n), from: { person: from, to: 'x' }, to: { person: null, to } })) as unknown as Moves
const others = (n: number): string => `${n} more`

it('goes from who has them to who would', () => {
  expect(flowOf(moves(['ann', 'ben'], ['ann', 'ben'], ['zoe', 'queue later']), others)).toEqual({
    total: 3,
    rules: [{ name: 'ann', count: 2 }, { name: 'zoe', count: 1 }],
    places: [{ name: 'ben', count: 2 }, { name: 'queue later', count: 1 }],
    links: [{ rule: 'ann', place: 'ben', count: 2 }, { rule: 'zoe', place: 'queue later', count: 1 }],
  })
})
it('puts the rare ones together', () => {
  const { rules, links } = flowOf(moves(...Array.from({ length: 12 }, (_, n): [string, string] => [`p${String(n).padStart(2, '0')}`, 'ben'])), others)
  expect(rules.map((one) => one.name).at(-1)).toBe('4 more')
  expect(rules).toHaveLength(9)
  expect(links.reduce((sum, one) => sum + one.count, 0)).toBe(12)
})
