// Lists of names as boxes to tick: what is ticked stands in the order of all, as one would list it.
export const kRecords = ['lead', 'contact', 'account', 'opportunity', 'task'] as const

// `list` with `name` in it where it was not, else without; in the order of `all`, others behind.
export function toggled(list: readonly string[], name: string, all: readonly string[]): string[] {
  const next = list.includes(name) ? list.filter((one) => one !== name) : [...list, name]
  const place = (one: string): number => (all.includes(one) ? all.indexOf(one) : all.length)
  return next.toSorted((a, b) => place(a) - place(b))
}
