// Changes in place: what was meant comes out, and every comment stays.
import { describe, expect, it } from 'vitest'
import { insertIn, moveIn, parseYaml, raiseIn, removeIn, setIn } from './yaml_edit'

const kText = `# The company.
workspace: acme   # ours

people:
  # Who leads.
  dana:  { name: Dana Ruiz,  email: dana@acme.test }   # since 2019
  sarah:
    name: Sarah Lee
    capacity: { open: 40, day: 10 }  # room

rules:
  # Who is no customer.
  - name: Rival
    when: lead.domain == "rival.test"   # them
    route: { reject: competitor }

  # By size.
  - name: Size
    rules:
      - { name: Large, when: lead.employees >= 1000, route: { person: dana } }   # big
      - name: Rest
        route: [ { pool: inside }, { queue: later } ]
  - name: Last
    when: >-
      lead.freemail
      && !has(lead.company)
    route: { pool: inside }
# ---- the end ----
otherwise: { pool: inside }
`
const js = (text: string): unknown => {
  const document = parseYaml(text)
  expect(document.errors).toEqual([])
  return document.toJS()
}
const lines = (text: string): string[] => text.split('\n')
// Lines of `after` that are not in `before`, and the other way round.
const changed = (after: string): [string[], string[]] => [lines(after).filter((line) => !lines(kText).includes(line)), lines(kText).filter((line) => !lines(after).includes(line))]

describe('setIn', () => {
  it('changes a value and nothing else', () => {
    expect(changed(setIn(kText, ['rules', 0, 'when'], 'lead.domain == "x.test"'))).toEqual([['    when: lead.domain == "x.test"   # them'], ['    when: lead.domain == "rival.test"   # them']])
    expect(changed(setIn(kText, ['people', 'sarah', 'capacity', 'open'], 50))).toEqual([['    capacity: { open: 50, day: 10 }  # room'], ['    capacity: { open: 40, day: 10 }  # room']])
  })
  it('keeps the quotes that stood there, where they can hold it', () => {
    expect(setIn('a: "x"\nb: \'y\'\n', ['a'], 'z: 1')).toBe('a: "z: 1"\nb: \'y\'\n')
    expect(setIn('a: "x"\nb: \'y\'\n', ['b'], 'say "z"')).toBe('a: "x"\nb: \'say "z"\'\n')
    expect(js(setIn('a: "x"\n', ['a'], 'say "z"\\ \n'))).toEqual({ a: 'say "z"\\ \n' })
  })
  it('replaces a folded text', () => {
    const after = setIn(kText, ['rules', 2, 'when'], 'lead.freemail')
    expect(changed(after)[0]).toEqual(['    when: lead.freemail'])
    expect((js(after) as { rules: { route: unknown }[] }).rules[2]?.route).toEqual({ pool: 'inside' })
  })
  it('adds keys where their neighbours are, in the style of the map', () => {
    expect(changed(setIn(kText, ['rules', 0], { name: 'Rival', when: 'lead.domain == "rival.test"', route: { reject: 'competitor' }, sla: 'fast' }))).toEqual([['    sla: fast'], []])
    expect(changed(setIn(kText, ['people', 'dana', 'backup'], 'sarah'))[0]).toEqual(['  dana:  { name: Dana Ruiz,  email: dana@acme.test, backup: sarah }   # since 2019'])
    expect(changed(setIn(kText, ['people', 'marcus'], { name: 'Marcus', weight: 2 }))).toEqual([['  marcus: { name: Marcus, weight: 2 }'], []])
    expect(changed(setIn(kText, ['territories', 'dach'], { countries: ['DE'] }))[0]).toEqual(['territories: { dach: { countries: [ DE ] } }'])
  })
  it('puts a new key where the order wants it', () => {
    const after = setIn(kText, ['rules', 1, 'rules', 1, 'when'], 'lead.freemail', ['name', 'when', 'route'])
    expect(lines(after).indexOf('        when: lead.freemail')).toBe(lines(after).indexOf('      - name: Rest') + 1)
    expect(setIn(kText, ['rules', 1, 'rules', 0, 'active'], false, ['name', 'active'])).toContain('{ name: Large, active: false, when:')
  })
  it('quotes what would mean something else', () => {
    for (const words of ['a: b', 'yes # no', '[x', '{', '"', "it's", '- a', '', ' ', 'null', '12', 'true', 'ünï 🎺 שלום', 'a, b', 'x\ny', '<b>&amp;</b>']) {
      expect((js(setIn(kText, ['rules', 0, 'name'], words)) as { rules: { name: unknown }[] }).rules[0]?.name).toBe(words)
      expect((js(setIn(kText, ['people', 'dana', 'name'], words)) as { people: { dana: { name: unknown } } }).people.dana.name).toBe(words)
    }
  })
  it('turns one kind of value into another', () => {
    for (const route of [{ pool: 'x' }, [{ person: 'a' }, { pool: 'b', where: 'person.open < 3' }], [{ queue: 'q' }]]) {
      for (const path of [['rules', 0, 'route'], ['rules', 1, 'rules', 0, 'route'], ['rules', 1, 'rules', 1, 'route'], ['otherwise']]) {
        const after = setIn(kText, path, route)
        expect(parseYaml(after).errors).toEqual([])
        expect(JSON.stringify(parseYaml(after).getIn(path, false))).toBe(JSON.stringify(parseYaml(setIn('a: 1\n', ['b'], route)).get('b')))
        for (const comment of ['# The company.', '# ours', '# Who leads.', '# them', '# By size.', '# big', '# ---- the end ----']) expect(after).toContain(comment)
      }
    }
  })
  it('writes into an empty document and under an empty key', () => {
    expect(js(setIn('', ['rules'], [{ name: 'A', when: 'true', route: { pool: 'p' } }]))).toEqual({ rules: [{ name: 'A', when: 'true', route: { pool: 'p' } }] })
    expect(js(setIn('people:\nrules: []\n', ['people', 'ann', 'name'], 'Ann'))).toEqual({ people: { ann: { name: 'Ann' } }, rules: [] })
    expect(js(insertIn('rules: []\n', ['rules'], 0, { name: 'A', when: 'x', route: { pool: 'p' } }))).toEqual({ rules: [{ name: 'A', when: 'x', route: { pool: 'p' } }] })
  })
})

