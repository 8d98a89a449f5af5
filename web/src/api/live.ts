// How the event stream reaches what is on screen: one subscription for the app marks queries as old
// when an event touches them; a component may listen besides.
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { BatonEvent } from './client'
import { type LineState, stream } from './stream'

// Many events come at once; what they touch is asked for again once, this many milliseconds later.
const kGather = 400

// Keys of queries begin with what they speak of: 'lead' ID, 'leads', 'people', 'pools', 'workspace', 'deliveries'.
export function touchedBy(event: BatonEvent): readonly (readonly string[])[] {
  const keys: string[][] = []
  if (event.lead) keys.push(['lead', event.lead], ['people'], ['pools'], ['inbox'], ['deliveries'])
  if (event.kind === 'availability' || event.kind === 'figures') keys.push(['people'], ['pools'])
  if (event.kind === 'published') keys.push(['workspace'], ['people'], ['pools'])
  return keys
}

export function keepFresh(client: QueryClient): () => void {
  const waiting = new Map<string, readonly string[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const offEvent = stream.onEvent((event) => {
    for (const key of touchedBy(event)) waiting.set(key.join(' '), key)
    timer ??= setTimeout(() => {
      timer = undefined
      for (const key of waiting.values()) void client.invalidateQueries({ queryKey: key })
      waiting.clear()
    }, kGather)
  })
  const offReset = stream.onReset(() => void client.invalidateQueries())
  // What could not be read while there was no line is read now that there is one.
  let wasAway = false
  const offLine = stream.subscribe(() => {
    if (wasAway && stream.getState() === 'live') void client.invalidateQueries({ predicate: (query) => query.state.status === 'error' })
    wasAway = stream.isAway()
  })
  // The device says that there is a line again: nobody waits for the next try.
  const wake = (): void => stream.now()
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  return () => {
    clearTimeout(timer)
    offEvent()
    offReset()
    offLine()
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
  }
}

export function useAway(): boolean {
  return useSyncExternalStore(stream.subscribe, stream.isAway)
}

export function useLine(): LineState {
  return useSyncExternalStore(stream.subscribe, stream.getState)
}

export function useEvents(onEvent: (event: BatonEvent) => void): void {
  const latest = useRef(onEvent)
  useEffect(() => {
    latest.current = onEvent
  })
  useEffect(() => stream.onEvent((event) => latest.current(event)), [])
}
