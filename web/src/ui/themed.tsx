// What is made with the component library stands within its theme; both come with the first page that is.
import './components.css'
import { createTheme, MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'

// Colours are in app.css, since the policy forbids style elements.
const theme = createTheme({ primaryColor: 'blue', cursorType: 'pointer' })

export function Themed({ children }: { children: ReactNode }) {
  return (
    // The policy allows no style elements: variables and classes come from the style sheets alone.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      {children}
    </MantineProvider>
  )
}
