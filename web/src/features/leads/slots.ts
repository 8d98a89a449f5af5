// Which element of the page shows which row. Rows that stay in sight keep theirs; those that come in
// take over what others left, so that scrolling makes no elements and throws none away. The row
// with the focus stays as long as it is in the page.
export class Slots {
  private slotOf = new Map<number, number>()

  // Of each of `rows` (no one twice) its slot; of different rows never the same.
  of(rows: readonly number[]): number[] {
    const next = new Map<number, number>()
    const kept = new Set<number>()
    for (const row of rows) {
      const slot = this.slotOf.get(row)
      if (slot !== undefined) kept.add(slot)
    }
    let free = 0
    for (const row of rows) {
      let slot = this.slotOf.get(row)
      if (slot === undefined) {
        while (kept.has(free)) free++
        slot = free++
      }
      next.set(row, slot)
    }
    this.slotOf = next
    return [...next.values()]
  }
}
