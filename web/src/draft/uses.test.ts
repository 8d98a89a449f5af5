// Which rules name a pool, and whose numbers a draft changes.
import { expect, it } from 'vitest'
import { readModel } from './model'
import { largestShifts } from './shifts'
import { rulesToPool } from './uses'

it('finds a pool in lists of targets, in groups and at the end', () => {
  const model = readModel(`rules:
  - { name: A, route: [ { person: ann }, { pool: east } ] }
  - name: G
    rules:
      - { name: B, route: { pool: east, where: person.open < 3 } }
      - { route: { pool: west } }
  - { name: C, route: { queue: east } }
otherwise: { pool: east }
`)
  expect(rulesToPool(model, 'east', 'otherwise')).toEqual(['A', 'G / B', 'otherwise'])
  expect(rulesToPool(model, 'west', 'otherwise')).toEqual(['G / 2'])
  expect(rulesToPool(model, 'gone', 'otherwise')).toEqual([])
})

it('tells the largest changes first, and nobody who keeps theirs', () => {
  const people = [
    { person: 'ann', from: 5, to: 5 },
    { person: 'zoe', from: 1, to: 3 },
    { person: 'ben', from: 9, to: 2 },
    { person: 'cat', from: 2, to: 0 },
  ]
  expect(largestShifts(people, 2).map((one) => [one.person, one.by])).toEqual([
    ['ben', -7],
    ['cat', -2],
  ])
  expect(largestShifts([], 5)).toEqual([])
})
