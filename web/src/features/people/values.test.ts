// Values of a form and of the document.
import { expect, it } from 'vitest'
import { namedNumbers, readNumbers, whole } from './values'

it('reads what it writes', () => {
  const skills = { enterprise: 5, health: 2.5 }
  expect(readNumbers(namedNumbers(skills))).toEqual(skills)
  expect(readNumbers('a: 1, b, c: x, : 3')).toEqual({ a: 1 })
})

it('leaves out what is not there, and keeps no', () => {
  expect(whole({ a: '', b: undefined, c: [], d: {}, e: false, f: 0, g: 'x' })).toEqual({ e: false, f: 0, g: 'x' })
})
