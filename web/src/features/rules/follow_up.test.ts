// What a rule says of channels and records: in step with the text, comments and all.
import { expect, it } from 'vitest'
import { flatten, namesIn, readModel } from '~/draft/model'
import { removeIn, setIn } from '~/draft/yaml_edit'
import { kRecords, toggled } from './follow_up_values'
import { kRuleOrder } from './rule_words'

const kText = `channels:
  desk: { type: slack, webhook: "\${S}" }   # everybody reads it
  mail: { type: email, server: "smtp://m.test", from: a@acme.test }
notify: [desk, mail]   # whoever is on duty
create: [contact]
rules:
  # The large ones.
  - name: Large
    when: lead.employees > 9   # really
    route: { pool: a }   # by turns
    sla: fast
  - { name: Small, route: { pool: a }, notify: [mail], create: task }   # one word
`

it('is read as a list, whatever way it is written', () => {
  const model = readModel(kText)
  const [large, small] = model.rules
  expect(Object.keys(model.channels)).toEqual(['desk', 'mail'])
  expect([model.notify, model.create]).toEqual([['desk', 'mail'], ['contact']])
  expect([namesIn(large?.notify), namesIn(large?.create)]).toEqual([undefined, undefined])
  expect([namesIn(small?.notify), namesIn(small?.create)]).toEqual([['mail'], ['task']])
  expect(namesIn([])).toEqual([])
  expect(namesIn({ a: 1 })).toEqual([])
})

it('ticks in the order of all, and keeps what is not among them', () => {
  expect(toggled(['task'], 'contact', kRecords)).toEqual(['contact', 'task'])
  expect(toggled(['contact', 'task'], 'contact', kRecords)).toEqual(['task'])
  expect(toggled(['gone', 'mail'], 'desk', ['desk', 'mail'])).toEqual(['desk', 'mail', 'gone'])
})

it('is written where people write it, and nothing else changes', () => {
  const put = (text: string, at: number, key: string, value: unknown): string => setIn(text, ['rules', at, key], value, kRuleOrder)
  let text = put(kText, 0, 'notify', ['desk'])
  text = put(text, 0, 'create', ['contact', 'task'])
  text = put(text, 1, 'notify', [])
  text = removeIn(text, ['rules', 1, 'create'])
  const fresh = text.split('\n').filter((line) => !kText.split('\n').includes(line))
  expect(fresh).toEqual(['    notify: [ desk ]', '    create: [ contact, task ]', '  - { name: Small, route: { pool: a }, notify: [] }   # one word'])
  expect(flatten(readModel(text).rules).map((one) => one.notify)).toEqual([['desk'], []])
  expect(removeIn(removeIn(text, ['rules', 0, 'notify']), ['rules', 0, 'create']).split('\n').slice(0, 11)).toEqual(kText.split('\n').slice(0, 11))
})

it('goes along when a rule is copied', () => {
  const rule = readModel(kText).rules[1]
  expect(rule?.content()).toEqual({ name: 'Small', route: { pool: 'a' }, notify: ['mail'], create: 'task' })
})
