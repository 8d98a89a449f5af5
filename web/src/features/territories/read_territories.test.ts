// Territories out of CSV: what is taken, what is named as wrong, and how it is written.
import { expect, it } from 'vitest'
import { parseYaml } from '~/draft/yaml_edit'
import { assign, importInto } from './edit_territories'
import type { Territories } from './places'
import { type Known, readTerritories } from './read_territories'

const kText = `territories:
  northeast: { states: [US-NY, US-MA], owner: { person: ann } }   # the old ground
  south: { states: [US-TX], owner: { person: ben } }
`
const territoriesOf = (text: string): Territories => (parseYaml(text).toJS() as { territories: Territories }).territories
const known: Known = {
  territories: territoriesOf(kText),
  people: { ann: {}, ben: {} },
  pools: { east: {} },
  queues: ['later'],
  codes: {
    states: new Map([['us-ny', 'US-NY'], ['new york', 'US-NY'], ['us-tx', 'US-TX'], ['us-oh', 'US-OH'], ['ohio', 'US-OH']]),
    countries: new Map([['de', 'DE'], ['germany', 'DE'], ['ca', 'CA']]),
  },
}

it('reads names and codes, several in a cell, and who owns it', () => {
  const { given, errors } = readTerritories('Territory;State;Country;Postal;Owner\nsouth;Ohio|us-tx;;;\ndach;;Germany;DE: 10-19, DE:8;pool east\ncanada;ca-on;;;later\n', known)
  expect(errors).toEqual([])
  expect(given).toEqual([
    { territory: 'south', states: ['US-OH', 'US-TX'], countries: [], postal: [], owner: undefined },
    { territory: 'dach', states: [], countries: ['DE'], postal: ['DE:10-19', 'DE:8'], owner: { pool: 'east' } },
    { territory: 'canada', states: ['CA-ON'], countries: [], postal: [], owner: { queue: 'later' } },
  ])
})

it('names every row that is wrong, and takes the others', () => {
  const rows = [',US-NY,,,ann', 'west,US-NY,,,', 'west,US-ZZ,,,ann', 'west,,Atlantis,,ann', 'west,,,US:9-95,ann', 'west,US-OH,,,nobody', 'west,US-OH,,,ann', 'south,Ohio,,,', 'west,,,,ben', 'south,,,,', 'west,,DE,,ann,,more']
  const { given, errors } = readTerritories(`territory,states,countries,postal,owner\n${rows.join('\n')}\n`, known)
  expect(errors.map((one) => one.row)).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11])
  expect(new Set(errors.map((one) => one.what)).size).toBe(10)
  expect(given).toEqual([{ territory: 'west', states: ['US-OH'], countries: [], postal: [], owner: { person: 'ann' } }])
  expect(readTerritories('state\nUS-NY\n', known).errors).toHaveLength(1)
  expect(readTerritories('territory,colour\nwest,red\n', known).errors[0]?.what).toMatch(/colour/)
})

it('takes a place from where it was, keeps comments, and puts new ones at the end', () => {
  const { given } = readTerritories('territory,state,owner\nsouth,US-NY,\nmid,Ohio,east\n', known)
  const { text, fresh, changed } = importInto(kText, known.territories, given)
  expect([fresh, changed]).toEqual([1, 2])
  expect(text).toContain('# the old ground')
  expect(territoriesOf(text)).toEqual({ northeast: { states: ['US-MA'], owner: { person: 'ann' } }, south: { states: ['US-TX', 'US-NY'], owner: { person: 'ben' } }, mid: { states: ['US-OH'], owner: { pool: 'east' } } })
  expect(importInto(text, territoriesOf(text), given)).toEqual({ text, fresh: 0, changed: 0 })
})

it('leaves a territory a list, were it an empty one', () => {
  const text = assign(kText, known.territories, 'states', 'US-TX', 'northeast')
  expect(territoriesOf(text)['south']).toEqual({ states: [], owner: { person: 'ben' } })
  expect(assign(kText, known.territories, 'states', 'US-TX', 'south')).toBe(kText)
})
