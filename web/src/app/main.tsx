// The app begins: data, router.
import '~/ui/controls.css'
import '~/ui/app.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { sendKept } from '~/api/actions'
import { device } from '~/api/device'
import { keepFresh } from '~/api/live'
import { forgetPerson, keepForOffline } from '~/api/offline'
import { isPassing } from '~/api/problem'
import { stream } from '~/api/stream'
import { tokenStore } from '~/api/token'
import { firstAnswers } from './first_answers'
import { keepApp } from './keep_app'
import { router } from './router'

const client = new QueryClient({
  defaultOptions: {
    // Whether there is a line is found out by asking: what a device says of it is often wrong.
    queries: { networkMode: 'always', retry: (failures, error) => failures < 2 && isPassing(error), staleTime: 10_000, refetchOnWindowFocus: false },
    mutations: { networkMode: 'always' },
  },
})
keepFresh(client)
keepForOffline(client)
sendKept(client)
stream.start()

// Another caller sees other things: nothing of the former one stays. The same one, back after their
// session was over, goes on with what is there, looked at anew.
let before = tokenStore.get()
tokenStore.subscribe(() => {
  const now = tokenStore.get()
  if (now.who !== before.who) {
    forgetPerson()
    client.clear()
  } else if (now.state === 'asked') device.erase()
  if (now.who === before.who && now.state === 'open' && before.state === 'asked') void client.invalidateQueries()
  if (now.who !== before.who || (now.state === 'open' && before.state === 'asked')) stream.start()
  before = now
})

// Where pages are not trusted with one (plain HTTP to another machine), there is none.
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js').then(keepApp, () => undefined)

// The first picture waits for its page's code and for what it shows, so that it is built once; but not
// longer than this: then it says what it waits for. Milliseconds.
const kPatience = 400
await Promise.race([Promise.all([router.load(), firstAnswers(client, location)]), new Promise((resolve) => setTimeout(resolve, kPatience))])
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
