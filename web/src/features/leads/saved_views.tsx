// The kept views above the leads: gone to, kept under a name, and taken away.
import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { Button, TextInput } from '~/ui/controls'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { notify } from '~/ui/notices'
import { text } from '~/ui/text'
import { leadsWords as words } from '~/ui/words/leads'
import type { Filters } from './find_leads'
import { isSame, views } from './views'

export function SavedViews({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const all = useSyncExternalStore(views.subscribe, views.get)
  const [naming, setNaming] = useState(false)
  const filtered = Object.keys(filters).length > 0
  if (all.length === 0 && !filtered) return null
  const remove = (name: string): void => {
    const before = views.get()
    views.remove(name)
    notify(words.removed(name), { undo: () => views.put(before) })
  }
  return (
    <div className="views" role="group" aria-label={words.views}>
      {all.map((one) => (
        <span key={one.name} className="view">
          <Button variant={isSame(one.filters, filters) ? 'filled' : 'default'} aria-pressed={isSame(one.filters, filters)} onClick={() => onChange(one.filters)}>
            <bdi>{one.name}</bdi>
          </Button>
          <Button variant="default" aria-label={words.remove(one.name)} onClick={() => remove(one.name)}>
            ×
          </Button>
        </span>
      ))}
      {filtered && !all.some((one) => isSame(one.filters, filters)) ? (
        <Button variant="default" onClick={() => setNaming(true)}>
          {words.save}
        </Button>
      ) : null}
      {naming ? <NameDialog filters={filters} onClose={() => setNaming(false)} /> : null}
    </div>
  )
}

function NameDialog({ filters, onClose }: { filters: Filters; onClose: () => void }) {
  const [name, setName] = useState('')
  const [asked, setAsked] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (name.trim() === '') return
    views.save({ name: name.trim(), filters })
    onClose()
  }
  return (
    <Dialog opened onClose={onClose} title={words.save}>
      <form onSubmit={submit} noValidate className="dialog">
        <TextInput label={words.name} description={words.nameHint} value={name} maxLength={60} onChange={(event) => setName(event.currentTarget.value)} error={asked && name.trim() === '' ? text.actions.needed : undefined} data-autofocus />
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{words.keep}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
