// Settings: what the workspace is connected to, who belongs to it and as what, API tokens, and the trail of
// what was changed. Operations see the connections alone.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { shownTo } from '~/api/caller'
import { callerQuery } from '~/api/session'
import { text } from '~/ui/text'
import { startWords } from '~/ui/words/start'
import { Audit } from './audit'
import { Connections } from './connections'
import { Members } from './members'
import { Tokens } from './tokens'
import './access.css'

const kParts = { members: Members, connections: Connections, tokens: Tokens, audit: Audit }
type Tab = keyof typeof kParts
const kTabs: readonly Tab[] = ['members', 'connections', 'tokens', 'audit']

export function SettingsPage() {
  const caller = useQuery(callerQuery)
  const { tab } = useSearch({ from: '/app/settings' })
  const navigate = useNavigate({ from: '/app/settings' })
  const tabs: readonly Tab[] = shownTo(caller.data) === 'operations' ? ['connections'] : kTabs
  const shown = tab ?? tabs[0] ?? 'connections'
  const Part = kParts[shown]
  return (
    <div className="page">
      <header className="head">
        <h1>{text.access.settings}</h1>
        <div className="head-tools" role="group" aria-label={text.access.settings}>
          {tabs.map((one) => (
            <Button key={one} variant={one === shown ? 'filled' : 'default'} aria-pressed={one === shown} onClick={() => void navigate({ search: { tab: one } })}>
              {text.access.tabs[one]}
            </Button>
          ))}
        </div>
      </header>
      <Part />
      <p>
        <Link to="/app/start" className="person">
          {startWords.link}
        </Link>
      </p>
    </div>
  )
}
