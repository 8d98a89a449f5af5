// Where a rule sends its leads: targets that are tried in order.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { Model } from '~/draft/model'
import { ruleWords } from '~/ui/words/rules'
import { targetsOf, type TargetMap } from './rule_words'

const words = ruleWords.targets
const kKinds = ['person', 'pool', 'owner', 'queue', 'reject'] as const
type Kind = (typeof kKinds)[number]

const kindOf = (target: TargetMap): Kind => kKinds.find((kind) => kind in target) ?? 'pool'

// One target is written without a list, as people do.
export const routeOf = (targets: readonly TargetMap[]): unknown => (targets.length === 1 ? targets[0] : targets)

interface Props {
  route: unknown
  model: Model
  onChange: (route: unknown, step?: string) => void
}

export function RouteEditor({ route, model, onChange }: Props) {
  const targets = targetsOf(route)
  const put = (next: readonly TargetMap[], step?: string): void => onChange(routeOf(next), step)
  const valuesOf = (kind: Kind): { value: string; label: string }[] => {
    if (kind === 'person') return Object.entries(model.people).map(([key, person]) => ({ value: key, label: String(person['name'] ?? key) }))
    if (kind === 'pool') return Object.keys(model.pools).map((key) => ({ value: key, label: key }))
    if (kind === 'queue') return model.queues.map((key) => ({ value: key, label: key }))
    return Object.entries(words.owners).map(([value, label]) => ({ value, label }))
  }
  return (
    <div className="targets">
      {targets.map((target, i) => {
        const kind = kindOf(target)
        const value = String(target[kind] ?? '')
        const change = (next: TargetMap, step?: string): void => put(targets.map((one, at) => (at === i ? next : one)), step ? `route ${i} ${step}` : undefined)
        const values = kind === 'reject' ? [] : valuesOf(kind)
        const listed = values.some((one) => one.value === value) || value === '' ? values : [{ value, label: value }, ...values]
        return (
          // Targets have no identity beyond their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={i} className="target" role="group" aria-label={words.number(i + 1)}>
            <NativeSelect
              aria-label={words.kind}
              value={kind}
              data={kKinds.map((one) => ({ value: one, label: words.kinds[one] }))}
              onChange={(event) => {
                const next = event.currentTarget.value as Kind
                change({ [next]: next === 'reject' ? '' : (valuesOf(next)[0]?.value ?? '') })
              }}
            />
            {kind === 'reject' || (kind === 'queue' && values.length === 0) ? (
              <TextInput aria-label={kind === 'reject' ? words.reason : words.value} value={value} onChange={(event) => change({ ...target, [kind]: event.currentTarget.value }, 'value')} />
            ) : (
              <NativeSelect aria-label={words.value} value={value} data={listed} onChange={(event) => change({ ...target, [kind]: event.currentTarget.value })} />
            )}
            <div className="target-tools">
              {i > 0 ? (
                <Button variant="default" size="compact-sm" aria-label={words.up} onClick={() => put(targets.map((one, at) => (at === i ? (targets[i - 1] as TargetMap) : at === i - 1 ? target : one)))}>
                  ↑
                </Button>
              ) : null}
              {targets.length > 1 ? (
                <Button variant="default" size="compact-sm" aria-label={words.remove} onClick={() => put(targets.filter((_, at) => at !== i))}>
                  ×
                </Button>
              ) : null}
            </div>
            {kind === 'person' || kind === 'pool' ? (
              <TextInput
                className="target-where"
                label={words.where}
                value={String(target['where'] ?? '')}
                onChange={(event) => {
                  const { where: _, ...rest } = target
                  change(event.currentTarget.value === '' ? rest : { ...rest, where: event.currentTarget.value }, 'where')
                }}
              />
            ) : null}
          </div>
        )
      })}
      <Button variant="default" size="compact-sm" onClick={() => put([...targets, { pool: Object.keys(model.pools)[0] ?? '' }])}>
        {words.add}
      </Button>
    </div>
  )
}
