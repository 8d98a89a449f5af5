// A condition built from rows of field, comparison and value, in groups of all or any. What has no row
// is shown as it was typed and can be typed on.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type CompareOp, type Condition, type Group, type Literal, type Test, type Value } from '~/draft/cel'
import type { FieldInfo } from '~/draft/model'
import { fieldName } from '~/ui/format'
import { ruleWords } from '~/ui/words/rules'
import { TypedValue } from './typed_value'

const words = ruleWords.builderWords

const kOps: Record<string, readonly CompareOp[]> = {
  number: ['>=', '>', '<=', '<', '==', '!=', 'has', 'missing'],
  bool: ['yes', 'no', 'has', 'missing'],
  set: ['includes', 'has', 'missing'],
  map: ['has', 'missing'],
  choice: ['==', '!=', 'in', 'not in', 'has', 'missing'],
  text: ['==', '!=', 'in', 'not in', 'contains', 'startsWith', 'endsWith', 'matches', 'has', 'missing'],
}
const kPlain = new Set<CompareOp>(['has', 'missing', 'yes', 'no'])
const kLists = new Set<CompareOp>(['in', 'not in'])

function opsOf(type: string | undefined): readonly CompareOp[] {
  if (type === 'number' || type === 'money') return kOps['number'] ?? []
  return kOps[type ?? 'text'] ?? kOps['text'] ?? []
}

const isNumber = (field: FieldInfo | undefined): boolean => field?.type === 'number' || field?.type === 'money'

// What is typed, as the field wants it: "1,000" is a number there.
export function literalOf(typed: string, field: FieldInfo | undefined): Literal {
  if (!isNumber(field)) return typed
  const number = Number(typed.replaceAll(',', ''))
  return typed.trim() !== '' && Number.isFinite(number) ? number : typed
}

const textOf = (value: Value): string => (value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value))

// A value that the comparison can be made with, out of what there was.
export function valueFor(op: CompareOp, value: Value, field: FieldInfo | undefined): Value {
  if (kPlain.has(op)) return undefined
  const first = Array.isArray(value) ? value[0] : (value as Literal | undefined)
  if (kLists.has(op)) return Array.isArray(value) ? value : first === undefined || first === '' ? (field?.of?.slice(0, 1) ?? []) : [first]
  return first ?? field?.of?.[0] ?? (isNumber(field) ? 0 : '')
}

interface Props {
  condition: Condition
  fields: readonly FieldInfo[]
  onChange: (condition: Condition, step?: string) => void
}

export function ConditionBuilder({ condition, fields, onChange }: Props) {
  const group: Group = condition.kind === 'all' || condition.kind === 'any' ? condition : { kind: 'all', items: [condition] }
  return <GroupRows group={group} fields={fields} path="" onChange={(next, step) => onChange(next.items.length === 1 && next.kind === 'all' && next.items[0] ? next.items[0] : next, step)} />
}

interface GroupProps {
  group: Group
  fields: readonly FieldInfo[]
  path: string
  onChange: (group: Group, step?: string) => void
}

