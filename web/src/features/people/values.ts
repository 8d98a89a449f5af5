// Values of the document as one line of a form, and back.
type Map = Record<string, unknown>

// Without what is not there: undefined, empty texts, lists and maps.
export function whole(map: Map): Map {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)))
}

export const listText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '')

// "enterprise: 5, healthcare: 4"
export function namedNumbers(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, level]) => `${name}: ${String(level)}`)
        .join(', ')
    : ''
}

// What is no number is left out.
export function readNumbers(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const [name, level] = part.split(':').map((one) => one.trim())
      return name && level && Number.isFinite(Number(level)) ? [[name, Number(level)]] : []
    }),
  )
}
