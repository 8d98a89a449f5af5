// The rules: outline, graph and YAML of one document, with the chosen rule beside them.
import { Button, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { DraftBar } from '~/draft/draft_bar'
import { Findings } from '~/draft/findings'
import { ruleAtLine } from '~/draft/model'
import { type Finding, useDraftQuery } from '~/draft/use_draft'
import { Dialog } from '~/ui/dialog'
import { useKeys } from '~/ui/keys'
import { Empty, Loading, Shown } from '~/ui/states'
import { draftWords } from '~/ui/words/draft'
import { ruleWords as words } from '~/ui/words/rules'
import { Defaults } from './follow_up'
import { Inspector } from './inspector'
import { RuleList } from './rule_list'
import { nameOf, routeText } from './rule_words'
import { RouteEditor } from './route_editor'
import { RulesNav } from './rules_nav'
import { type Rules, useRules } from './use_rules'
import './rules.css'

const RuleGraph = lazy(() => import('./rule_graph').then((module) => ({ default: module.RuleGraph })))
const YamlView = lazy(() => import('./yaml_view').then((module) => ({ default: module.YamlView })))
type View = 'list' | 'graph' | 'yaml'
const kViews: readonly View[] = ['list', 'graph', 'yaml']
const kHeatOf = 200 // leads

export function RulesPage() {
  const query = useDraftQuery()
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <RulesNav />
      </header>
      <Shown query={query}>{() => <Workbench />}</Shown>
    </div>
  )
}

// How many of the newest leads each rule of the draft took, by the path of its names.
function useHeat(): { byPath: ReadonlyMap<string, number>; of: number } {
  const leads = useQuery({ queryKey: ['leads', 'heat'], queryFn: ({ signal }) => dataOf(api.GET('/v1/leads', { params: { query: { limit: kHeatOf } }, signal })), staleTime: 60_000 })
  return useMemo(() => {
    const byPath = new Map<string, number>()
    for (const lead of leads.data?.leads ?? []) byPath.set(lead.rule, (byPath.get(lead.rule) ?? 0) + 1)
    return { byPath, of: leads.data?.leads.length ?? 0 }
  }, [leads.data])
}

