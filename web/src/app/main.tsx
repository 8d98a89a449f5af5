// The app begins: theme, data, router.
import '@mantine/core/styles.css'
import '~/ui/app.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { sendKept } from '~/api/actions'
import { keepFresh } from '~/api/live'
import { isPassing } from '~/api/problem'
import { peopleQuery } from '~/api/queries'
import { callerQuery } from '~/api/session'
import { stream } from '~/api/stream'
import { tokenStore } from '~/api/token'
import { theme } from '~/ui/theme'
import { router } from './router'

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 2 && isPassing(error), staleTime: 10_000, refetchOnWindowFocus: false },
  },
})
keepFresh(client)
sendKept(client)
stream.start()
// Nearly every page asks these: they are on their way while the page is built.
if (location.pathname !== '/app/welcome') {
  void client.prefetchQuery(callerQuery)
  void client.prefetchQuery(peopleQuery)
}

// Another caller sees other things: nothing of the former one stays. The same one, back after their
// session was over, goes on with what is there, looked at anew.
let before = tokenStore.get()
tokenStore.subscribe(() => {
  const now = tokenStore.get()
  if (now.who !== before.who) client.clear()
  else if (now.state === 'open' && before.state === 'asked') void client.invalidateQueries()
  if (now.who !== before.who || (now.state === 'open' && before.state === 'asked')) stream.start()
  before = now
})

// Where pages are not trusted with one (plain HTTP to another machine), there is none.
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js').catch(() => undefined)

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    {/* The policy allows no style elements: variables and classes come from the style sheets alone. */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
