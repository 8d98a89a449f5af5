// A dialog with its title and a button that closes it. While it is open nothing else can be reached but
// the notices; Escape and a press beside it close it, and the focus goes back to where it was.
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { CloseButton } from './controls'
import { text } from './text'

interface DialogProps {
  opened: boolean
  onClose?: () => void // absent: it stays until what it asks for is done
  title: string
  wide?: boolean // for tables and differences
  high?: boolean // at the top of the window, so that what grows grows downwards
  children: ReactNode
}

const kTakesFocus = 'input, select, textarea, button, a[href], [tabindex]:not([tabindex="-1"])'
const grounds: HTMLElement[] = [] // of the open ones, the newest last

function shutOthers(): void {
  const top = grounds.at(-1)
  for (const part of document.querySelectorAll<HTMLElement>('#root > *, .dialog-ground')) {
    part.inert = top !== undefined && part !== top && !part.classList.contains('notices')
  }
}

function Open({ onClose, title, high = false, wide = false, children }: Omit<DialogProps, 'opened'>) {
  const ground = useRef<HTMLDivElement>(null)
  const pressed = useRef(false) // whether a press began beside the dialog: marking text may end there
  useLayoutEffect(() => {
    const [here, before] = [ground.current, document.activeElement]
    if (!here) return
    grounds.push(here)
    shutOthers() // before the focus goes: then the browser works out once where everything is
    const first = here.querySelector<HTMLElement>('[data-autofocus]') ?? here.querySelector<HTMLElement>(kTakesFocus) ?? here.querySelector<HTMLElement>('[role="dialog"]')
    if (!here.contains(document.activeElement)) first?.focus({ preventScroll: true })
    return () => {
      grounds.splice(grounds.indexOf(here), 1)
      shutOthers()
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  // Wherever the focus is: a button that is under way has lost it.
  const close = useRef(onClose)
  useLayoutEffect(() => {
    close.current = onClose
  })
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || grounds.at(-1) !== ground.current) return
      event.stopImmediatePropagation()
      close.current?.()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return createPortal(
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div
      ref={ground}
      className="dialog-ground"
      data-high={high || undefined}
      onPointerDown={(event) => (pressed.current = event.target === event.currentTarget)}
      onClick={(event) => pressed.current && event.target === event.currentTarget && onClose?.()}
    >
      <div role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} className="dialog-box" data-wide={wide || undefined}>
        <div className="dialog-head">
          <h2>{title}</h2>
          {onClose ? <CloseButton aria-label={text.actions.close} onClick={onClose} /> : null}
        </div>
        {children}
      </div>
    </div>,
    document.body,
  )
}

export function Dialog({ opened, ...rest }: DialogProps) {
  return opened ? <Open {...rest} /> : null
}
