// What is done without a line: kept, sent in order, told when refused.
import { beforeEach, expect, it, vi } from 'vitest'

const stored = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value), removeItem: (key: string) => stored.delete(key) })
const { outbox } = await import('./outbox')
const act = (key: string) => ({ lead: 'l', action: { kind: 'acknowledge' } as const, key })

beforeEach(() => {
  outbox.erase()
  outbox.own('acme/person:ann')
})

it('keeps what was done, and sends it in order once there is an answer', async () => {
  outbox.add(act('1'))
  outbox.add(act('2'))
  expect(JSON.parse(stored.get('baton-outbox') ?? '').length).toBe(2)
  const sent: string[] = []
  await outbox.flush(async ({ key }) => {
    sent.push(key)
    return 'away'
  })
  expect(outbox.get().length).toBe(2)
  await outbox.flush(async ({ key }) => {
    sent.push(key)
    return 'done'
  })
  expect(sent).toEqual(['1', '1', '2'])
  expect(stored.has('baton-outbox')).toBe(false)
})

it('tells what was refused and goes on with the next', async () => {
  outbox.add(act('3'))
  outbox.add(act('4'))
  const { done, refused } = await outbox.flush(async ({ key }) => (key === '3' ? { refused: 'it is closed' } : 'done'))
  expect([done, refused.map(([{ key }, why]) => [key, why])]).toEqual([1, [['3', 'it is closed']]])
  expect(outbox.get()).toEqual([])
})

it('does not send twice at a time', async () => {
  outbox.add(act('5'))
  const sent: string[] = []
  const send = async ({ key }: { key: string }): Promise<'done'> => {
    sent.push(key)
    await Promise.resolve()
    return 'done'
  }
  await Promise.all([outbox.flush(send), outbox.flush(send)])
  expect(sent).toEqual(['5'])
})

it('is sent by nobody but whoever did it, and erased when another comes', async () => {
  outbox.add(act('6'))
  outbox.own('acme/person:ann')
  expect(outbox.get().map((one) => one.key)).toEqual(['6'])
  outbox.own('acme/person:ben')
  expect(outbox.get()).toEqual([])
  expect(stored.has('baton-outbox')).toBe(false)
})

it('waits until it is known who is here, and goes with whoever signs out', async () => {
  vi.resetModules()
  stored.set('baton-outbox', JSON.stringify([{ ...act('7'), whose: 'acme/person:ann' }]))
  const { outbox: fresh } = await import('./outbox')
  const sent: string[] = []
  const send = async ({ key }: { key: string }): Promise<'done'> => {
    sent.push(key)
    return 'done'
  }
  expect(fresh.get()).toEqual([])
  await fresh.flush(send)
  expect(sent).toEqual([])
  fresh.own('acme/person:ann')
  expect(fresh.get().length).toBe(1)
  fresh.erase()
  expect(stored.has('baton-outbox')).toBe(false)
})

it('can be taken back before it is sent', async () => {
  outbox.add(act('8'))
  outbox.add(act('9'))
  outbox.drop('8')
  const sent: string[] = []
  await outbox.flush(async ({ key }) => {
    sent.push(key)
    return 'done'
  })
  expect(sent).toEqual(['9'])
})
