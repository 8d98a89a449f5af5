// Whether the person gets leads now, and the way out of the office and back.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api, newKey, type Person } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { Button, TextInput } from './controls'
import { Dialog } from './dialog'
import { DialogButtons } from './dialog_buttons'
import { formatDateTime } from './format'
import { notify } from './notices'
import { text } from './text'

type Change = { out: true | { until: string } } | { back: true } | { paused: boolean }

function useAvailability(person: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ change, key }: { change: Change; key: string }) =>
      dataOf(api.PUT('/v1/people/{person}/availability', { params: { path: { person }, header: { 'Idempotency-Key': key } }, body: change })),
    onError: (error) => notify(text.actions.failed, { bad: true, detail: error instanceof ApiError ? `${error.message} ${error.requestId ? `(${text.state.requestId} ${error.requestId})` : ''}` : String(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
}

export function standing(person: Person): string {
  if (!person.active) return text.people.inactive
  if (person.out) {
    const until = person.absences[0]?.until
    return until ? text.away.until(formatDateTime(until)) : text.away.open
  }
  if (person.paused) return text.away.paused
  return person.at_work ? text.away.here : text.away.offHours
}

export function Away({ person }: { person: Person }) {
  const change = useAvailability(person.person)
  const [asking, setAsking] = useState(false)
  const name = person.name ?? person.person
  const put = (what: Change, words: string, undo?: Change): void => {
    setAsking(false)
    change.mutate(
      { change: what, key: newKey() },
      { onSuccess: () => notify(words, { undo: undo ? () => change.mutate({ change: undo, key: newKey() }, { onSuccess: () => notify(text.away.undone) }) : undefined }) },
    )
  }
  return (
    <div className="away" data-away={!person.available || undefined}>
      <p>{standing(person)}</p>
      {person.out ? (
        <Button aria-label={text.away.of(text.away.back, name)} onClick={() => put({ back: true }, text.away.isBack)}>{text.away.back}</Button>
      ) : (
        <>
          <Button variant="default" aria-label={text.away.of(text.away.out, name)} onClick={() => setAsking(true)}>
            {text.away.out}
          </Button>
          <Button variant="default" aria-label={text.away.of(person.paused ? text.away.resume : text.away.pause, name)} onClick={() => put({ paused: !person.paused }, person.paused ? text.away.resumed : text.away.pausedNow, { paused: person.paused })}>
            {person.paused ? text.away.resume : text.away.pause}
          </Button>
        </>
      )}
      {asking ? <OutDialog onClose={() => setAsking(false)} onDone={(out) => put({ out }, text.away.isOut, { back: true })} /> : null}
    </div>
  )
}

// "2026-03-09T09:00" in the viewer's zone, as the field wants it.
function local(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

// Next Monday at nine: what most mean by "until next week".
function monday(from: Date): Date {
  const date = new Date(from)
  date.setDate(date.getDate() + (((8 - date.getDay()) % 7) || 7))
  date.setHours(9, 0, 0, 0)
  return date
}

function OutDialog({ onClose, onDone }: { onClose: () => void; onDone: (out: true | { until: string }) => void }) {
  const [until, setUntil] = useState(local(monday(new Date())))
  const [asked, setAsked] = useState(false)
  const past = until !== '' && new Date(until).getTime() <= Date.now()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (!past) onDone(until === '' ? true : { until: new Date(until).toISOString() })
  }
  return (
    <Dialog opened onClose={onClose} title={text.away.out}>
      <form onSubmit={submit} className="dialog">
        <TextInput type="datetime-local" label={text.away.backOn} description={text.away.backOnHint} value={until} onChange={(event) => setUntil(event.currentTarget.value)} error={asked && past ? text.away.past : undefined} data-autofocus />
        <DialogButtons onCancel={onClose}>
          <Button type="submit">{text.away.goOut}</Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
