// The pages about people and what belongs to them.
import { Link } from '@tanstack/react-router'
import { setupWords } from './words/setup'

const words = setupWords.nav
const kPages = [
  { to: '/app/people', label: words.people },
  { to: '/app/schedules', label: words.schedules },
  { to: '/app/territories', label: words.territories },
  { to: '/app/accounts', label: words.accounts },
] as const

export function SetupNav() {
  return (
    <nav aria-label={words.label} className="subnav">
      {kPages.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: true, includeSearch: false }} className="place">
          {page.label}
        </Link>
      ))}
    </nav>
  )
}
