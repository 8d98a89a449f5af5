// What a document says, also one that is wrong in places.
import { describe, expect, it } from 'vitest'
import { flatten, readModel, ruleAtLine } from './model'

const kText = `timezone: Europe/Berlin
fields: { budget: { type: money }, product: { type: set, of: [basic, pro] } }
territories: { dach: { countries: [DE] } }
tiers: { hot: 70, cold: 0 }
people: { ann: { name: Ann } , ben: }
rules:
  - name: Group
    when: "lead.signals.demo > 1"
    rules:
      - { name: Inner, route: { pool: a } }
      - name: Off
        active: false
        route: { queue: q }
  - route: { reject: no }
`

describe('readModel', () => {
  it('tells rules with their places', () => {
    const { rules } = readModel(kText)
    expect(flatten(rules).map((rule) => [rule.id, rule.name, rule.depth, rule.line, rule.endLine, rule.active])).toEqual([
      ['rules.0', 'Group', 0, 7, 13, true],
      ['rules.0.rules.0', 'Inner', 1, 10, 10, true],
      ['rules.0.rules.1', 'Off', 1, 11, 13, false],
      ['rules.1', '', 0, 14, 14, true],
    ])
    expect(ruleAtLine(rules, 12)?.name).toBe('Off')
    expect(ruleAtLine(rules, 8)?.name).toBe('Group')
    expect(ruleAtLine(rules, 2)).toBeUndefined()
    expect(kText.slice(rules[0]?.whenAt, (rules[0]?.whenAt ?? 0) + 12)).toBe('lead.signals')
  })
  it('tells the fields, own and built in, with their values', () => {
    const { fields, timezone, people } = readModel(kText)
    const field = (name: string) => fields.find((one) => one.name === name)
    expect(field('budget')?.type).toBe('money')
    expect(field('product')).toEqual({ name: 'product', type: 'set', of: ['basic', 'pro'] })
    expect(field('territory')?.of).toEqual(['dach'])
    expect(field('tier')?.of).toEqual(['hot', 'cold'])
    expect(field('signals.demo')?.type).toBe('number')
    expect(timezone).toBe('Europe/Berlin')
    expect(people).toEqual({ ann: { name: 'Ann' }, ben: {} })
  })
  it('reads what is wrong as far as it goes', () => {
    for (const text of ['', '[', 'rules: 5', 'rules:\n  - 1\n  -\n', 'a: *b\n', 'people: [x]\nrules: [{name: 3}]', '\t']) expect(() => readModel(text)).not.toThrow()
    expect(readModel('rules: [{name: 3}]').rules[0]?.name).toBe('3')
    expect(readModel('a: [').errors.length).toBeGreaterThan(0)
  })
})
