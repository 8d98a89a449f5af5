// Keys are written as the push standards want them.
import { expect, test } from 'vitest'
import { base64url, bytesOf } from './base64url'

test('a key is the same bytes both ways', () => {
  const key = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
  expect(bytesOf(key)).toHaveLength(65)
  expect(base64url(bytesOf(key).buffer)).toBe(key)
  expect(base64url(new Uint8Array([0xfb, 0xff]).buffer)).toBe('-_8')
})
