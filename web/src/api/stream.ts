// The event stream over fetch: unlike EventSource it can carry a token, sees every kind without
// naming it, and tells a refusal from a line that is cut. One for the whole tab.
import type { BatonEvent } from './client'
import { EventParser, pauseBefore, type RawEvent } from './event_parser'
import { authorization, tokenStore } from './token'

export type LineState = 'connecting' | 'live' | 'waiting' | 'refused'

// How long nothing may come, not even the server's heartbeat of 15 seconds, before the line is
// taken for dead.
const kSilence = 40_000
// How long the server may take to take the line up.
const kConnect = 10_000

type OnEvent = (event: BatonEvent) => void

class Stream {
  state: LineState = 'connecting'
  private readonly eventListeners = new Set<OnEvent>()
  private readonly resetListeners = new Set<() => void>()
  private readonly stateListeners = new Set<() => void>()
  private lastId = ''
  private run = 0 // counts starts: what an older one brings is not heard
  private controller: AbortController | undefined
  private wake = (): void => {}
  private away = false

  onEvent(listener: OnEvent): () => void {
    this.eventListeners.add(listener)
    return () => this.eventListeners.delete(listener)
  }
  // Told when events may have been missed: everything is to be looked at anew.
  onReset(listener: () => void): () => void {
    this.resetListeners.add(listener)
    return () => this.resetListeners.delete(listener)
  }
  subscribe = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener)
    return () => this.stateListeners.delete(listener)
  }
  getState = (): LineState => this.state
  // The line was lost, or never stood, and none stands again yet: trying does not change that.
  isAway = (): boolean => this.away

  start(): void {
    this.stop()
    void this.loop(++this.run)
  }
  stop(): void {
    this.run++
    this.controller?.abort()
    this.wake()
  }
  // Does not wait for the next try.
  now(): void {
    this.wake()
  }

  private put(state: LineState): void {
    this.state = state
    if (state !== 'connecting') this.away = state === 'waiting'
    for (const listener of this.stateListeners) listener()
  }

  private async loop(run: number): Promise<void> {
    for (let failures = 0; run === this.run; failures++) {
      this.put('connecting')
      const parser = new EventParser()
      try {
        const refused = await this.listen(run, parser, () => (failures = 0))
        if (refused) return
      } catch {
        // Cut, or not reached: tried again below.
      }
      if (run !== this.run) return
      this.put('waiting')
      await this.pause(failures === 0 && parser.retry !== undefined ? parser.retry : pauseBefore(failures))
    }
  }

  private async listen(run: number, parser: EventParser, onLive: () => void): Promise<boolean> {
    const controller = new AbortController()
    this.controller = controller
    const token = tokenStore.get().token
    const headers: Record<string, string> = { accept: 'text/event-stream', ...authorization() }
    if (this.lastId) headers['last-event-id'] = this.lastId
    const late = setTimeout(() => controller.abort(), kConnect)
    const answer = await fetch('/v1/events', { headers, cache: 'no-store', signal: controller.signal }).finally(() => clearTimeout(late))
    if (run !== this.run) return true
    if (answer.status === 401 || answer.status === 403) {
      if (answer.status === 401) tokenStore.refused(token)
      this.put('refused')
      return true
    }
    if (!answer.ok || !answer.body) throw new Error(`the server answered ${answer.status}`)
    const first = this.lastId === ''
    parser.lastId = this.lastId
    onLive()
    this.put('live')
    if (first) this.reset()
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const silence = setTimeout(() => controller.abort(), kSilence)
      const { value, done } = await reader.read().finally(() => clearTimeout(silence))
      if (done || run !== this.run) return run !== this.run
      for (const event of parser.push(value)) this.take(event)
      this.lastId = parser.lastId
    }
  }

  private take(raw: RawEvent): void {
    let body: unknown
    try {
      body = JSON.parse(raw.data)
    } catch {
      return // not ours to show
    }
    if (raw.kind === 'reset') return this.reset()
    for (const listener of this.eventListeners) listener(body as BatonEvent)
  }

  private reset(): void {
    for (const listener of this.resetListeners) listener()
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

export const stream = new Stream()
