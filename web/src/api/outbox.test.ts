// What is done without a line: kept, sent in order, told when refused.
import { beforeEach, expect, it, vi } from 'vitest'

const stored = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value), removeItem: (key: string) => stored.delete(key) })
const { outbox } = await import('./outbox')
const act = (key: string) => ({ lead: 'l', action: { kind: 'acknowledge' } as const, key })

beforeEach(async () => {
  await outbox.flush(async () => 'done')
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
  expect(await outbox.flush(async ({ key }) => (key === '3' ? { refused: 'it is closed' } : 'done'))).toEqual(['it is closed'])
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