describe('insertIn', () => {
  it('writes a rule as those beside it are written, where it was asked for', () => {
    const rule = { name: 'New', when: 'lead.freemail', route: { queue: 'later' } }
    const after = insertIn(kText, ['rules'], 1, rule)
    expect(changed(after)).toEqual([['  - name: New', '    when: lead.freemail', '    route: { queue: later }'], []])
    expect((js(after) as { rules: unknown[] }).rules[1]).toEqual(rule)
    expect((js(insertIn(kText, ['rules'], 3, rule)) as { rules: unknown[] }).rules[3]).toEqual(rule)
    expect((js(insertIn(kText, ['rules', 1, 'rules', 1, 'route'], 2, { pool: 'x' })) as { rules: { rules: { route: unknown[] }[] }[] }).rules[1]?.rules[1]?.route[2]).toEqual({ pool: 'x' })
  })
})

describe('removeIn', () => {
  it('takes an item with its own comment, and leaves the others theirs', () => {
    const [added, gone] = changed(removeIn(kText, ['rules', 0]))
    expect(added).toEqual([])
    expect(gone).toEqual(['  # Who is no customer.', '  - name: Rival', '    when: lead.domain == "rival.test"   # them', '    route: { reject: competitor }'])
  })
  it('leaves an empty list or map that reads as one', () => {
    let text = removeIn(kText, ['rules', 1, 'rules', 1])
    text = removeIn(text, ['rules', 1, 'rules', 0])
    expect((js(text) as { rules: { rules: unknown }[] }).rules[1]?.rules).toEqual([])
    expect((js(removeIn(removeIn(kText, ['people', 'dana']), ['people', 'sarah'])) as { people: unknown }).people).toEqual({})
  })
  it('takes the first, a middle and the last member, in blocks and between brackets', () => {
    expect((js(removeIn(kText, ['rules', 0, 'name'])) as { rules: unknown[] }).rules[0]).toEqual({ when: 'lead.domain == "rival.test"', route: { reject: 'competitor' } })
    expect((js(removeIn(kText, ['people', 'dana', 'name'])) as { people: { dana: unknown } }).people.dana).toEqual({ email: 'dana@acme.test' })
    expect((js(removeIn(kText, ['people', 'dana', 'email'])) as { people: { dana: unknown } }).people.dana).toEqual({ name: 'Dana Ruiz' })
  })
})

