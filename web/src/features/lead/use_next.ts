// The lead that comes after this one: of the same person's inbox, the most urgent first.
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { LeadDetail } from '~/api/client'
import { inboxQuery } from '~/api/queries'
import { asleepUntil, snoozes } from '~/api/snoozes'
import { byUrgency } from '~/ui/urgency'

// Undefined: nobody has this lead, or it was their last.
export function useNext(lead: LeadDetail): string | undefined {
  const list = useQuery({ ...inboxQuery(lead.person ?? ''), enabled: lead.person !== null })
  const snoozed = useSyncExternalStore(snoozes.subscribe, snoozes.get)
  const all = (list.data?.leads ?? []).filter((one) => one.lead === lead.lead || asleepUntil(one, snoozed, Date.now()) === undefined).toSorted(byUrgency)
  const here = all.findIndex((one) => one.lead === lead.lead)
  const next = all[here + 1] ?? all[0]
  return next?.lead === lead.lead ? undefined : next?.lead
}
