// Events come out whole, however the text was cut.
import { describe, expect, test } from 'vitest'
import { EventParser, pauseBefore } from './event_parser'

describe('EventParser', () => {
  const text = ': hello\r\n\r\nid: 7\r\nevent: decided\r\ndata: {"a":\r\ndata: 1}\r\n\r\nretry: 50\n\ndata:x\n\n'
  const wanted = [
    { id: '7', kind: 'decided', data: '{"a":\n1}' },
    { id: '7', kind: 'message', data: 'x' },
  ]
  test('gives the same events in pieces of any size', () => {
    for (let size = 1; size <= text.length; size++) {
      const parser = new EventParser()
      const events = []
      for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)))
      expect(events, `in pieces of ${size}`).toEqual(wanted)
      expect(parser.retry).toBe(50)
      expect(parser.lastId).toBe('7')
    }
  })
  test('an id with a zero byte, a retry that is no number and a heartbeat change nothing', () => {
    const parser = new EventParser()
    expect(parser.push('id: 3\ndata: a\n\nid: 4\0\nretry: soon\n: beat\ndata: b\n\n').map((event) => event.id)).toEqual(['3', '3'])
    expect(parser.retry).toBeUndefined()
  })
})

test('pauses grow to half a minute and no further', () => {
  expect(pauseBefore(0, 0.5)).toBe(1000)
  expect(pauseBefore(3, 0.5)).toBe(8000)
  expect(pauseBefore(900, 1)).toBe(37_500)
  expect(pauseBefore(900, 0)).toBe(22_500)
})
