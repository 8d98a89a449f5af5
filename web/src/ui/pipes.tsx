// A flow as pipes from rules to places, or from one holder to the next: as wide as many leads took that
// way. A picture only, where there is room for it; what stands beside it says the same.
import { useMemo } from 'react'
import { formatNumber } from './format'
import './pipes.css'

export interface Flow {
  total: number
  rules: Share[] // on the left
  places: Share[] // on the right
  links: { rule: string; place: string; count: number }[]
}
export interface Share {
  name: string
  count: number
}

const kWidth = 760
const kSide = 220 // for the names at either side
const kGap = 12
const kLeast = 16 // so that a name fits beside the thinnest

interface Placed extends Share {
  top: number
  height: number
  used: number
}

function place(all: Share[], total: number, room: number): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  let top = 0
  for (const share of all) {
    const height = Math.max(kLeast, (share.count / total) * room)
    placed.set(share.name, { ...share, top, height, used: 0 })
    top += height + kGap
  }
  return placed
}

function heightOf(placed: Map<string, Placed>): number {
  return [...placed.values()].reduce((most, one) => Math.max(most, one.top + one.height), 0)
}

// `hot`: the way that was just taken, as JSON of its two ends.
export function Pipes({ flow, nameOf, leftNameOf = (name) => name, hot }: { flow: Flow; nameOf: (place: string) => string; leftNameOf?: (name: string) => string; hot?: string | undefined }) {
  const drawn = useMemo(() => {
    const room = 26 * Math.max(flow.rules.length, flow.places.length)
    const left = place(flow.rules, flow.total, room)
    const right = place(flow.places, flow.total, room)
    const order = flow.links.toSorted((a, b) => (left.get(a.rule)?.top ?? 0) - (left.get(b.rule)?.top ?? 0) || (right.get(a.place)?.top ?? 0) - (right.get(b.place)?.top ?? 0))
    const paths = order.map((link) => {
      const from = left.get(link.rule) as Placed
      const to = right.get(link.place) as Placed
      const out = (link.count / from.count) * from.height
      const into = (link.count / to.count) * to.height
      const y1 = from.top + from.used
      const y2 = to.top + to.used
      from.used += out
      to.used += into
      const x1 = kSide
      const x2 = kWidth - kSide
      const mid = (x1 + x2) / 2
      const d = `M${x1} ${y1}C${mid} ${y1} ${mid} ${y2} ${x2} ${y2}V${y2 + into}C${mid} ${y2 + into} ${mid} ${y1 + out} ${x1} ${y1 + out}Z`
      return { d, key: JSON.stringify([link.rule, link.place]) }
    })
    return { left: [...left.values()], right: [...right.values()], paths, height: Math.max(heightOf(left), heightOf(right), 1) }
  }, [flow])
  return (
    <svg className="pipes" viewBox={`0 0 ${kWidth} ${drawn.height}`} aria-hidden="true" focusable="false">
      {drawn.paths.map((path) => (
        <path key={path.key} d={path.d} className="pipe" data-hot={path.key === hot || undefined} />
      ))}
      {drawn.left.map((one) => (
        <text key={one.name} x={kSide - 10} y={one.top + one.height / 2} textAnchor="end" dominantBaseline="central">
          <tspan>{short(leftNameOf(one.name))}</tspan> <tspan className="pipe-count">{formatNumber(one.count)}</tspan>
        </text>
      ))}
      {drawn.right.map((one) => (
        <text key={one.name} x={kWidth - kSide + 10} y={one.top + one.height / 2} dominantBaseline="central">
          <tspan className="pipe-count">{formatNumber(one.count)}</tspan> <tspan>{short(nameOf(one.name))}</tspan>
        </text>
      ))}
    </svg>
  )
}

// What fits beside the pipes; the table has the whole name.
function short(name: string): string {
  const letters = [...name]
  return letters.length > 26 ? `${letters.slice(0, 25).join('')}…` : name
}
