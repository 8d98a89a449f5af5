// The app without a line: its page and its parts come from this cache when the server cannot be
// reached. What the API says is never kept.
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

async function page(request) {
  try {
    const response = await fetch(request)
    if (response.ok && !response.redirected) await keepPage(response.clone())
    return response
  } catch (error) {
    const kept = await caches.match(kPage)
    if (kept) return kept
    throw error
  }
}

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
