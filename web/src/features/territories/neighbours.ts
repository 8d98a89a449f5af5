// Which place an arrow key goes to from another, on the map as it is drawn.
export interface Spot {
  code: string
  at: readonly [number, number] // x to the right, y downwards
}
export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

const kWays: Readonly<Record<Arrow, readonly [number, number]>> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
const kAside = 2 // so much dearer is a step to the side than one ahead

export const isArrow = (key: string): key is Arrow => key in kWays

// The nearest that lies that way, what is straight ahead first; undefined: the map ends there. O(n).
export function neighbour(spots: readonly Spot[], from: Spot, arrow: Arrow): Spot | undefined {
  const [wayX, wayY] = kWays[arrow]
  let best: Spot | undefined
  let least = Number.POSITIVE_INFINITY
  for (const spot of spots) {
    const [x, y] = [spot.at[0] - from.at[0], spot.at[1] - from.at[1]]
    const ahead = x * wayX + y * wayY
    const aside = Math.abs(x * wayY - y * wayX)
    const cost = ahead + kAside * aside
    if (ahead > 0 && cost < least) [best, least] = [spot, cost]
  }
  return best
}
