// The map: our own tiles from public shapes. A place is clicked, or dragged onto a territory's name or
// onto another place; by keyboard the arrows go from one to the next, and Enter or Space does what a
// click does. The table beside it does all of that as well.
import { geoAlbersUsa, geoEqualEarth, geoPath } from 'd3-geo'
import type { FeatureCollection } from 'geojson'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import us from 'us-atlas/states-10m.json'
import world from 'world-atlas/countries-110m.json'
import { setupWords } from '~/ui/words/setup'
import { isArrow, neighbour } from './neighbours'
import { type Cover, countryCode, type Kind, stateCode } from './places'

const words = setupWords.territories
const kWide = 960
const kHigh = 560
export const kColours = 8 // of territories; they come again beyond

export interface Place {
  code: string
  name: string
  shape: string // an SVG path; empty: too small for the map
  at: readonly [number, number] // its middle
}

function collection(topology: unknown, name: string): FeatureCollection {
  const whole = topology as Topology<Record<string, GeometryCollection>>
  return feature(whole, whole.objects[name] as GeometryCollection) as unknown as FeatureCollection
}

export function placesOf(kind: Kind): Place[] {
  const shapes = kind === 'states' ? collection(us, 'states') : collection(world, 'countries')
  const projection = kind === 'states' ? geoAlbersUsa().fitSize([kWide, kHigh], shapes) : geoEqualEarth().fitSize([kWide, kHigh], shapes)
  const path = geoPath(projection)
  return shapes.features
    .flatMap((one) => {
      const code = (kind === 'states' ? stateCode : countryCode)(String(one.id ?? ''))
      return code ? [{ code, name: String(one.properties?.['name'] ?? code), shape: path(one) ?? '', at: path.centroid(one) }] : []
    })
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

interface Props {
  places: readonly Place[]
  cover: (code: string) => Cover | undefined
  order: readonly string[] // territories
  current: string | undefined // the chosen territory
  onClick: (place: Place) => void
  onDrop: (place: Place, territory: string) => void
}

export function TerritoryMap({ places, cover, order, current, onClick, onDrop }: Props) {
  const [held, setHeld] = useState<string>()
  const [at, setAt] = useState<string>()
  const svg = useRef<SVGSVGElement>(null)
  const began = useRef<{ place: Place; x: number; y: number }>(undefined)
  const byCode = useMemo(() => new Map(places.map((place) => [place.code, place])), [places])
  const placeAt = (target: EventTarget | null): Place | undefined => (target instanceof Element ? byCode.get(target.getAttribute('data-code') ?? '') : undefined)
  const down = (event: PointerEvent): void => {
    const place = placeAt(event.target)
    if (!place || event.button !== 0) return
    began.current = { place, x: event.clientX, y: event.clientY }
    setHeld(place.code)
    const up = (end: globalThis.PointerEvent): void => {
      document.removeEventListener('pointerup', up)
      setHeld(undefined)
      const start = began.current
      began.current = undefined
      if (!start) return
      const over = document.elementFromPoint(end.clientX, end.clientY)
      const territory = over?.closest('[data-territory]')?.getAttribute('data-territory')
      const other = placeAt(over)
      if (territory) onDrop(start.place, territory)
      else if (other && other.code !== start.place.code) {
        const its = cover(other.code)
        if (its) onDrop(start.place, its.territory)
      } else if (other) onClick(start.place)
    }
    document.addEventListener('pointerup', up)
  }
  const drawn = useMemo(() => places.filter((place) => place.shape !== ''), [places])
  // One place of them all is a stop of the Tab key: where one was last.
  const here = drawn.find((place) => place.code === at) ?? drawn[0]
  const whereOf = (place: Place): string => {
    const its = cover(place.code)
    return its ? (its.byCountry ? words.byCountry(its.territory) : its.territory) : words.nobody
  }
  const key = (event: KeyboardEvent): void => {
    const place = placeAt(event.target)
    if (!place || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === ' ') onClick(place)
    else {
      const next = isArrow(event.key) ? neighbour(drawn, place, event.key) : event.key === 'Home' ? drawn[0] : event.key === 'End' ? drawn.at(-1) : undefined
      if (!next && !isArrow(event.key)) return
      svg.current?.querySelector<SVGPathElement>(`[data-code="${next?.code ?? place.code}"]`)?.focus()
    }
    event.preventDefault()
  }
  return (
    // Each place is a checkbox: whether it is in the chosen territory; what bubbles up from them is heard here once.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="map" onPointerDown={down} onKeyDown={key} data-holds={held !== undefined || undefined}>
      <svg ref={svg} viewBox={`0 0 ${kWide} ${kHigh}`} role="group" aria-label={words.map}>
        {drawn.map((place) => {
          const its = cover(place.code)
          const colour = its ? order.indexOf(its.territory) : -1
          const what = words.placeIn(place.name, whereOf(place))
          return (
            <path key={place.code} d={place.shape} role="checkbox" tabIndex={place === here ? 0 : -1} onFocus={() => setAt(place.code)} aria-label={what} aria-checked={its !== undefined && !its.byCountry && its.territory === current} data-code={place.code} data-colour={colour < 0 ? undefined : colour % kColours} data-held={held === place.code || undefined} data-inherited={its?.byCountry || undefined}>
              <title>{what}</title>
            </path>
          )
        })}
        {at !== undefined && here ? <path d={here.shape} className="map-here" aria-hidden="true" /> : null}
      </svg>
      <p className="map-said" aria-hidden="true">
        {at !== undefined && here ? words.placeIn(here.name, whereOf(here)) : ' '}
      </p>
    </div>
  )
}
