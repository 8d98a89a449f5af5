// Moves of a rule: where it goes, and where it then is.
import { expect, it } from 'vitest'
import { flatten, readModel } from './model'
import { moveBeside, moveDown, moveInto, moveOut, moveText, moveUp, placeAfter } from './rule_moves'

const kText = `rules:
  - { name: A, route: { pool: p } }
  - name: G
    rules:
      - { name: B, route: { pool: p } }
      - { name: C, route: { pool: p } }
  - { name: D, route: { pool: p } }
`
const { rules } = readModel(kText)
const rule = (name: string) => flatten(rules).find((one) => one.name === name) as (typeof rules)[number]

it.each([
  ['D up', 'D', moveUp(rule('D')), 'A D G B C'],
  ['A down', 'A', moveDown(rules, rule('A')), 'G B C A D'],
  ['C up', 'C', moveUp(rule('C')), 'A G C B D'],
  ['D into G', 'D', moveInto(rules, rule('D')), 'A G B C D'],
  ['G into A, which becomes a group', 'G', moveInto(rules, rule('G')), 'A G B C Rest D'],
  ['B out', 'B', moveOut(rule('B')), 'A G C B D'],
  ['A into G by drag', 'A', moveBeside(rule('A'), rule('G'), 'into'), 'G B C A D'],
  ['A behind B', 'A', moveBeside(rule('A'), rule('B'), 'behind'), 'G B A C D'],
  ['D before A', 'D', moveBeside(rule('D'), rule('A'), 'before'), 'D A G B C'],
  ['G behind D', 'G', moveBeside(rule('G'), rule('D'), 'behind'), 'A D G B C'],
])('%s', (_, name, move, order) => {
  if (!move) throw new Error('no move')
  const after = flatten(readModel(moveText(kText, rule(name).path, move, 'Rest')).rules)
  expect(after.map((one) => one.name).join(' ')).toBe(order)
  expect(after.find((one) => one.name === name)?.id).toBe(placeAfter(rule(name).path, move).join('.'))
})

it('goes nowhere where there is nowhere to go', () => {
  expect(moveUp(rule('A'))).toBeUndefined()
  expect(moveDown(rules, rule('D'))).toBeUndefined()
  expect(moveInto(rules, rule('A'))).toBeUndefined()
  expect(moveOut(rule('D'))).toBeUndefined()
  expect(moveBeside(rule('G'), rule('B'), 'behind')).toBeUndefined()
})
