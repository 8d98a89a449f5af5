// A person's open leads handed over at once: chosen, given to a person or a pool one after another,
// and given back by Undo.
import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Target } from '~/api/actions'
import { api, newKey, type Person } from '~/api/client'
import { ApiError, dataOf, isPassing } from '~/api/problem'
import { poolsQuery } from '~/api/queries'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { leadCompany, leadName } from '~/ui/lead_words'
import { notify } from '~/ui/notices'
import { Failure, Loading } from '~/ui/states'
import { text } from '~/ui/text'
import { teamWords } from '~/ui/words/team'

const words = teamWords.bulk
const kPage = 200
const kTries = 3

async function openLeads(person: string, signal: AbortSignal) {
  const all = []
  let cursor: string | null = null
  do {
    const page: { leads: Awaited<ReturnType<typeof pageOf>>['leads']; cursor: string | null } = await pageOf(person, cursor, signal)
    all.push(...page.leads)
    cursor = page.cursor
  } while (cursor !== null)
  return all
}
const pageOf = (person: string, cursor: string | null, signal: AbortSignal) =>
  dataOf(api.GET('/v1/leads', { params: { query: { person, state: 'assigned,acknowledged,contacted', limit: kPage, ...(cursor ? { cursor } : {}) } }, signal }))

// One after another, each with its key, so that a try that was cut off is not done twice.
async function reassign(leads: readonly string[], to: Target, onDone: (done: number) => void): Promise<{ done: string[]; failed: string[] }> {
  const out: { done: string[]; failed: string[] } = { done: [], failed: [] }
  for (const lead of leads) {
    const key = newKey()
    for (let tries = 1; ; tries++) {
      try {
        await dataOf(api.POST('/v1/leads/{lead}/reassign', { params: { path: { lead }, header: { 'Idempotency-Key': key } }, body: { to } }))
        out.done.push(lead)
        break
      } catch (error) {
        if (isPassing(error) && tries < kTries) continue
        out.failed.push(error instanceof ApiError ? error.message : String(error))
        break
      }
    }
    onDone(out.done.length)
  }
  return out
}

export function HandOver({ person, people, onClose }: { person: Person; people: readonly Person[]; onClose: () => void }) {
  const client = useQueryClient()
  const name = person.name ?? person.person
  const leads = useQuery({ queryKey: ['inbox', 'open', person.person], queryFn: ({ signal }) => openLeads(person.person, signal), staleTime: 0 })
  const pools = useQuery(poolsQuery)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [to, setTo] = useState('')
  const [asked, setAsked] = useState(false)
  const [progress, setProgress] = useState<number>()
  const chosen = (leads.data ?? []).filter((lead) => !left.has(lead.lead)).map((lead) => lead.lead)
  const run = async (): Promise<void> => {
    setAsked(true)
    const space = to.indexOf(' ')
    if (space < 0 || chosen.length === 0) return
    const target = { [to.slice(0, space)]: to.slice(space + 1) } as Target
    setProgress(0)
    const { done, failed } = await reassign(chosen, target, setProgress)
    await client.invalidateQueries()
    const label = people.find((one) => one.person === to.slice(space + 1))?.name ?? to.slice(space + 1)
    const undo = (): void => {
      void reassign(done, { person: person.person }, () => undefined).then((back) => {
        notify(words.undone(back.done.length), { bad: back.failed.length > 0, detail: back.failed[0] })
        return client.invalidateQueries()
      })
    }
    if (done.length > 0) notify(words.done(done.length, label), { undo })
    if (failed.length > 0) notify(words.failed(failed.length), { bad: true, detail: failed[0] })
    onClose()
  }
  const toggle = (lead: string): void => {
    const next = new Set(left)
    if (!next.delete(lead)) next.add(lead)
    setLeft(next)
  }
  const groups = [
    { group: words.person, items: people.filter((one) => one.active && one.person !== person.person).map((one) => ({ value: `person ${one.person}`, label: one.name ?? one.person })) },
    { group: words.pool, items: (pools.data ?? []).map((one) => ({ value: `pool ${one.pool}`, label: one.pool })) },
  ]
  return (
    <Dialog opened onClose={onClose} title={words.title(name)} wide>
      <div className="dialog">
        {leads.isPending ? <Loading rows={3} /> : null}
        {leads.isError ? <Failure error={leads.error} onRetry={() => void leads.refetch()} /> : null}
        {leads.data?.length === 0 ? <p>{words.none}</p> : null}
        {leads.data && leads.data.length > 0 ? (
          <>
            <Checkbox label={words.all} checked={left.size === 0} indeterminate={left.size > 0 && chosen.length > 0} onChange={() => setLeft(left.size === 0 ? new Set(leads.data.map((lead) => lead.lead)) : new Set())} />
            <ul className="hand-over">
              {leads.data.map((lead) => (
                <li key={lead.lead}>
                  <Checkbox
                    label={
                      <>
                        <bdi>{leadName(lead.fields) ?? text.lead.title}</bdi> <span className="soft">{leadCompany(lead.fields) ?? ''}</span>
                      </>
                    }
                    checked={!left.has(lead.lead)}
                    onChange={() => toggle(lead.lead)}
                  />
                </li>
              ))}
            </ul>
            <p role="status">{progress === undefined ? words.chosen(chosen.length) : words.doing(progress, chosen.length)}</p>
            <NativeSelect label={words.to} value={to} data={[{ value: '', label: text.lead.choose }, ...groups]} onChange={(event) => setTo(event.currentTarget.value)} error={asked && to === '' ? text.actions.needed : undefined} />
          </>
        ) : null}
        <DialogButtons onCancel={onClose}>
          <Button loading={progress !== undefined} disabled={chosen.length === 0} onClick={() => void run()}>
            {words.run}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  )
}
