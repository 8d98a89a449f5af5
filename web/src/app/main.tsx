// The app begins: theme, data, router.
import '@mantine/core/styles.css'
import '~/ui/app.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepFresh } from '~/api/live'
import { isPassing } from '~/api/problem'
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
stream.start()

// Another token sees other things: nothing of the former one stays.
let token = tokenStore.get().token
tokenStore.subscribe(() => {
  if (tokenStore.get().token === token) return
  token = tokenStore.get().token
  client.clear()
  stream.start()
})

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
