// Territories: the map and an equal table beside it; both change the draft.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { DraftBar } from '~/draft/draft_bar'
import { DraftPage } from '~/draft/draft_page'
import { useDraft, type UseDraft } from '~/draft/use_draft'
import { raiseIn, removeIn, setIn } from '~/draft/yaml_edit'
import { useKeys } from '~/ui/keys'
import { notify } from '~/ui/notices'
import { Empty, Loading } from '~/ui/states'
import { setupWords } from '~/ui/words/setup'
import { assign as assignedText } from './edit_territories'
import type { Place } from './map'
import { coverOf, type Kind, listOf } from './places'
import './territories.css'

const words = setupWords.territories
const ImportTerritories = lazy(() => import('./import_territories').then((module) => ({ default: module.ImportTerritories })))
const TerritoryMap = lazy(() => import('./map').then((module) => ({ default: module.TerritoryMap })))
const kKinds: readonly { kind: Kind; label: string }[] = [
  { kind: 'states', label: words.maps.us },
  { kind: 'countries', label: words.maps.world },
]

export function TerritoriesPage() {
  return <DraftPage title={words.title}>{() => <Territories />}</DraftPage>
}

function usePlaces(kind: Kind): Place[] | undefined {
  const [places, setPlaces] = useState<{ kind: Kind; all: Place[] }>()
  useEffect(() => {
    let isHere = true
    void import('./map').then((module) => isHere && setPlaces({ kind, all: module.placesOf(kind) }))
    return () => {
      isHere = false
    }
  }, [kind])
  return places?.kind === kind ? places.all : undefined
}

