// The text of a stream of server-sent events, taken apart: push() pieces as they come, get whole
// events. Keeps the last id and the pause that the server asked for.
export interface RawEvent {
  id: string
  kind: string
  data: string
}

export class EventParser {
  lastId = ''
  retry: number | undefined // milliseconds
  private rest = ''
  private data: string[] = []
  private kind = ''

  push(piece: string): RawEvent[] {
    const events: RawEvent[] = []
    this.rest += piece
    for (;;) {
      const at = this.rest.search(/\r\n|\n|\r(?=[^])/)
      if (at < 0) return events
      const line = this.rest.slice(0, at)
      this.rest = this.rest.slice(at + (this.rest.startsWith('\r\n', at) ? 2 : 1))
      const event = this.line(line)
      if (event) events.push(event)
    }
  }

  private line(line: string): RawEvent | undefined {
    if (line === '') {
      const event = this.data.length ? { id: this.lastId, kind: this.kind || 'message', data: this.data.join('\n') } : undefined
      this.data = []
      this.kind = ''
      return event
    }
    if (line.startsWith(':')) return undefined
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.data.push(value)
    else if (field === 'event') this.kind = value
    else if (field === 'id' && !value.includes('\0')) this.lastId = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
    return undefined
  }
}

// The pause before try n (from 0): a second, doubled up to half a minute, give or take a quarter.
export function pauseBefore(n: number, chance: number = Math.random()): number {
  return Math.min(30_000, 1000 * 2 ** Math.min(n, 10)) * (0.75 + chance / 2)
}
