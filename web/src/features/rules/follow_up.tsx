// What follows when a lead is given to somebody: over which channels they are told, and which records the
// CRM gets. A rule that says nothing does as its group, else as the document.
import { Checkbox, Switch } from '@mantine/core'
import { type Model, namesIn, type Rule } from '~/draft/model'
import { ruleWords } from '~/ui/words/rules'
import { kRecords, toggled } from './follow_up_values'

const words = ruleWords.followUp

type Change = (key: 'notify' | 'create', value: readonly string[]) => void

// The channels of the document, and those that are named and not there.
function Channels({ model, named, onChange }: { model: Model; named: readonly string[]; onChange: (named: string[]) => void }) {
  const all = [...new Set([...Object.keys(model.channels), ...named])]
  if (all.length === 0) return <p className="soft">{words.noChannels}</p>
  return (
    <div className="choices">
      {all.map((one) => (
        <Checkbox key={one} label={one in model.channels ? words.channel(one, String(model.channels[one]?.['type'] ?? '')) : words.unknown(one)} checked={named.includes(one)} onChange={() => onChange(toggled(named, one, all))} />
      ))}
    </div>
  )
}

function Records({ named, onChange }: { named: readonly string[]; onChange: (named: string[]) => void }) {
  return (
    <div className="choices">
      {kRecords.map((one) => (
        <Checkbox key={one} label={words.records[one]} checked={named.includes(one)} onChange={() => onChange(toggled(named, one, kRecords))} />
      ))}
    </div>
  )
}

interface Props {
  rule: Rule
  model: Model
  onChange: (key: 'notify' | 'create', value: readonly string[] | undefined) => void
}

export function FollowUp({ rule, model, onChange }: Props) {
  const notify = namesIn(rule.notify)
  const create = namesIn(rule.create)
  const usual = (list: readonly string[]): string => (list.length === 0 ? words.usualNone : words.usual(list.join(', ')))
  return (
    <>
      <div className="inspector-part" role="group" aria-label={words.notify}>
        <h3>{words.notify}</h3>
        <Switch label={words.ownNotify} description={notify ? undefined : usual(model.notify)} checked={notify !== undefined} onChange={(event) => onChange('notify', event.currentTarget.checked ? model.notify : undefined)} />
        {notify ? <Channels model={model} named={notify} onChange={(named) => onChange('notify', named)} /> : null}
        {notify?.length === 0 ? <p className="soft">{words.nobodyTold}</p> : null}
      </div>
      <div className="inspector-part" role="group" aria-label={words.create}>
        <h3>{words.create}</h3>
        {/* An empty list says no more than none. */}
        <Records named={create ?? []} onChange={(named) => onChange('create', named.length === 0 ? undefined : named)} />
        <p className="soft">{create === undefined ? usual(model.create) : words.createOver}</p>
      </div>
    </>
  )
}

// The same for every rule that says nothing of it.
export function Defaults({ model, onChange }: { model: Model; onChange: Change }) {
  return (
    <>
      <div className="inspector-part" role="group" aria-label={words.usualNotify}>
        <h3>{words.usualNotify}</h3>
        <Channels model={model} named={model.notify} onChange={(named) => onChange('notify', named)} />
      </div>
      <div className="inspector-part" role="group" aria-label={words.usualCreate}>
        <h3>{words.usualCreate}</h3>
        <Records named={model.create} onChange={(named) => onChange('create', named)} />
      </div>
    </>
  )
}
