// The app without a line: its page and its parts come from this cache when the server cannot be
// reached. What the API says is never kept. And notifications: what is pushed names a lead and what
// happened (src/deliver/notify/push.hpp); the words for it are here.
const kCache = 'baton-app'
const kPage = '/'

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(fetch(kPage).then(keepPage).catch(() => undefined))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A page that differs is that of another version: the parts of the former one go.
async function keepPage(response) {
  if (!response.ok) return
  const cache = await caches.open(kCache)
  const [known, fresh] = [await cache.match(kPage), await response.clone().text()]
  if (known && (await known.text()) !== fresh) {
    for (const request of await cache.keys()) await cache.delete(request)
  }
  await cache.put(kPage, response)
}

// A line may stand and bring nothing, as in a tunnel: after so many milliseconds the page that is kept
// is shown. What comes later is kept for the next time.
const kPatience = 3_000

async function page(request) {
  const fresh = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await keepPage(response.clone())
    return response
  })
  const kept = await caches.match(kPage)
  if (!kept) return fresh
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), kPatience))
  return Promise.race([fresh.catch(() => kept), late])
}

// The parts that a page has loaded before this worker was there.
async function keepParts(addresses) {
  const cache = await caches.open(kCache)
  for (const address of addresses) {
    if (await cache.match(address)) continue
    const response = await fetch(address).catch(() => undefined)
    if (response?.ok) await cache.put(address, response)
  }
}

self.addEventListener('message', (event) => {
  const { keep } = event.data ?? {}
  if (!Array.isArray(keep)) return
  const own = keep.filter((one) => typeof one === 'string' && one.startsWith(`${self.location.origin}/assets/`))
  event.waitUntil(keepParts(own))
})

// Their names bear a hash: what is kept is right for good.
async function part(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) {
    const cache = await caches.open(kCache)
    await cache.put(request, response.clone())
  }
  return response
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && (pathname === '/' || pathname.startsWith('/app/'))) event.respondWith(page(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(part(request))
})

// By what happened: the title, and what stands below it.
const kWords = {
  assigned: ['A new lead is yours', 'Open it and answer.'],
  reassigned: ['A lead has come to you', 'Somebody had it before. Open it and answer.'],
  escalated: ['A lead waits for an answer', 'Nobody has taken it in hand yet.'],
  queued: ['A lead can be claimed', 'First come, first served.'],
  unrouted: ['A lead has nobody', 'It waits until somebody can take it.'],
  revised: ['One of your leads wrote again', 'Open it to read what is new.'],
  ladder_failed: ['A lead waits, and nobody else was found', 'Look who can take it.'],
  delivery_failed: ['Messages do not get through', 'Open the deliveries to see why.'],
  test: ['Notifications work', 'This is how you hear of a lead.'],
}
const kOther = ['There is news', 'Open Baton to see what it is.']

function noteOf(data) {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

// A page of this app; anything else leads to the inbox.
const placeOf = (to) => (typeof to === 'string' && /^\/app\/[\w/-]*$/.test(to) ? to : '/app/inbox')

// Something has to be shown for each push, or browsers take the leave away. Of one lead the last stands.
self.addEventListener('push', (event) => {
  const { kind, lead, to } = noteOf(event.data)
  const [title, body] = Object.hasOwn(kWords, kind) ? kWords[kind] : kOther
  const tag = String(lead ?? kind ?? 'baton')
  event.waitUntil(self.registration.showNotification(title, { body, tag, renotify: true, icon: '/assets/baton.svg', data: { to: placeOf(to) } }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(go(placeOf(event.notification.data?.to)))
})

// In a window that is open already, where there is one.
async function go(to) {
  const [open] = await self.clients.matchAll({ type: 'window' })
  if (!open) return self.clients.openWindow(to)
  await open.focus().catch(() => undefined)
  return open.navigate(to).catch(() => self.clients.openWindow(to))
}

// The push service gave the browser another endpoint: the server is told.
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAgain(event.oldSubscription))
})

async function subscribeAgain(old) {
  const applicationServerKey = old?.options.applicationServerKey
  if (!applicationServerKey) return
  const subscription = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  await fetch('/v1/push/subscriptions', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(subscription) })
}
