// Leads: all that came in, newest first, as a table that holds any number; query and filters stand in
// the address.
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, memo, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Lead } from '~/api/client'
import { usePersonName } from '~/api/queries'
import { StateBadge } from '~/ui/badge'
import { Button } from '~/ui/controls'
import { formatDateTime, formatNumber, formatWhen, kUnknown } from '~/ui/format'
import { useKeys } from '~/ui/keys'
import { holder, leadCompany, leadName, ruleName } from '~/ui/lead_words'
import { Empty, Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import { LeadFiltersForm } from './filters'
import { type Filters, useLeads } from './find_leads'
import { SavedViews } from './saved_views'
import { Slots } from './slots'
import './leads.css'

export function LeadsPage() {
  const filters: Filters = useSearch({ from: '/app/leads' })
  const navigate = useNavigate({ from: '/app/leads' })
  const { query, fresh, showFresh } = useLeads(filters)
  const search = useRef<HTMLInputElement>(null)
  const leads = useMemo(() => query.data?.pages.flatMap((page) => page.leads) ?? [], [query.data])
  const filtered = Object.keys(filters).length > 0
  const put = (next: Filters): void => void navigate({ search: next, replace: true })
  useKeys({ '/': () => search.current?.focus(), x: () => put({}) })

  const retry = (): void => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())
  return (
    <div className="page">
      <header className="head">
        <h1>{text.leads.title}</h1>
        <p className="soft" role="status">
          {query.data ? text.leads.shown(leads.length, query.hasNextPage) : null}
        </p>
      </header>
      <LeadFiltersForm filters={filters} onChange={put} search={search} />
      <SavedViews filters={filters} onChange={put} />
      {fresh > 0 ? (
        <Button variant="default" onClick={showFresh}>
          {text.leads.fresh(fresh)}
        </Button>
      ) : null}
      {query.isError ? <Failure error={query.error} onRetry={retry} stale={leads.length > 0} /> : null}
      {query.isPending ? <Loading rows={10} /> : null}
      {query.data && leads.length === 0 && !query.hasNextPage ? (
        filtered ? (
          <Empty title={text.leads.none} action={<Button onClick={() => put({})}>{text.leads.clear}</Button>} />
        ) : (
          <Empty title={text.leads.empty} action={<a href="/form">{text.nav.form}</a>}>
            {text.leads.emptyWords}
          </Empty>
        )
      ) : null}
      {query.data ? <Rows leads={leads} hasMore={query.hasNextPage} loading={query.isFetching} failed={query.isError} loadMore={() => void query.fetchNextPage()} /> : null}
    </div>
  )
}

interface RowsProps {
  leads: Lead[]
  hasMore: boolean
  loading: boolean
  failed: boolean
  loadMore: () => void
}

// How many rows above and below those in sight are in the page, too.
const kOverscan = 4

// Only the rows in sight are in the page, and the one with the focus; the next page is asked for
// before its end is seen.
function Rows({ leads, hasMore, loading, failed, loadMore }: RowsProps) {
  const narrow = useMediaQuery('(max-width: 860px)', undefined, { getInitialValueInEffect: false }) ?? false
  const height = narrow ? 88 : 52
  const list = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(-1)
  const nameOf = usePersonName()
  const navigate = useNavigate()
  const [slots] = useState(() => new Slots())
  const rows = useWindowVirtualizer({
    count: leads.length,
    estimateSize: () => height,
    overscan: kOverscan,
    scrollMargin: list.current?.offsetTop ?? 0,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      return at < 0 || at >= leads.length || inSight.includes(at) ? inSight : [...inSight, at].sort((a, b) => a - b)
    },
  })
  useEffect(() => rows.measure(), [rows, height])
  const shown = rows.getVirtualItems()
  const places = slots.of(shown.map((item) => item.index))
  const last = shown.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && !loading && !failed && last >= leads.length - 30) loadMore()
  }, [last, hasMore, loading, failed, leads.length, loadMore])

  const move = (by: number): void => {
    const next = Math.max(0, Math.min(leads.length - 1, at + by))
    setAt(next)
    rows.scrollToIndex(next)
    // The row may only just be coming into the page.
    requestAnimationFrame(() => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus()))
  }
  useKeys({ j: () => move(1), k: () => move(-1) })
  if (leads.length === 0) return hasMore ? <Loading /> : null

  // One listener for the links of all rows; the browser does what it always does with a key held down.
  const open = (event: MouseEvent<HTMLElement>): void => {
    const lead = (event.target as Element).closest('a')?.dataset['lead']
    if (!lead || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ to: '/app/leads/$lead', params: { lead }, search: {} })
  }
  const focused = (event: FocusEvent<HTMLElement>): void => setAt(Number((event.target as Element).closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1))
  return (
    <div role="table" aria-label={text.leads.table} aria-rowcount={hasMore ? -1 : leads.length + 1} className="leads">
      <div role="row" aria-rowindex={1} className="leads-row leads-head">
        <span role="columnheader">{text.leads.columns.lead}</span>
        <span role="columnheader">{text.leads.columns.state}</span>
        <span role="columnheader">{text.leads.columns.holder}</span>
        <span role="columnheader">{text.leads.columns.rule}</span>
        <span role="columnheader" className="number">
          {text.leads.columns.score}
        </span>
        <span role="columnheader" className="number">
          {text.leads.columns.received}
        </span>
      </div>
      {/* The links in it are what is pressed: a key does it as a click. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <div role="rowgroup" ref={list} className="leads-body" style={{ height: rows.getTotalSize() }} onClick={open} onFocus={focused}>
        {shown.map((item, i) => {
          const lead = leads[item.index]
          return lead ? <Row key={places[i]} lead={lead} index={item.index} top={item.start - rows.options.scrollMargin} height={height} nameOf={nameOf} /> : null
        })}
      </div>
      {loading && hasMore ? (
        <p className="soft" role="status">
          {text.leads.more}
        </p>
      ) : null}
    </div>
  )
}

interface RowProps {
  lead: Lead
  index: number
  top: number
  height: number
  nameOf: (person: string) => string
}

// Anew only when what it shows is another.
const Row = memo(function Row({ lead, index, top, height, nameOf }: RowProps) {
  const name = leadName(lead.fields)
  const company = leadCompany(lead.fields)
  return (
    <div role="row" aria-rowindex={index + 2} data-index={index} className="leads-row" style={{ transform: `translateY(${top}px)`, height }}>
      <span role="cell" className="leads-who">
        <a href={`/app/leads/${lead.lead}`} data-lead={lead.lead}>
          {name ?? text.lead.title}
        </a>
        {company && company !== name ? <span className="soft">{company}</span> : null}
      </span>
      <span role="cell" className="leads-state">
        <StateBadge state={lead.state} />
      </span>
      <span role="cell" className="leads-holder">
        {holder(lead, nameOf)}
      </span>
      <span role="cell" className="leads-rule soft">
        {ruleName(lead.rule) || kUnknown}
      </span>
      <span role="cell" className="leads-score number">
        {lead.tier ? <span className="soft">{lead.tier} </span> : null}
        {formatNumber(lead.score)}
      </span>
      <span role="cell" className="leads-when number">
        <time dateTime={lead.received_at} title={formatDateTime(lead.received_at)}>
          {formatWhen(lead.received_at)}
        </time>
      </span>
    </div>
  )
})
