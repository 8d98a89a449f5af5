// A secret that is shown once: to be copied now.
import { Button } from '@mantine/core'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'

export function Once({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret)
      notify(text.access.copied)
    } catch {
      notify(text.actions.failed, { bad: true, detail: text.access.copyByHand })
    }
  }
  return (
    <div className="once" role="status">
      <p>
        <strong>{title}</strong> {text.access.once}
      </p>
      <code>{secret}</code>
      <div className="head-tools">
        <Button onClick={() => void copy()}>{text.access.copy}</Button>
        <Button variant="default" onClick={onClose}>
          {text.access.done}
        </Button>
      </div>
    </div>
  )
}
