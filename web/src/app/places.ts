// Where one can go: the navigation, the palette and G + letter read the same list.
import type { RoleName } from '~/api/caller'
import { text } from '~/ui/text'

interface Place {
  to: string
  label: string
  letter: string
  roles?: readonly RoleName[] // nobody named: for everybody
}

// The server refuses what is left out here just the same.
export const places = [
  { to: '/', label: text.nav.live, letter: 'v', roles: ['admin', 'operations', 'manager'] },
  { to: '/app/inbox', label: text.nav.inbox, letter: 'i' },
  { to: '/app/leads', label: text.nav.leads, letter: 'l' },
  { to: '/app/rules', label: text.nav.rules, letter: 'r', roles: ['admin', 'operations'] },
  { to: '/app/team', label: text.nav.team, letter: 't', roles: ['admin', 'operations', 'manager'] },
  { to: '/app/reports', label: text.nav.reports, letter: 'o' },
  { to: '/app/people', label: text.nav.people, letter: 'p' },
  { to: '/app/deliveries', label: text.nav.deliveries, letter: 'd', roles: ['admin', 'operations'] },
  { to: '/app/settings', label: text.nav.settings, letter: 's', roles: ['admin', 'operations'] },
  { to: '/app/account', label: text.nav.account, letter: 'm' },
] as const satisfies readonly Place[]

export function placesFor(role: RoleName) {
  return places.filter((place) => !('roles' in place) || (place.roles as readonly RoleName[]).includes(role))
}
