// Keyboard shortcuts. Single keys can be switched off (WCAG 2.1.4), never fire while somebody types or
// a dialog is open, and are all in one table a component.
import { useEffect, useRef, useSyncExternalStore } from 'react'

const kKey = 'baton-single-keys'
const listeners = new Set<() => void>()

export const singleKeys = {
  get: (): boolean => localStorage.getItem(kKey) !== 'off',
  set(on: boolean): void {
    if (on) localStorage.removeItem(kKey)
    else localStorage.setItem(kKey, 'off')
    for (const listener of listeners) listener()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(singleKeys.subscribe, singleKeys.get)
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="listbox"], .code-editor')) return true
  return document.querySelector('[role="dialog"]') !== null
}

type Table = Readonly<Record<string, (event: KeyboardEvent) => void>>

// `table`: key (as KeyboardEvent.key, letters in lower case) → what it does. "g l" is g, then l.
export function useKeys(table: Table): void {
  const latest = useRef(table)
  useEffect(() => {
    latest.current = table
  })
  useEffect(() => {
    let first: string | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !singleKeys.get() || isBusy(event.target)) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      // Enter and Space belong to whatever button or link has the focus.
      if ((key === 'Enter' || key === ' ') && event.target instanceof HTMLElement && event.target.closest('button, a, summary')) return
      const chord = first === undefined ? key : `${first} ${key}`
      clearTimeout(timer)
      const begins = first === undefined && Object.keys(latest.current).some((name) => name.startsWith(`${key} `))
      first = undefined
      const act = latest.current[chord]
      if (act) {
        event.preventDefault()
        act(event)
      } else if (begins) {
        first = key
        timer = setTimeout(() => (first = undefined), 1500)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}

// Ctrl-Enter and ⌘Enter do what the page is for, wherever one is in it but for a dialog.
export function useRunKey(run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented || document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

// Ctrl-S and ⌘S save the form that somebody is in: that of the open dialog, else the field's own.
export function useSaveKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      const within = document.querySelector('[role="dialog"]') ?? (event.target instanceof Element ? event.target.closest('form') : null)
      const form = within instanceof HTMLFormElement ? within : within?.querySelector('form')
      const button = form?.querySelector<HTMLButtonElement>('button[type="submit"]')
      if (!form || !button) return
      event.preventDefault()
      if (!button.disabled) form.requestSubmit(button)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
