// The foot of a dialog: the way out, and behind it what the dialog is for.
import type { ReactNode } from 'react'
import { Button } from './controls'
import { text } from './text'

export function DialogButtons({ onCancel, children }: { onCancel: () => void; children: ReactNode }) {
  return (
    <div className="dialog-buttons">
      <Button variant="default" onClick={onCancel}>
        {text.actions.cancel}
      </Button>
      {children}
    </div>
  )
}
