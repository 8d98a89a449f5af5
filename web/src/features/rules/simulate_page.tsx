// One lead through the rules: what it says on the left, its whole path lit up on the right.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { type FormEvent, lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { flatten, type Model, modelOf, ruleAtLine } from '~/draft/model'
import { useDraft, useDraftQuery } from '~/draft/use_draft'
import { StateBadge } from '~/ui/badge'
import { fieldName, formatNumber, kUnknown } from '~/ui/format'
import { useRunKey } from '~/ui/keys'
import { Empty, Failure, Loading, Shown } from '~/ui/states'
import { TraceView } from '~/ui/trace'
import { ruleWords } from '~/ui/words/rules'
import type { components } from '#schema'
import { RulesNav } from './rules_nav'
import { fromExample, kSample, remember, remembered, sayable, shownFields, type SimLead, toBody } from './sim_lead'
import './rules.css'

const words = ruleWords.simulate
const RuleGraph = lazy(() => import('./rule_graph').then((module) => ({ default: module.RuleGraph })))
type Preview = Omit<components['schemas']['Preview'], 'lead'>
type Which = 'live' | 'draft'

export function SimulatePage() {
  const query = useDraftQuery()
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <RulesNav />
      </header>
      <Shown query={query}>{() => <Simulator />}</Shown>
    </div>
  )
}

function Simulator() {
  const draft = useDraft()
  const { lead: example } = useSearch({ from: '/app/rules/simulate' })
  const [lead, setLead] = useState<SimLead>(() => (example && fromExample(example)) || remembered())
  const [which, setWhich] = useState<Which>('draft')
  useEffect(() => remember(lead), [lead])
  const onDraft = draft.changed && which === 'draft'
  const document = onDraft ? draft.text : (draft.live?.text ?? '')
  const model = useMemo(() => modelOf(document), [document])
  const run = useMutation({
    mutationFn: async (): Promise<{ preview: Preview; model: Model; onDraft: boolean }> => {
      const said = toBody(lead, model.fields)
      const preview = onDraft ? await dataOf(api.POST('/v1/workspace/simulate', { body: { document, lead: said } })) : await dataOf(api.POST('/v1/decide', { body: said }))
      return { preview, model, onDraft }
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    run.mutate()
  }
  useRunKey(() => run.mutate())
  const fields = sayable(model.fields)
  const shown = shownFields(lead)
  const more = fields.filter((one) => !shown.includes(one.name))
  return (
    <div className="sim">
      <form className="panel sim-form" onSubmit={submit}>
        <p className="soft">{words.hint}</p>
        {draft.changed ? (
          <NativeSelect
            label={words.which}
            value={which}
            data={[
              { value: 'draft', label: words.draft },
              { value: 'live', label: words.live },
            ]}
            onChange={(event) => setWhich(event.currentTarget.value as Which)}
          />
        ) : null}
        {shown.map((name) => (
          <div key={name} className="sim-field">
            <TextInput label={fieldName(name)} value={lead[name] ?? ''} onChange={(event) => setLead({ ...lead, [name]: event.currentTarget.value })} />
          </div>
        ))}
        {more.length > 0 ? <NativeSelect label={words.add} value="" data={[{ value: '', label: '' }, ...more.map((one) => ({ value: one.name, label: fieldName(one.name) }))]} onChange={(event) => event.currentTarget.value && setLead({ ...lead, [event.currentTarget.value]: '' })} /> : null}
        <div className="head-tools">
          <Button type="submit" loading={run.isPending}>
            {words.run}
          </Button>
          <Button variant="default" onClick={() => setLead(kSample)}>
            {words.sample}
          </Button>
          <Button variant="default" onClick={() => setLead({})}>
            {words.clear}
          </Button>
        </div>
      </form>
      <div className="sim-result">
        {run.isError ? <Failure error={run.error} onRetry={() => run.mutate()} /> : null}
        {run.isPending ? <Loading /> : null}
        {run.data ? <Result {...run.data} version={draft.live?.version ?? 0} /> : run.isPending || run.isError ? null : <Empty title={words.nothing}>{words.hint}</Empty>}
      </div>
    </div>
  )
}

// Which rules of the model the trace speaks of: by the line where each stands, and the groups around
// the one that matched.
export function litRules(trace: Preview['trace'], model: Model): Map<string, 'matched' | 'passed'> {
  const lit = new Map<string, 'matched' | 'passed'>()
  for (const read of trace.rules) {
    const rule = ruleAtLine(model.rules, read.line)
    if (!rule) continue
    lit.set(rule.id, read.verdict === 'matched' ? 'matched' : 'passed')
    if (read.verdict !== 'matched') continue
    for (let depth = rule.path.length - 2; depth > 0; depth -= 2) lit.set(rule.path.slice(0, depth).join('.'), 'matched')
  }
  return lit
}

function Result({ preview, model, onDraft, version }: { preview: Preview; model: Model; onDraft: boolean; version: number }) {
  const lit = useMemo(() => litRules(preview.trace, model), [preview, model])
  const all = useMemo(() => flatten(model.rules), [model])
  return (
    <>
      <section className="panel" aria-label={words.result} role="status">
        <h2>{words.result}</h2>
        <p className="sim-answer">
          <StateBadge state={preview.state} /> {preview.explanation}
        </p>
        <p className="soft">
          {onDraft ? words.onDraft : words.onLive(version)} {preview.score === null ? '' : `${formatNumber(preview.score)} ${preview.tier ?? kUnknown}`}
        </p>
        {preview.warnings.length > 0 ? (
          <p>
            {words.warnings}: {preview.warnings.map((one) => one.message).join(' ')}
          </p>
        ) : null}
      </section>
      <section className="panel" aria-label={words.path}>
        <h2>{words.path}</h2>
        <TraceView trace={preview.trace} score={formatNumber(preview.score)} />
      </section>
      <div className="wide-only">
        <Suspense fallback={<Loading />}>
          <RuleGraph rules={all} otherwise={model.otherwise} lit={lit} />
        </Suspense>
      </div>
    </>
  )
}