describe('moveIn', () => {
  it('carries lines and comments, also into another depth', () => {
    const down = moveIn(kText, ['rules', 0], ['rules'], 3)
    expect((js(down) as { rules: { name: string }[] }).rules.map((rule) => rule.name)).toEqual(['Size', 'Last', 'Rival'])
    expect(changed(down)).toEqual([[], []])
    const into = moveIn(kText, ['rules', 2], ['rules', 1, 'rules'], 1)
    expect((js(into) as { rules: { rules: { name: string; when?: string }[] }[] }).rules[1]?.rules.map((rule) => rule.name)).toEqual(['Large', 'Last', 'Rest'])
    expect(into).toContain('        when: >-\n          lead.freemail\n')
    const out = moveIn(kText, ['rules', 1, 'rules', 0], ['rules'], 0)
    expect((js(out) as { rules: { name: string }[] }).rules[0]?.name).toBe('Large')
    expect(out).toContain('  - { name: Large, when: lead.employees >= 1000, route: { person: dana } }   # big')
  })
  it('does not put a list into itself', () => {
    expect(moveIn(kText, ['rules', 1], ['rules', 1, 'rules'], 0)).toBe(kText)
    expect(moveIn(kText, ['rules', 1], ['rules'], 2)).toBe(kText)
  })
})

describe('raiseIn', () => {
  it('exchanges an entry with the one before it, comments too', () => {
    const after = raiseIn(kText, ['people', 'sarah'])
    expect(Object.keys((js(after) as { people: object }).people)).toEqual(['sarah', 'dana'])
    expect(changed(after)).toEqual([[], []])
    expect(after.indexOf('# Who leads.')).toBeGreaterThan(after.indexOf('Sarah Lee'))
    expect(raiseIn('a: { x: 1, y: 2 }\n', ['a', 'y'])).toBe('a: { y: 2, x: 1 }\n')
    expect(raiseIn(kText, ['people', 'dana'])).toBe(kText)
  })
})

describe('any change', () => {
  it('comes out as meant and keeps every comment, whatever is changed in what order', () => {
    let seed = 7
    const random = (n: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
    for (let round = 0; round < 12; round++) {
      let text = kText
      for (let step = 0; step < 6; step++) {
        const rules = (js(text) as { rules: unknown[] }).rules
        const i = random(rules.length)
        const j = random(rules.length + 1)
        const next = rules.slice()
        const kind = random(3)
        if (kind === 0) {
          const [one] = next.splice(i, 1)
          next.splice(j > i ? j - 1 : j, 0, one)
          text = moveIn(text, ['rules', i], ['rules'], j)
        } else if (kind === 1) {
          next.splice(j, 0, { name: `N${step}`, when: `lead.employees > ${step}`, route: [{ pool: 'inside' }] })
          text = insertIn(text, ['rules'], j, next[j])
        } else {
          next[i] = { ...(next[i] as object), name: `R${random(99)}`, sla: ['fast', 'slow'][random(2)] }
          text = setIn(text, ['rules', i], next[i])
        }
        expect((js(text) as { rules: unknown[] }).rules).toEqual(next)
        for (const comment of ['# The company.', '# ours', '# Who is no customer.', '# them', '# By size.', '# big', '# ---- the end ----']) expect(text).toContain(comment)
      }
    }
  })
})
