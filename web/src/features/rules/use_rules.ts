// What one does with rules: every deed is one change of the draft's text, told aloud and undone by Undo.
import { useState } from 'react'
import { flatten, modelOf, type Rule, ruleAtLine } from '~/draft/model'
import { type Move, moveText, placeAfter } from '~/draft/rule_moves'
import { type Finding, useCheck, useDraft } from '~/draft/use_draft'
import { insertIn, type Path, removeIn, setIn } from '~/draft/yaml_edit'
import { draftStore } from '~/draft/store'
import { notify } from '~/ui/notices'
import { ruleWords as words } from '~/ui/words/rules'
import { freshName, kRuleOrder, nameOf } from './rule_words'

export interface RuleDeeds {
  set: (rule: Rule, key: string, value: unknown, step?: string) => void
  setOf: (key: 'otherwise' | 'notify' | 'create', value: unknown, step?: string) => void // of the document itself
  move: (rule: Rule, move: Move | undefined) => void
  add: (after: Rule | undefined, content?: Record<string, unknown>) => void
  copy: (rule: Rule) => void
  group: (rule: Rule) => void
  remove: (rule: Rule) => void
  toggle: (rule: Rule) => void
}

export function useRules() {
  const draft = useDraft()
  const check = useCheck(draft.text)
  const [chosen, setChosen] = useState<string>()
  const { model, edit } = draft
  const all = flatten(model.rules)
  const rule = all.find((one) => one.id === chosen)
  const choose = (path: Path | undefined): void => setChosen(path?.join('.'))
  const names = (): string[] => flatten(modelOf(draftStore.get()?.text ?? draft.text).rules).map((one) => one.name)

  const insert = (after: Rule | undefined, content: Record<string, unknown>): void => {
    const list = after ? after.path.slice(0, -1) : ['rules']
    const index = after ? Number(after.path.at(-1)) + 1 : model.rules.length
    edit((text) => insertIn(text, list, index, content))
    choose([...list, index])
  }
  const deeds: RuleDeeds = {
    set: (one, key, value, step) => edit((text) => (value === undefined || value === '' ? removeIn(text, [...one.path, key]) : setIn(text, [...one.path, key], value, kRuleOrder)), step ? `${one.id} ${step}` : undefined),
    setOf: (key, value, step) => edit((text) => (Array.isArray(value) && value.length === 0 ? removeIn(text, [key]) : setIn(text, [key], value)), step ? `${key} ${step}` : undefined),
    move: (one, move) => {
      if (!move) return
      const { within } = move
      edit((text) => moveText(text, one.path, move, freshName(words.restName, [one.name])))
      choose(placeAfter(one.path, move))
      if (within) notify(words.nested(nameOf(one), nameOf(within)))
    },
    add: (after, content) => insert(after, content ?? { name: freshName(words.newName, names()), route: Object.keys(model.pools)[0] ? { pool: Object.keys(model.pools)[0] } : { queue: 'later' } }),
    copy: (one) => insert(one, { ...one.content(), name: freshName(words.copyOf(one.name), names()) }),
    group: (one) => {
      const list = one.path.slice(0, -1)
      const at = Number(one.path.at(-1))
      const name = freshName(words.groupName, names())
      edit((text) => removeIn(insertIn(text, list, at, { name, rules: [one.content()] }), [...list, at + 1]))
      choose([...list, at])
    },
    remove: (one) => {
      edit((text) => removeIn(text, one.path))
      setChosen(undefined)
      notify(words.removed(nameOf(one)))
    },
    toggle: (one) => edit((text) => (one.active ? setIn(text, [...one.path, 'active'], false, kRuleOrder) : removeIn(text, [...one.path, 'active']))),
  }

  const findings = check.data?.findings ?? []
  const byRule = new Map<string, Finding[]>()
  for (const finding of findings) {
    const at = check.settled ? ruleAtLine(model.rules, finding.line) : undefined
    if (at) byRule.set(at.id, [...(byRule.get(at.id) ?? []), finding])
  }
  return { ...draft, check, findings, byRule, all, rule, choose, deeds }
}

export type Rules = ReturnType<typeof useRules>
