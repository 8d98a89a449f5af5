// Which of the leads are put aside just now, and until when; looked at anew when the next one comes back.
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Lead } from '~/api/client'
import { asleepUntil, snoozes } from '~/api/snoozes'

const kAtLeast = 500 // milliseconds
const kAtMost = 3_600_000 // a longer wait is made of several

export function useSnoozed(leads: readonly Lead[]): ReadonlyMap<string, number> {
  const all = useSyncExternalStore(snoozes.subscribe, snoozes.get)
  const [now, setNow] = useState(() => Date.now())
  const asleep = new Map(
    leads.flatMap((lead) => {
      const until = asleepUntil(lead, all, Math.max(now, Date.now()))
      return until === undefined ? [] : [[lead.lead, until] as const]
    }),
  )
  const next = Math.min(...asleep.values())
  useEffect(() => {
    if (next === Number.POSITIVE_INFINITY) return
    let timer: ReturnType<typeof setTimeout>
    const wait = (): void => {
      timer = setTimeout(() => {
        setNow(Date.now())
        wait()
      }, Math.min(kAtMost, Math.max(kAtLeast, next - Date.now())))
    }
    wait()
    return () => clearTimeout(timer)
  }, [next])
  return asleep
}
