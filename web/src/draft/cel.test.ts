// Conditions read and written: the builder's rows and CEL mean the same, and what has no row stays.
import { describe, expect, it } from 'vitest'
import { type Condition, readCondition, writeCondition } from './cel'

const test = (field: string, op: string, value?: unknown): Condition => ({ kind: 'test', field, op, value }) as Condition

describe('readCondition', () => {
  it.each([
    ['lead.employees >= 1000', test('employees', '>=', 1000)],
    ['lead.budget > -2.5', test('budget', '>', -2.5)],
    ['lead.signals.pricing_page >= 2', test('signals.pricing_page', '>=', 2)],
    ['lead.domain == "rival.test"', test('domain', '==', 'rival.test')],
    ["lead.title != 'it\\'s \"x\"'", test('title', '!=', 'it\'s "x"')],
    ['lead.country in ["DE", "AT"]', test('country', 'in', ['DE', 'AT'])],
    ['!(lead.country in ["DE"])', test('country', 'not in', ['DE'])],
    ['"pro" in lead.product', test('product', 'includes', 'pro')],
    ['has(lead.company)', test('company', 'has')],
    ['!has(lead.account)', test('account', 'missing')],
    ['lead.freemail', test('freemail', 'yes')],
    ['!lead.freemail', test('freemail', 'no')],
    ['lead.language.startsWith("fr")', test('language', 'startsWith', 'fr')],
    ['lead.account.segment == "strategic"', test('account.segment', '==', 'strategic')],
  ])('%s', (cel, condition) => {
    expect(readCondition(cel)).toEqual(condition)
    expect(readCondition(writeCondition(condition))).toEqual(condition)
  })

  it('nests by how && and || bind, and by brackets', () => {
    expect(readCondition('lead.freemail && lead.employees > 5 || has(lead.owner)')).toEqual({
      kind: 'any',
      items: [{ kind: 'all', items: [test('freemail', 'yes'), test('employees', '>', 5)] }, test('owner', 'has')],
    })
    const nested = '(lead.freemail || has(lead.owner)) && lead.employees > 5'
    expect(readCondition(nested)).toEqual({ kind: 'all', items: [{ kind: 'any', items: [test('freemail', 'yes'), test('owner', 'has')] }, test('employees', '>', 5)] })
    expect(writeCondition(readCondition(nested))).toBe(nested)
  })

  it.each([
    'lead.employees / 2 > 10',
    'lead.title.matches("(?i)\\\\b(chief|vp)\\\\b")',
    'size(lead.product) > 1',
    'lead.product.exists(p, p == "pro")',
    'lead.freemail ? lead.employees > 5 : true',
    'lead.email.lowerAscii() == "x"',
    'r"a\\b" == lead.title',
    '"""x""" == lead.title',
    'lead.x == 1u',
    'lead.x == 0x1F',
    'lead.a.b.c == 1',
    '!(lead.freemail && has(lead.owner))',
    'now.getHours("America/New_York") < 9',
    '"x" in ["x", "y"]',
    'lead.employees > 5 &&',
    ')(',
    'lead.name == "a',
    '{"a": 1}.a == 1',
    '// c',
  ])('keeps what it has no row for as it was typed: %s', (cel) => {
    expect(writeCondition(readCondition(cel))).toBe(cel)
  })

  it('keeps what was typed within a group, in brackets where it binds looser', () => {
    const typed: Condition = { kind: 'all', items: [test('freemail', 'yes'), { kind: 'typed', cel: 'a ? b : c' }, { kind: 'typed', cel: 'a || b' }, { kind: 'typed', cel: 'f(a || b)' }] }
    expect(writeCondition(typed)).toBe('lead.freemail && (a ? b : c) && (a || b) && f(a || b)')
  })

  it('reads nothing as always', () => {
    expect(readCondition('')).toEqual({ kind: 'all', items: [] })
    expect(writeCondition({ kind: 'all', items: [] })).toBe('')
  })
})

describe('writeCondition', () => {
  it('writes texts so that they read as what they were', () => {
    for (const words of ['', '"', '\\', "'", 'a\nb\t', '🎺 שלום', '<i>', '${X}', '\\n']) {
      expect(readCondition(writeCondition(test('name', '==', words)))).toEqual(test('name', '==', words))
    }
  })
  it('round trips any tree of groups', () => {
    let seed = 11
    const random = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
    const leaf = (): Condition => [test('employees', '>', random(9)), test('country', 'in', ['DE', 'a"b']), test('freemail', 'no'), { kind: 'typed', cel: 'size(lead.product) > 1' } as Condition][random(4)] as Condition
    // Groups of one, or of their own kind, are the same as without them: none are made here.
    const tree = (depth: number, kind: 'all' | 'any'): Condition => ({
      kind,
      items: Array.from({ length: 2 + random(2) }, () => (depth > 0 && random(2) === 0 ? tree(depth - 1, kind === 'all' ? 'any' : 'all') : leaf())),
    })
    for (let i = 0; i < 100; i++) {
      const condition = tree(3, i % 2 === 0 ? 'all' : 'any')
      expect(readCondition(writeCondition(condition))).toEqual(condition)
    }
  })
})