function GroupRows({ group, fields, path, onChange }: GroupProps) {
  const put = (i: number, item: Condition, step?: string): void => onChange({ ...group, items: group.items.map((one, at) => (at === i ? item : one)) }, step)
  const drop = (i: number): void => onChange({ ...group, items: group.items.filter((_, at) => at !== i) })
  const fresh: Test = { kind: 'test', field: 'country', op: '==', value: '' }
  return (
    <div className="conditions" role="group" aria-label={words[group.kind]}>
      {group.items.length > 1 ? (
        <NativeSelect
          aria-label={words.join}
          value={group.kind}
          data={[
            { value: 'all', label: words.all },
            { value: 'any', label: words.any },
          ]}
          onChange={(event) => onChange({ ...group, kind: event.currentTarget.value as Group['kind'] })}
          className="conditions-join"
        />
      ) : null}
      {group.items.length === 0 ? <p className="soft">{words.empty}</p> : null}
      {group.items.map((item, i) => {
        const own = `${path}${i + 1}`
        return (
          // Rows have no identity beyond their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={i} className="condition" role="group" aria-label={words.row(i + 1)}>
            {item.kind === 'test' ? (
              <TestRow test={item} fields={fields} onChange={(next, step) => put(i, next, step ? `${own} ${step}` : undefined)} />
            ) : item.kind === 'typed' ? (
              <TextInput aria-label={words.typedPart} value={item.cel} onChange={(event) => put(i, { kind: 'typed', cel: event.currentTarget.value }, `${own} cel`)} className="condition-typed" />
            ) : (
              <GroupRows group={item} fields={fields} path={`${own}.`} onChange={(next, step) => put(i, next, step)} />
            )}
            <Button variant="default" size="compact-sm" aria-label={words.remove} onClick={() => drop(i)} className="condition-remove">
              ×
            </Button>
          </div>
        )
      })}
      <div className="head-tools">
        <Button variant="default" size="compact-sm" onClick={() => onChange({ ...group, items: [...group.items, fresh] })}>
          {words.addTest}
        </Button>
        {group.items.length > 0 ? (
          <Button variant="default" size="compact-sm" onClick={() => onChange({ ...group, items: [...group.items, { kind: group.kind === 'all' ? 'any' : 'all', items: [fresh, { ...fresh }] }] })}>
            {words.addGroup}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function TestRow({ test, fields, onChange }: { test: Test; fields: readonly FieldInfo[]; onChange: (test: Test, step?: string) => void }) {
  const field = fields.find((one) => one.name === test.field)
  const ops = opsOf(field?.type)
  const known = ops.includes(test.op) ? ops : [test.op, ...ops]
  const names = field ? fields : [{ name: test.field, type: 'text' }, ...fields]
  return (
    <>
      <NativeSelect
        aria-label={words.field}
        value={test.field}
        data={names.map((one) => ({ value: one.name, label: fieldName(one.name) }))}
        onChange={(event) => {
          const next = fields.find((one) => one.name === event.currentTarget.value)
          const op = opsOf(next?.type).includes(test.op) ? test.op : (opsOf(next?.type)[0] ?? '==')
          onChange({ kind: 'test', field: event.currentTarget.value, op, value: valueFor(op, next?.of || isNumber(next) ? undefined : test.value, next) })
        }}
      />
      <NativeSelect aria-label={words.op} value={test.op} data={known.map((op) => ({ value: op, label: words.ops[op] }))} onChange={(event) => onChange({ ...test, op: event.currentTarget.value as CompareOp, value: valueFor(event.currentTarget.value as CompareOp, test.value, field) })} />
      <ValueField test={test} field={field} onChange={onChange} />
    </>
  )
}

function ValueField({ test, field, onChange }: { test: Test; field: FieldInfo | undefined; onChange: (test: Test, step?: string) => void }) {
  if (kPlain.has(test.op)) return <span className="condition-none" />
  const list = kLists.has(test.op)
  if (field?.of && field.of.length > 0 && !list) {
    const values = typeof test.value === 'string' && !field.of.includes(test.value) ? [test.value, ...field.of] : field.of
    return <NativeSelect aria-label={words.value} value={textOf(test.value)} data={[...values]} onChange={(event) => onChange({ ...test, value: event.currentTarget.value })} />
  }
  const read = (typed: string): Value =>
    list
      ? typed
          .split(',')
          .map((one) => one.trim())
          .filter((one, i, all) => one !== '' || i === all.length - 1)
          .map((one) => literalOf(one, field))
          .filter((one, i) => one !== '' || i === 0)
      : literalOf(typed, field)
  return <TypedValue key={`${test.field} ${test.op}`} label={list ? words.values : words.value} value={test.value} read={read} onChange={(value) => onChange({ ...test, value }, 'value')} />
}
