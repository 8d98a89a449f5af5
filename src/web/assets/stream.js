// Server-sent events over fetch: unlike EventSource it sees every kind of event without naming it,
// can carry a token, and can tell a refusal from a line that is cut.

// The parser of the stream's text: push() pieces as they come, get whole events. Keeps the last id.
export class EventParser {
  #rest = ''
  #data = []
  #kind = ''
  lastId = ''
  retry = undefined // milliseconds, where the server asked for it

  push(piece) {
    const events = []
    this.#rest += piece
    for (;;) {
      const at = this.#rest.search(/\r\n|\n|\r(?=[^])/)
      if (at < 0) return events
      const line = this.#rest.slice(0, at)
      this.#rest = this.#rest.slice(at + (this.#rest.startsWith('\r\n', at) ? 2 : 1))
      const event = this.#line(line)
      if (event) events.push(event)
    }
  }

  #line(line) {
    if (line === '') {
      const event = this.#data.length ? { id: this.lastId, kind: this.#kind || 'message', data: this.#data.join('\n') } : undefined
      this.#data = []
      this.#kind = ''
      return event
    }
    if (line.startsWith(':')) return undefined
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    else if (field === 'event') this.#kind = value
    else if (field === 'id' && !value.includes('\0')) this.lastId = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
    return undefined
  }
}

// The pause before try n (from 0): a second, doubled up to half a minute, give or take a quarter.
export function pauseBefore(n, chance = Math.random()) {
  return Math.min(30_000, 1000 * 2 ** Math.min(n, 10)) * (0.75 + chance / 2)
}

// Follows `url` until stop(): told of every event, and of what becomes of the line — 'connecting',
// 'live', 'waiting' (with the seconds to the next try), 'refused' (with the status: 401, 403).
export function follow(url, { headers, onEvent, onState }) {
  let lastId = ''
  let failures = 0
  let stopped = false
  let wake = () => {}
  let controller

  const loop = async () => {
    while (!stopped) {
      onState('connecting')
      controller = new AbortController()
      try {
        const sent = { accept: 'text/event-stream', ...headers() }
        if (lastId) sent['last-event-id'] = lastId
        const answer = await fetch(url, { headers: sent, cache: 'no-store', signal: controller.signal })
        if (answer.status === 401 || answer.status === 403) {
          onState('refused', answer.status)
          return
        }
        if (!answer.ok || !answer.body) throw new Error(`the server answered ${answer.status}`)
        failures = 0
        onState('live')
        const parser = new EventParser()
        parser.lastId = lastId
        const words = answer.body.pipeThrough(new TextDecoderStream()).getReader()
        for (;;) {
          const { done, value } = await words.read()
          if (done) break
          for (const event of parser.push(value)) onEvent(event)
          lastId = parser.lastId
        }
      } catch (error) {
        if (stopped) return
        console.info('the stream ended:', error)
      }
      const pause = pauseBefore(failures++)
      onState('waiting', Math.ceil(pause / 1000))
      await new Promise((resolve) => {
        wake = resolve
        setTimeout(resolve, pause)
      })
    }
  }
  loop()

  return {
    now: () => wake(),
    stop: () => {
      stopped = true
      controller?.abort()
      wake()
    },
  }
}
