// What is dragged on the graph: onto a rule, between two, out of its group, and back where it was.
import { expect, it } from 'vitest'
import { flatten, readModel } from './model'
import { dropAt } from './rule_drops'
import { moveText, placeAfter } from './rule_moves'

const kText = `rules:
  - { name: A, route: { pool: p } }   # the first
  - name: G
    rules:
      - { name: B, route: { pool: p } }
      # the second
      - name: C
        route: { pool: p }   # by turns
  - name: D
    when: lead.freemail
    # where it goes
    route:
      - { pool: p }   # at first
      - { queue: q }
    sla: fast
`
const all = flatten(readModel(kText).rules) // A G B C D, in rows 0 … 4
const rule = (name: string) => all.find((one) => one.name === name) as (typeof all)[number]
const outline = (text: string): string => flatten(readModel(text).rules).map((one) => '-'.repeat(one.depth) + one.name).join(' ')

it.each([
  ['D onto G', 'D', 1.2, 0, 'into', 'A G -B -C -D'],
  ['A onto B, which becomes a group', 'A', 2.1, 0, 'into', 'G -B --A --Rest -C D'],
  ['C onto A', 'C', 0, 0, 'into', 'A -C -Rest G -B D'],
  ['G onto D', 'G', 4, 0, 'into', 'A D -G --B --C -Rest'],
  ['C out of G, at the end', 'C', 3.5, 0, 'behind', 'A G -B C D'],
  ['B out of G, pulled left where it stands', 'B', 2.5, 0, 'behind', 'A G -C B D'],
  ['B behind C', 'B', 3.5, 1, 'behind', 'A G -C -B D'],
  ['D between B and C', 'D', 2.5, 1, 'behind', 'A G -B -D -C'],
  ['D as the first in G', 'D', 1.5, 1, 'before', 'A G -D -B -C'],
  ['D above all', 'D', -0.6, 3, 'before', 'D A G -B -C'],
  ['A below all', 'A', 4.6, 2, 'behind', 'G -B -C D A'],
  ['A between G and D', 'A', 3.5, 0, 'behind', 'G -B -C A D'],
])('%s', (_, name, row, depth, where, order) => {
  const drop = dropAt(all, rule(name), row, depth)
  if (!drop?.move) throw new Error('nowhere')
  expect(drop.where).toBe(where)
  const after = moveText(kText, rule(name).path, drop.move, 'Rest')
  expect(outline(after)).toBe(order)
  expect(readModel(after).errors).toEqual([])
  const moved = flatten(readModel(after).rules).find((one) => one.id === placeAfter(rule(name).path, drop.move as NonNullable<typeof drop.move>).join('.'))
  expect(moved?.name).toBe(name)
  for (const comment of ['# the first', '# the second', '# by turns', '# where it goes', '# at first']) if (!(order.includes('--A') && comment === '# the first')) expect(after).toContain(comment)
})

it.each([
  ['A where it is', 'A', 0.5, 0],
  ['B where it is', 'B', 2.5, 1],
  ['C where it is', 'C', 3.4, 1],
  ['D where it is', 'D', 4.4, 0],
  ['G within itself', 'G', 2.5, 1],
])('%s goes nowhere', (_, name, row, depth) => {
  expect(dropAt(all, rule(name), row, depth)?.move).toBeUndefined()
})

it('makes a group of a rule that keeps what it says, its route as the last of its rules', () => {
  const drop = dropAt(all, rule('C'), 4, 0)
  const after = moveText(kText, rule('C').path, drop?.move as NonNullable<typeof drop>['move'] & object, 'Rest')
  expect(after.slice(after.indexOf('  - name: D'))).toBe(`  - name: D
    when: lead.freemail
    rules:
      # the second
      - name: C
        route: { pool: p }   # by turns
      - name: Rest
        # where it goes
        route:
          - { pool: p }   # at first
          - { queue: q }
    sla: fast
`)
})
