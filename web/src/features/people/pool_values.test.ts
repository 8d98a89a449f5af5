// A pool's form and its text: what was meant comes out, and every comment stays.
import { expect, it } from 'vitest'
import { parseYaml } from '~/draft/yaml_edit'
import { byNumber, givesBack, membersOf, pickOf, poolText } from './pool_values'

const kText = `pools:
  # The east.
  east:
    members: [ann, { person: ben, weight: 2 }]   # in turn
    pick: round_robin   # as ever
    capacity: { day: 9 }
  west: { members: [ann], pick: { highest: "person.deals" }, give_back: [reassigned, passed] }   # far
`
const poolOf = (text: string, key: string): Record<string, unknown> => (parseYaml(text).toJS() as { pools: Record<string, Record<string, unknown>> }).pools[key] ?? {}
const put = (key: string, change: Record<string, unknown>): string => {
  const about = poolOf(kText, key)
  return poolText(kText, key, membersOf(about['members']), { ...about, ...change })
}
const fresh = (text: string): string[] => text.split('\n').filter((line) => !kText.split('\n').includes(line))

it('writes nothing where nothing was changed', () => {
  for (const key of ['east', 'west']) expect(put(key, {})).toBe(kText)
})

it('puts weight and what is given back beside the rest', () => {
  const weight = 'person.weight * (1.0 - person.open / 40.0)'
  const text = put('east', { weight, give_back: ['passed', 'silent'] })
  expect(poolOf(text, 'east')).toEqual({ members: ['ann', { person: 'ben', weight: 2 }], pick: 'round_robin', capacity: { day: 9 }, weight, give_back: ['passed', 'silent'] })
  expect(fresh(text)).toEqual([`    weight: ${weight}`, '    give_back: [ passed, silent ]'])
  for (const comment of ['# The east.', '# in turn', '# as ever', '# far']) expect(text).toContain(comment)
})

it('gives nothing back where the list is empty, and the usual where there is none', () => {
  expect(poolOf(put('west', { give_back: [] }), 'west')['give_back']).toEqual([])
  expect('give_back' in poolOf(put('west', { give_back: undefined }), 'west')).toBe(false)
  expect(givesBack(undefined)).toEqual(['reassigned'])
  expect(givesBack([])).toEqual([])
})

it('picks by a number that can be changed', () => {
  expect([pickOf(undefined), pickOf('least_loaded'), pickOf({ lowest: 'person.load' }), pickOf({ highest: 'x' }), pickOf('nonsense')]).toEqual(['round_robin', 'least_loaded', 'lowest', 'highest', 'round_robin'])
  expect(byNumber('lowest', { highest: 'person.deals' })).toEqual({ lowest: 'person.deals' })
  expect(byNumber('lowest', 'least_loaded')).toEqual({ lowest: 'person.load' })
  expect(byNumber('round_robin', { highest: 'person.deals' })).toBe('round_robin')
  expect(fresh(put('west', { pick: { lowest: 'person.open' } }))).toEqual(['  west: { members: [ann], pick: { lowest: person.open }, give_back: [reassigned, passed] }   # far'])
  expect(fresh(put('west', { weight: 'person.weight / 2.0, really' }))).toEqual(['  west: { members: [ann], pick: { highest: "person.deals" }, weight: "person.weight / 2.0, really", give_back: [reassigned, passed] }   # far'])
})
