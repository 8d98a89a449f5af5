// Asks until when a lead is put aside.
import { type FormEvent, useState } from 'react'
import type { Lead } from '~/api/client'
import { asleepUntil, snoozes } from '~/api/snoozes'
import { Button, TextInput } from '~/ui/controls'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { formatDateTime, once } from '~/ui/format'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'
import { snoozeWords as words } from '~/ui/words/snooze'
import { snoozeTimes } from './snooze_times'

// A day of this week and the hour: what fits on a phone.
const dayAndHour = once(() => new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' }))
const shown = (at: number | Date): string => formatDateTime(new Date(at).toISOString())

export function SnoozeDialog({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const [now] = useState(() => new Date())
  const [own, setOwn] = useState('')
  const [asked, setAsked] = useState(false)
  const ownAt = new Date(own).getTime()
  const snooze = (at: number): void => {
    snoozes.add(lead, at)
    onClose()
    notify(words.done(shown(asleepUntil(lead, snoozes.get(), Date.now()) ?? Date.now())), { undo: () => snoozes.wake(lead.lead) })
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (ownAt > Date.now()) snooze(ownAt)
  }
  return (
    <Dialog opened onClose={onClose} title={words.title}>
      <form onSubmit={submit} noValidate className="dialog">
        <p className="soft">{words.words}</p>
        <div className="snooze-times">
          {snoozeTimes(now).map((one, i) => (
            <Button key={one.name} variant="default" onClick={() => snooze(one.at.getTime())} data-autofocus={i === 0 || undefined}>
              {words.times[one.name]} <span className="soft snooze-at">{dayAndHour().format(one.at)}</span>
            </Button>
          ))}
        </div>
        <TextInput type="datetime-local" label={words.at} value={own} onChange={(event) => setOwn(event.currentTarget.value)} error={asked && !(ownAt > now.getTime()) ? (own === '' ? text.actions.needed : words.past) : undefined} />
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{words.do}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
