// The pages about rules, one below the other in the address.
import { Link } from '@tanstack/react-router'
import { ruleWords as words } from '~/ui/words/rules'
import './rules.css'

const kPages = [
  { to: '/app/rules', label: words.tabs.rules },
  { to: '/app/rules/simulate', label: words.tabs.simulate },
  { to: '/app/rules/compare', label: words.tabs.compare },
  { to: '/app/rules/versions', label: words.tabs.versions },
] as const

export function RulesNav() {
  return (
    <nav aria-label={words.pages} className="subnav">
      {kPages.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: true, includeSearch: false }} className="place">
          {page.label}
        </Link>
      ))}
    </nav>
  )
}
