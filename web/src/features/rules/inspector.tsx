// Everything about the chosen rule: its name, condition, route, ladder, place and problems.
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { lazy, type RefObject, Suspense, useState } from 'react'
import { readCondition, writeCondition } from '~/draft/cel'
import { Findings } from '~/draft/findings'
import type { Rule } from '~/draft/model'
import { moveDown, moveInto, moveOut, moveUp } from '~/draft/rule_moves'
import { Loading } from '~/ui/states'
import { ruleWords as words } from '~/ui/words/rules'
import { ConditionBuilder } from './condition_builder'
import { FollowUp } from './follow_up'
import { RouteEditor } from './route_editor'
import { nameOf } from './rule_words'
import type { Rules } from './use_rules'

const CelEditor = lazy(() => import('./cel_editor').then((module) => ({ default: module.CelEditor })))

interface Props {
  rules: Rules
  rule: Rule
  nameField: RefObject<HTMLInputElement | null>
  onClose?: () => void
}

export function Inspector({ rules, rule, nameField, onClose }: Props) {
  const { deeds, model } = rules
  const [typed, setTyped] = useState(false)
  const findings = rules.byRule.get(rule.id) ?? []
  const moves = [
    { label: words.actions.up, keys: 'Alt ↑', move: moveUp(rule) },
    { label: words.actions.down, keys: 'Alt ↓', move: moveDown(model.rules, rule) },
    { label: words.actions.into, keys: 'Alt →', move: moveInto(model.rules, rule) },
    { label: words.actions.out, keys: 'Alt ←', move: moveOut(rule) },
  ]
  return (
    <section className="panel inspector" aria-label={words.inspector}>
      <header className="head">
        <h2>
          <bdi>{nameOf(rule)}</bdi>
        </h2>
        {onClose ? (
          <Button variant="default" size="compact-sm" onClick={onClose}>
            {words.actions.close}
          </Button>
        ) : null}
      </header>
      <Findings findings={findings} />
      <TextInput ref={nameField} label={words.name} value={rule.name} onChange={(event) => deeds.set(rule, 'name', event.currentTarget.value, 'name')} />
      <Switch label={words.enabled} checked={rule.active} onChange={() => deeds.toggle(rule)} />
      <div className="inspector-part" role="group" aria-label={words.condition}>
        <div className="head">
          <h3>{words.condition}</h3>
          <div role="group" aria-label={words.how} className="head-tools">
            <Button size="compact-sm" variant={typed ? 'default' : 'filled'} aria-pressed={!typed} onClick={() => setTyped(false)}>
              {words.builder}
            </Button>
            <Button size="compact-sm" variant={typed ? 'filled' : 'default'} aria-pressed={typed} onClick={() => setTyped(true)}>
              {words.typed}
            </Button>
          </div>
        </div>
        {typed ? (
          <Suspense fallback={<Loading rows={1} />}>
            <CelEditor rule={rule} model={model} findings={rules.check.settled ? findings : []} onChange={(cel) => deeds.set(rule, 'when', cel, 'when')} />
          </Suspense>
        ) : (
          <ConditionBuilder condition={readCondition(rule.when)} fields={model.fields} onChange={(condition, step) => deeds.set(rule, 'when', writeCondition(condition), step)} />
        )}
      </div>
      <div className="inspector-part" role="group" aria-label={words.route}>
        <h3>{words.route}</h3>
        {rule.rules ? <p className="soft">{words.groupRoute}</p> : <RouteEditor route={rule.route} model={model} onChange={(route, step) => deeds.set(rule, 'route', route, step)} />}
      </div>
      <NativeSelect label={words.sla} value={rule.sla ?? ''} data={[{ value: '', label: words.noSla }, ...[...new Set([...model.sla, ...(rule.sla ? [rule.sla] : [])])]]} onChange={(event) => deeds.set(rule, 'sla', event.currentTarget.value)} />
      <FollowUp rule={rule} model={model} onChange={(key, value) => deeds.set(rule, key, value)} />
      <div className="inspector-part" role="group" aria-label={words.moveGroup}>
        <h3>{words.moveGroup}</h3>
        <div className="head-tools">
          {moves.map((one) => (
            <Button key={one.label} size="compact-sm" variant="default" disabled={!one.move} title={one.keys} onClick={() => deeds.move(rule, one.move)}>
              {one.label}
            </Button>
          ))}
        </div>
        <div className="head-tools">
          <Button size="compact-sm" variant="default" onClick={() => deeds.group(rule)}>
            {words.actions.group}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => deeds.copy(rule)}>
            {words.actions.copy}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => deeds.remove(rule)}>
            {words.actions.remove}
          </Button>
        </div>
      </div>
    </section>
  )
}