function Territories() {
  const draft = useDraft()
  const { model } = draft
  const [kind, setKind] = useState<Kind>('states')
  const [chosen, setChosen] = useState<string>()
  const [importing, setImporting] = useState(false)
  const places = usePlaces(kind)
  // Where a map is small, the table is what one works with.
  const tableFirst = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false }) ?? false
  const order = Object.keys(model.territories)
  const current = chosen !== undefined && order.includes(chosen) ? chosen : order[0]
  const cover = (code: string) => coverOf(model.territories, kind, code)
  const assign = (place: Place, to: string | undefined): void => {
    const next = assignedText(draft.text, model.territories, kind, place.code, to)
    if (next === draft.text) return
    draft.edit(() => next)
    notify(to === undefined ? words.freed(place.name) : words.moved(place.name, to))
  }
  const toggle = (place: Place): void => {
    if (current !== undefined) assign(place, cover(place.code)?.territory === current && !cover(place.code)?.byCountry ? undefined : current)
  }
  const map = places ? (
    <Suspense key="map" fallback={<Loading />}>
      <TerritoryMap places={places} cover={cover} order={order} current={current} onClick={toggle} onDrop={assign} />
    </Suspense>
  ) : (
    <Loading key="map" />
  )
  const table = places ? <PlaceTable key="table" places={places} kind={kind} draft={draft} assign={assign} /> : null
  return (
    <>
      <DraftBar />
      <div className="territories">
        <section className="panel territory-list" aria-label={words.list}>
          <h2>{words.list}</h2>
          {order.length === 0 ? <Empty title={words.empty}>{words.emptyWords}</Empty> : null}
          <ol>
            {order.map((name, i) => (
              <TerritoryItem key={name} draft={draft} name={name} index={i} chosen={name === current} onChoose={() => setChosen(name)} />
            ))}
          </ol>
          <NewTerritory draft={draft} onMade={setChosen} />
          <Button variant="default" onClick={() => setImporting(true)}>
            {words.import.open}
          </Button>
        </section>
        <div className="territory-main">
          <div className="head">
            <div className="head-tools" role="group" aria-label={words.map}>
              {kKinds.map((one) => (
                <Button key={one.kind} variant={one.kind === kind ? 'filled' : 'default'} aria-pressed={one.kind === kind} onClick={() => setKind(one.kind)}>
                  {one.label}
                </Button>
              ))}
            </div>
            <p className="soft">{words.mapHint}</p>
          </div>
          {tableFirst ? table : map}
          {tableFirst ? map : table}
        </div>
      </div>
      {importing ? (
        <Suspense>
          <ImportTerritories draft={draft} onClose={() => setImporting(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

interface TableProps {
  places: readonly Place[]
  kind: Kind
  draft: UseDraft
  assign: (place: Place, to: string | undefined) => void
}

function PlaceTable({ places, kind, draft, assign }: TableProps) {
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  const { territories } = draft.model
  const wanted = search.trim().toLowerCase()
  const gaps = places.filter((place) => !coverOf(territories, kind, place.code)).length
  return (
    <section className="panel" aria-label={words.table}>
      <div className="head">
        <h2>{words.table}</h2>
        <p className="soft">{gaps > 0 ? words.gap(gaps) : ''}</p>
      </div>
      <TextInput ref={field} type="search" aria-label={words.search} placeholder={words.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} className="people-search" />
      <div className="place-rows">
        {places
          .filter((place) => `${place.name} ${place.code}`.toLowerCase().includes(wanted))
          .map((place) => {
            const its = coverOf(territories, kind, place.code)
            return (
              <NativeSelect
                key={place.code}
                label={`${place.name} (${place.code})`}
                size="sm"
                value={its && !its.byCountry ? its.territory : ''}
                data={[{ value: '', label: its?.byCountry ? words.byCountry(its.territory) : words.nobody }, ...Object.keys(territories)]}
                onChange={(event) => assign(place, event.currentTarget.value || undefined)}
              />
            )
          })}
      </div>
    </section>
  )
}

function ownerText(owner: unknown): string {
  if (typeof owner !== 'object' || owner === null) return ''
  const [kind, name] = Object.entries(owner)[0] ?? []
  return kind ? `${kind} ${String(name)}` : ''
}

function TerritoryItem({ draft, name, index, chosen, onChoose }: { draft: UseDraft; name: string; index: number; chosen: boolean; onChoose: () => void }) {
  const { model, edit } = draft
  const about = model.territories[name] ?? {}
  const owners = [
    ...Object.entries(model.people).map(([key, person]) => ({ value: `person ${key}`, label: String(person['name'] ?? key) })),
    ...Object.keys(model.pools).map((key) => ({ value: `pool ${key}`, label: `pool ${key}` })),
    ...model.queues.map((key) => ({ value: `queue ${key}`, label: `queue ${key}` })),
  ]
  const put = (key: string, value: unknown, step?: string): void => edit((text) => (value === '' || (Array.isArray(value) && value.length === 0) ? removeIn(text, ['territories', name, key]) : setIn(text, ['territories', name, key], value, ['states', 'countries', 'postal', 'when'])), step)
  const postal = Array.isArray(about['postal']) ? about['postal'].join(', ') : ''
  const places = listOf(about, 'states').length + listOf(about, 'countries').length
  return (
    <li className="territory" data-territory={name} data-chosen={chosen || undefined}>
      <div className="head">
        <Button variant={chosen ? 'filled' : 'default'} aria-pressed={chosen} onClick={onChoose}>
          <span className="swatch" data-colour={index % 8} aria-hidden="true" /> <bdi>{name}</bdi>
        </Button>
        <span className="soft">{words.places(places)}</span>
      </div>
      {chosen ? (
        <div className="dialog">
          <NativeSelect
            label={words.owner}
            value={ownerText(about['owner'])}
            data={[{ value: '', label: setupWords.none }, ...owners]}
            onChange={(event) => {
              const [kind, ...rest] = event.currentTarget.value.split(' ')
              put('owner', kind ? { [kind]: rest.join(' ') } : '')
            }}
          />
          <PostalField key={postal} value={postal} onChange={(codes) => put('postal', codes)} />
          <TextInput label={words.when} value={String(about['when'] ?? '')} onChange={(event) => put('when', event.currentTarget.value, `${name} when`)} />
          <div className="head-tools">
            {index > 0 ? (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.up(name)}
                onClick={() => edit((text) => raiseIn(text, ['territories', name]))}
              >
                ↑
              </Button>
            ) : null}
            <Button size="compact-sm" variant="default" aria-label={words.remove(name)} onClick={() => edit((text) => removeIn(text, ['territories', name]))}>
              ×
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  )
}

function PostalField({ value, onChange }: { value: string; onChange: (codes: string[]) => void }) {
  const [typed, setTyped] = useState(value)
  const codes = typed
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  return <TextInput label={words.postal} description={words.postalHint} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={() => typed !== value && onChange(codes)} />
}

function NewTerritory({ draft, onMade }: { draft: UseDraft; onMade: (name: string) => void }) {
  const [name, setName] = useState('')
  const key = name.trim()
  const taken = key in draft.model.territories
  return (
    <form
      className="head-tools"
      onSubmit={(event) => {
        event.preventDefault()
        if (key === '' || taken) return
        const pool = Object.keys(draft.model.pools)[0]
        draft.edit((text) => setIn(text, ['territories', key], { states: [], owner: pool ? { pool } : { queue: 'later' } }))
        onMade(key)
        setName('')
      }}
    >
      <TextInput aria-label={words.name} placeholder={words.name} value={name} onChange={(event) => setName(event.currentTarget.value)} error={taken ? setupWords.person.keyTaken : undefined} />
      <Button type="submit" variant="default">
        {words.add}
      </Button>
    </form>
  )
}
