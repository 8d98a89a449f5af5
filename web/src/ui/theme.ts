// What the components are told; colours are in app.css, since the policy forbids style elements.
import { createTheme } from '@mantine/core'

export const theme = createTheme({ primaryColor: 'blue', cursorType: 'pointer' })
