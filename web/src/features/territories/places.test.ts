// Places, the territory of each, and moving one.
import { expect, it } from 'vitest'
import { assignments, countryCode, coverOf, stateCode } from './places'

const territories = { east: { states: ['US-NY', 'US-MA'] }, america: { countries: ['US', 'CA'] }, late: { states: ['US-TX'] } }

it('knows the codes that the maps use', () => {
  expect(stateCode('36')).toBe('US-NY')
  expect(stateCode('99')).toBeUndefined()
  expect(countryCode('276')).toBe('DE')
  expect(countryCode('4')).toBe('AF')
})

it('says which territory is the first to cover a place', () => {
  expect(coverOf(territories, 'states', 'US-NY')).toEqual({ territory: 'east', byCountry: false })
  expect(coverOf(territories, 'states', 'US-TX')).toEqual({ territory: 'america', byCountry: true })
  expect(coverOf(territories, 'countries', 'CA')).toEqual({ territory: 'america', byCountry: false })
  expect(coverOf(territories, 'countries', 'DE')).toBeUndefined()
})

it('moves a place from wherever it is', () => {
  expect(assignments(territories, 'states', 'US-NY', 'late')).toEqual([
    { territory: 'east', list: ['US-MA'] },
    { territory: 'late', list: ['US-TX', 'US-NY'] },
  ])
  expect(assignments(territories, 'states', 'US-NY', 'east')).toEqual([])
  expect(assignments(territories, 'states', 'US-NY', undefined)).toEqual([{ territory: 'east', list: ['US-MA'] }])
})
