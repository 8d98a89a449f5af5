// The map: our own tiles from public shapes. A place is clicked, or dragged onto a territory's name or
// onto another place; everything that it does the table beside it does as well.
import { geoAlbersUsa, geoEqualEarth, geoPath } from 'd3-geo'
import type { FeatureCollection } from 'geojson'
import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import us from 'us-atlas/states-10m.json'
import world from 'world-atlas/countries-110m.json'
import { setupWords } from '~/ui/words/setup'
import { type Cover, countryCode, type Kind, stateCode } from './places'

const words = setupWords.territories
const kWide = 960
const kHigh = 560
export const kColours = 8 // of territories; they come again beyond

export interface Place {
  code: string
  name: string
  shape: string // an SVG path; empty: too small for the map
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
      return code ? [{ code, name: String(one.properties?.['name'] ?? code), shape: path(one) ?? '' }] : []
    })
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

interface Props {
  places: readonly Place[]
  cover: (code: string) => Cover | undefined
  order: readonly string[] // territories
  onClick: (place: Place) => void
  onDrop: (place: Place, territory: string) => void
}

export function TerritoryMap({ places, cover, order, onClick, onDrop }: Props) {
  const [held, setHeld] = useState<string>()
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
  return (
    // The table is the keyboard's way to the same.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="map" onPointerDown={down} data-holds={held !== undefined || undefined}>
      <svg viewBox={`0 0 ${kWide} ${kHigh}`} role="img" aria-label={words.map}>
        {places.map((place) => {
          const its = cover(place.code)
          const at = its ? order.indexOf(its.territory) : -1
          return place.shape ? (
            <path key={place.code} d={place.shape} data-code={place.code} data-colour={at < 0 ? undefined : at % kColours} data-held={held === place.code || undefined} data-inherited={its?.byCountry || undefined}>
              <title>{`${place.name}: ${its ? (its.byCountry ? words.byCountry(its.territory) : its.territory) : words.nobody}`}</title>
            </path>
          ) : null
        })}
      </svg>
    </div>
  )
}