function Workbench() {
  const rules = useRules()
  const { all, rule, deeds, model } = rules
  const [view, setView] = useState<View>('list')
  const [line, setLine] = useState<number>()
  const [search, setSearch] = useState('')
  const [sheet, setSheet] = useState(false)
  const narrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false }) ?? false
  const searchField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => searchField.current?.focus() })

  const wanted = search.trim().toLowerCase()
  const shown = wanted === '' ? all : all.filter((one) => `${nameOf(one)} ${one.when} ${routeText(one.route)}`.toLowerCase().includes(wanted))
  const { byPath, of } = useHeat()
  const heat = useMemo(() => {
    const names: string[] = []
    return new Map(
      all.map((one) => {
        names.splice(one.depth, names.length, one.name)
        return [one.id, byPath.get(names.join(' / ')) ?? 0]
      }),
    )
  }, [all, byPath])

  const toPanel = (select: boolean): void => {
    setSheet(true)
    requestAnimationFrame(() => {
      nameField.current?.focus()
      if (select) nameField.current?.select()
    })
  }
  const goTo = (finding: Finding): void => {
    const at = ruleAtLine(model.rules, finding.line)
    if (at && view !== 'yaml') {
      setSearch('')
      rules.choose(at.path)
      setSheet(true)
    } else {
      setView('yaml')
      setLine(finding.line)
    }
  }
  const elsewhere = rules.check.settled ? rules.findings.filter((one) => view === 'yaml' || !ruleAtLine(model.rules, one.line)) : []
  const inspector = rule ? <Inspector key={rule.path.length === 0 ? '' : 'rule'} rules={rules} rule={rule} nameField={nameField} onClose={() => (narrow ? setSheet(false) : rules.choose(undefined))} /> : null
  const views = narrow ? kViews.filter((one) => one !== 'graph') : kViews
  return (
    <>
      <DraftBar />
      <div className="head">
        <div className="head-tools" role="group" aria-label={words.view}>
          {views.map((one) => (
            <Button key={one} variant={one === view ? 'filled' : 'default'} aria-pressed={one === view} onClick={() => setView(one)}>
              {words.views[one]}
            </Button>
          ))}
        </div>
        {view === 'list' ? (
          <div className="head-tools">
            <TextInput ref={searchField} type="search" aria-label={words.search} placeholder={words.searchHint} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
            <span className="soft" role="status">
              {wanted !== '' && shown.length === 0 ? words.noneFound : words.shown(shown.length)}
            </span>
          </div>
        ) : null}
        <Button
          variant="default"
          onClick={() => {
            deeds.add(rule)
            setSheet(true)
          }}
        >
          {words.add}
        </Button>
      </div>
      {elsewhere.length > 0 ? (
        <section aria-label={draftWords.problems} className="panel problems">
          <h2>{draftWords.problems}</h2>
          <Findings findings={elsewhere} onGo={goTo} />
        </section>
      ) : null}
      <div className="workbench" data-view={view}>
        <div className="workbench-main">
          {view === 'list' && all.length > 0 ? (
            <>
              <RuleList rules={rules} shown={shown} whole={wanted === ''} heat={heat} heatOf={of} onOpen={() => toPanel(false)} onRename={() => toPanel(true)} />
              <Otherwise rules={rules} />
            </>
          ) : null}
          {view === 'list' && all.length === 0 ? <Templates rules={rules} /> : null}
          {view === 'graph' ? (
            <Suspense fallback={<Loading />}>
              <p className="soft">{words.graphHint}</p>
              <RuleGraph rules={all} otherwise={model.otherwise} chosen={rule?.id} byRule={rules.byRule} heat={heat} heatOf={of} onChoose={(one) => rules.choose(one.path)} onMove={deeds.move} onToggle={deeds.toggle} onOpen={() => toPanel(false)} />
            </Suspense>
          ) : null}
          {view === 'yaml' ? (
            <Suspense fallback={<Loading />}>
              <YamlView rules={rules} line={line} />
            </Suspense>
          ) : null}
        </div>
        {narrow || view === 'yaml' ? null : <aside className="workbench-side">{inspector ?? (all.length > 0 ? <Empty title={words.choose}>{words.chooseWords}</Empty> : null)}</aside>}
      </div>
      {narrow && inspector && view === 'list' ? (
        <>
          <Button className="workbench-open" onClick={() => setSheet(true)}>
            <bdi>{rule ? nameOf(rule) : ''}</bdi>
          </Button>
          <Dialog opened={sheet} onClose={() => setSheet(false)} title={words.inspector} wide>
            {inspector}
          </Dialog>
        </>
      ) : null}
    </>
  )
}

// What holds where no rule says otherwise: where leads go, who is told, what the CRM gets.
function Otherwise({ rules }: { rules: Rules }) {
  const { model, deeds } = rules
  return (
    <details className="panel otherwise">
      <summary>
        <strong>{words.otherwise}</strong> → {routeText(model.otherwise)}
      </summary>
      <h2>{words.defaults}</h2>
      <div className="inspector-part" role="group" aria-label={words.otherwiseRoute}>
        <h3>{words.otherwiseRoute}</h3>
        <RouteEditor route={model.otherwise} model={model} onChange={(route, step) => deeds.setOf('otherwise', route, step)} />
      </div>
      <Defaults model={model} onChange={deeds.setOf} />
    </details>
  )
}

function Templates({ rules }: { rules: Rules }) {
  const pool = Object.keys(rules.model.pools)[0]
  const to = pool ? { pool } : { queue: 'later' }
  const templates = [
    { words: words.templates.known, rule: { name: words.templates.known, when: 'has(lead.account)', route: { owner: 'account' } } },
    { words: words.templates.large, rule: { name: words.templates.large, when: 'lead.employees >= 1000', route: to } },
    { words: words.templates.country, rule: { name: words.templates.country, when: 'lead.country == "US"', route: to } },
    { words: words.templates.reject, rule: { name: words.templates.reject, when: 'lead.domain == "rival.example"', route: { reject: 'competitor' } } },
  ]
  return (
    <Empty
      title={words.empty}
      action={
        <div className="head-tools">
          {templates.map((one) => (
            <Button key={one.words} variant="default" onClick={() => rules.deeds.add(undefined, one.rule)}>
              {one.words}
            </Button>
          ))}
        </div>
      }
    >
      {words.emptyWords}
    </Empty>
  )
}
