// Once the line stands and there is nothing else to do: the parts of the app that somebody needs without a
// line come, too, and the service worker is told of those that came before it was there.
import { stream } from '~/api/stream'

// Milliseconds: what was asked for goes first.
const kAfter = 2_000
const kPatience = 10_000

const lineStands = (): Promise<void> =>
  new Promise((resolve) => {
    const off = stream.subscribe(look)
    function look(): void {
      if (stream.getState() !== 'live') return
      off()
      resolve()
    }
    look()
  })

const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: kPatience })
    else resolve() // Safari
  })

export async function keepApp(): Promise<void> {
  await lineStands()
  await new Promise((resolve) => setTimeout(resolve, kAfter))
  await whenIdle()
  await Promise.all([import('./palette'), import('./help'), import('./sign_in_form'), import('~/features/inbox/snooze_dialog'), import('~/features/lead/lead_page'), import('~/ui/push')]).catch(() => undefined)
  const { active } = await navigator.serviceWorker.ready
  const loaded = [...performance.getEntriesByType('resource').map((one) => one.name), ...[...document.querySelectorAll<HTMLLinkElement>('link[href]')].map((one) => one.href)]
  active?.postMessage({ keep: [...new Set(loaded)].filter((address) => new URL(address).pathname.startsWith('/assets/')) })
}
