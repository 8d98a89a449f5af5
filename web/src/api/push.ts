// Push in this browser: whether it can be, whether it is on, and switching it on and off. The server
// knows a browser by its endpoint, and shows it by a hash of that.
import { queryOptions } from '@tanstack/react-query'
import { base64url, bytesOf } from './base64url'
import { api } from './client'
import { dataOf } from './problem'

export type Standing = 'unsupported' | 'blocked' | 'off' | 'on'

export const pushQuery = queryOptions({
  queryKey: ['push'],
  queryFn: async ({ signal }) => {
    const server = await dataOf(api.GET('/v1/push', { signal }))
    const own = await ownSubscription()
    const hash = own ? await hashOf(own.endpoint) : ''
    const here = server.subscriptions.find((one) => one.hash === hash)
    return { ...server, here: here?.id, standing: standingOf(here !== undefined) }
  },
})

function isSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

function standingOf(isOn: boolean): Standing {
  if (!isSupported()) return 'unsupported'
  if (Notification.permission === 'denied') return 'blocked'
  return isOn && Notification.permission === 'granted' ? 'on' : 'off'
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return isSupported() ? navigator.serviceWorker.getRegistration('/') : undefined
}

async function ownSubscription(): Promise<PushSubscription | null> {
  return (await (await registration())?.pushManager.getSubscription()) ?? null
}

async function hashOf(endpoint: string): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)))
}

// Asks for leave where it was not asked for, and tells the server. False: it was not given.
export async function switchOn(key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const here = await registration()
  if (!here) throw new Error('the service worker is not there yet; reload the page')
  const old = await here.pushManager.getSubscription()
  const oldKey = old?.options.applicationServerKey
  if (old && (!oldKey || base64url(oldKey) !== key)) await old.unsubscribe() // of another server
  const subscription = await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  const { endpoint = '', keys = {} } = subscription.toJSON()
  await dataOf(api.POST('/v1/push/subscriptions', { body: { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } } }))
  return true
}

export async function remove(id: string): Promise<void> {
  await dataOf(api.DELETE('/v1/push/subscriptions/{subscription}', { params: { path: { subscription: id } } }))
}

export async function switchOff(id: string): Promise<void> {
  await remove(id)
  await (await ownSubscription())?.unsubscribe()
}

// Whoever signs out is told nothing in this browser any more. That it fails keeps nobody in.
export async function leave(): Promise<void> {
  try {
    const own = await ownSubscription()
    if (!own) return
    const hash = await hashOf(own.endpoint)
    const { subscriptions } = await dataOf(api.GET('/v1/push'))
    const here = subscriptions.find((one) => one.hash === hash)
    if (here) await switchOff(here.id)
  } catch {
    // the next one who signs in here and switches it on takes the browser over
  }
}
