// Where everything is. A page's code comes when the page is asked for.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { reportSearchOf, type ReportSearch } from '~/features/reports/search'
import { Loading } from '~/ui/states'
import { Crashed, NotFound, Shell } from './shell'

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

const kSettingsTabs = ['members', 'tokens', 'audit'] as const
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
  component: lazyRouteComponent(() => import('~/features/inbox/inbox_page'), 'InboxPage'),
})

const people = createRoute({
  getParentRoute: () => root,
  path: '/app/people',
  component: lazyRouteComponent(() => import('~/features/people/people_page'), 'PeoplePage'),
})

const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/app/deliveries',
  validateSearch: (search: Record<string, unknown>): { state?: string } => (typeof search['state'] === 'string' ? { state: search['state'] } : {}),
  component: lazyRouteComponent(() => import('~/features/deliveries/deliveries_page'), 'DeliveriesPage'),
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/app/welcome',
  component: lazyRouteComponent(() => import('~/features/access/welcome_page'), 'WelcomePage'),
})

const account = createRoute({
  getParentRoute: () => root,
  path: '/app/account',
  component: lazyRouteComponent(() => import('~/features/access/account_page'), 'AccountPage'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/app/settings',
  validateSearch: (search: Record<string, unknown>): { tab?: SettingsTab } => (kSettingsTabs.includes(search['tab'] as SettingsTab) ? { tab: search['tab'] as SettingsTab } : {}),
  component: lazyRouteComponent(() => import('~/features/access/settings_page'), 'SettingsPage'),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/app/rules',
  component: lazyRouteComponent(() => import('~/features/rules/rules_page'), 'RulesPage'),
})
const simulate = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/simulate',
  // An example lead, as JSON text; the address may have turned it into what it says.
  validateSearch: (search: Record<string, unknown>): { lead?: string } => {
    const { lead } = search
    return typeof lead === 'string' ? { lead } : typeof lead === 'object' && lead !== null ? { lead: JSON.stringify(lead) } : {}
  },
  component: lazyRouteComponent(() => import('~/features/rules/simulate_page'), 'SimulatePage'),
})
const compare = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/compare',
  component: lazyRouteComponent(() => import('~/features/rules/compare_page'), 'ComparePage'),
})
const versions = createRoute({
  getParentRoute: () => root,
  path: '/app/rules/versions',
  component: lazyRouteComponent(() => import('~/features/rules/versions_page'), 'VersionsPage'),
})

const territories = createRoute({
  getParentRoute: () => root,
  path: '/app/territories',
  component: lazyRouteComponent(() => import('~/features/territories/territories_page'), 'TerritoriesPage'),
})
const schedules = createRoute({
  getParentRoute: () => root,
  path: '/app/schedules',
  component: lazyRouteComponent(() => import('~/features/schedules/schedules_page'), 'SchedulesPage'),
})
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/app/accounts',
  component: lazyRouteComponent(() => import('~/features/accounts/accounts_page'), 'AccountsPage'),
})
const team = createRoute({
  getParentRoute: () => root,
  path: '/app/team',
  component: lazyRouteComponent(() => import('~/features/team/team_page'), 'TeamPage'),
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
  component: lazyRouteComponent(() => import('~/features/reports/reports_page'), 'ReportsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([live, app, leads, lead, inbox, people, deliveries, rules, simulate, compare, versions, territories, schedules, accounts, team, reports, welcome, account, settings]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
