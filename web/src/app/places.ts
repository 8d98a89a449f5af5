// Where one can go: the navigation, the palette and G + letter read the same list.
import { text } from '~/ui/text'

export const places = [
  { to: '/', label: text.nav.live, letter: 'v' },
  { to: '/app/inbox', label: text.nav.inbox, letter: 'i' },
  { to: '/app/leads', label: text.nav.leads, letter: 'l' },
  { to: '/app/people', label: text.nav.people, letter: 'p' },
  { to: '/app/deliveries', label: text.nav.deliveries, letter: 'd' },
] as const
