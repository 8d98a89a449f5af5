// Where everything is. A page's code comes when the page is asked for; the inbox, which reps open on slow
// phones, comes with the app.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { InboxPage } from '~/features/inbox/inbox_page'
import { reportSearchOf, type ReportSearch } from '~/features/reports/search'
import { Loading } from '~/ui/states'
import { Crashed, NotFound, Shell } from './shell'
import { themed } from './themed_page'

export interface LeadFilters {
  q?: string
  state?: string
  person?: string
  rule?: string
  pool?: string
  queue?: string
  source?: string
}

const kFilters = ['q', 'state', 'person', 'rule', 'pool', 'queue', 'source'] as const

function filtersOf(search: Record<string, unknown>): LeadFilters {
  const filters: LeadFilters = {}
  for (const name of kFilters) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') filters[name] = value
    else if (typeof value === 'number' || typeof value === 'boolean') filters[name] = String(value)
  }
  return filters
}

const kSettingsTabs = ['members', 'connections', 'tokens', 'audit'] as const
type SettingsTab = (typeof kSettingsTabs)[number]

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const live = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('~/features/live/live_page'), 'LivePage'),
})
const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true })
  },
})
const leads = createRoute({
  getParentRoute: () => root,
  path: '/app/leads',
  validateSearch: filtersOf,
  component: lazyRouteComponent(() => import('~/features/leads/leads_page'), 'LeadsPage'),
})
const lead = createRoute({
  getParentRoute: () => root,
  path: '/app/leads/$lead',
  validateSearch: (search: Record<string, unknown>): { person?: string } => (typeof search['person'] === 'string' ? { person: search['person'] } : {}),
  component: lazyRouteComponent(() => import('~/features/lead/lead_page'), 'LeadPage'),
})

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/app/inbox',
  validateSearch: (search: Record<string, unknown>): { person?: string } => (typeof search['person'] === 'string' ? { person: search['person'] } : {}),
  component: InboxPage,
})

const people = createRoute({
  getParentRoute: () => root,
  path: '/app/people',
  component: lazyRouteComponent(() => themed(import('~/features/people/people_page').then((page) => page.PeoplePage))),
})

const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/app/deliveries',
  validateSearch: (search: Record<string, unknown>): { state?: string } => (typeof search['state'] === 'string' ? { state: search['state'] } : {}),
  component: lazyRouteComponent(() => themed(import('~/features/deliveries/deliveries_page').then((page) => page.DeliveriesPage))),
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/app/welcome',
  component: lazyRouteComponent(() => themed(import('~/features/access/welcome_page').then((page) => page.WelcomePage))),
})

const account = createRoute({
  getParentRoute: () => root,
  path: '/app/account',
  component: lazyRouteComponent(() => themed(import('~/features/access/account_page').then((page) => page.AccountPage))),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/app/settings',
  validateSearch: (search: Record<string, unknown>): { tab?: SettingsTab } => (kSettingsTabs.includes(search['tab'] as SettingsTab) ? { tab: search['tab'] as SettingsTab } : {}),
  component: lazyRouteComponent(() => themed(import('~/features/access/settings_page').then((page) => page.SettingsPage))),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/app/start',
  component: lazyRouteComponent(() => themed(import('~/features/start/start_page').then((page) => page.StartPage))),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/app/rules',
  component: lazyRouteComponent(() => themed(import('~/features/rules/rules_page').then((page) => page.RulesPage))),
})
const simulate = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/simulate',
  // An example lead, as JSON text; the address may have turned it into what it says.
  validateSearch: (search: Record<string, unknown>): { lead?: string } => {
    const { lead } = search
    return typeof lead === 'string' ? { lead } : typeof lead === 'object' && lead !== null ? { lead: JSON.stringify(lead) } : {}
  },
  component: lazyRouteComponent(() => themed(import('~/features/rules/simulate_page').then((page) => page.SimulatePage))),
})
const compare = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/compare',
  component: lazyRouteComponent(() => themed(import('~/features/rules/compare_page').then((page) => page.ComparePage))),
})
const versions = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/versions',
  component: lazyRouteComponent(() => themed(import('~/features/rules/versions_page').then((page) => page.VersionsPage))),
})

const territories = createRoute({
  getParentRoute: () => root,
  path: '/app/territories',
  component: lazyRouteComponent(() => themed(import('~/features/territories/territories_page').then((page) => page.TerritoriesPage))),
})
const schedules = createRoute({
  getParentRoute: () => root,
  path: '/app/schedules',
  component: lazyRouteComponent(() => themed(import('~/features/schedules/schedules_page').then((page) => page.SchedulesPage))),
})
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/app/accounts',
  component: lazyRouteComponent(() => themed(import('~/features/accounts/accounts_page').then((page) => page.AccountsPage))),
})
const team = createRoute({
  getParentRoute: () => root,
  path: '/app/team',
  component: lazyRouteComponent(() => themed(import('~/features/team/team_page').then((page) => page.TeamPage))),
})

const kReportTexts = ['report', 'period', 'on', 'from', 'to', 'by', 'person', 'pool'] as const
const reports = createRoute({
  getParentRoute: () => root,
  path: '/app/reports',
  // What is not known is as good as not said.
  validateSearch: (search: Record<string, unknown>): ReportSearch => {
    const said: Record<string, string> = {}
    for (const name of kReportTexts) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') said[name] = value
    }
    return reportSearchOf(said)
  },
  component: lazyRouteComponent(() => themed(import('~/features/reports/reports_page').then((page) => page.ReportsPage))),
})

export const router = createRouter({
  routeTree: root.addChildren([live, app, leads, lead, inbox, people, deliveries, rules, simulate, compare, versions, territories, schedules, accounts, team, reports, start, welcome, account, settings]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
