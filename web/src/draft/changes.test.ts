// Two documents' differences in words.
import { describe, expect, it } from 'vitest'
import { changesBetween } from './changes'

const kText = `timezone: UTC
people: { ann: { name: Ann }, ben: { name: Ben, weight: 2 } }
rules:
  - { name: A, when: lead.freemail, route: { pool: p } }
  - { name: B, rules: [ { name: C, route: { queue: q } } ] }
  - { name: D, route: { pool: p } }
accounts: [ { id: x, name: X } ]
`
const words = (to: string): string[] => changesBetween(kText, to).map((change) => change.words)

describe('changesBetween', () => {
  it('says nothing of layout and comments', () => {
    expect(words(`${kText}# a comment\n`)).toEqual([])
    expect(words(kText.replace('{ name: Ann }', '\n    name: Ann\n '))).toEqual([])
  })
  it('names what is new, gone, different or moved', () => {
    expect(words(kText.replace('weight: 2', 'weight: 3'))).toEqual(['Person “ben”: weight 2 → 3'])
    expect(words(kText.replace('ann: { name: Ann }, ', ''))).toEqual(['Person “ann” is gone'])
    expect(words(kText.replace('{ queue: q }', '{ queue: r }'))).toEqual(['Rule “B / C”: route { queue: q } → { queue: r }'])
    expect(words(kText.replace('id: x', 'id: y'))).toEqual(['Account “x” is gone', 'Account “y” is new'])
    expect(words(kText.replace('UTC', 'Europe/Berlin'))).toEqual(['Setting “timezone”: UTC → Europe/Berlin'])
    const rules = kText.split('\n')
    expect(words([...rules.slice(0, 3), rules[5], rules[3], rules[4], ...rules.slice(6)].join('\n'))).toEqual(['Rule “D” is read at another place'])
  })
})
