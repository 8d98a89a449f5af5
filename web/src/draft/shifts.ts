// Who gains and loses most by a draft: those whose number changes, the largest change first, then by name.
export interface Shift {
  person: string
  from: number
  to: number
  by: number
}

export function largestShifts(people: readonly { person: string; from: number; to: number }[], most: number): Shift[] {
  return people
    .map(({ person, from, to }) => ({ person, from, to, by: to - from }))
    .filter((one) => one.by !== 0)
    .toSorted((a, b) => Math.abs(b.by) - Math.abs(a.by) || (a.person < b.person ? -1 : 1))
    .slice(0, most)
}
