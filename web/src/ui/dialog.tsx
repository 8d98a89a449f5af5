// A dialog with its title and a button that closes it. The library's own head would be a second
// banner of the page, so it is put together from the parts.
import { CloseButton, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { text } from './text'

interface DialogProps {
  opened: boolean
  onClose?: () => void // absent: it stays until what it asks for is done
  title: string
  wide?: boolean // for tables and differences
  high?: boolean // at the top of the window, so that what grows grows downwards
  children: ReactNode
}

const stay = (): void => {}

export function Dialog({ opened, onClose, title, high = false, wide = false, children }: DialogProps) {
  return (
    // Locking the page's scrolling would need a style element; a dialog that fades swallows keys.
    <Modal.Root opened={opened} onClose={onClose ?? stay} lockScroll={false} centered={!high} size={wide ? 'min(60rem, 94vw)' : 'md'} yOffset="10vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className="dialog-head">
            <h2>{title}</h2>
            {onClose ? <CloseButton aria-label={text.actions.close} onClick={onClose} /> : null}
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
