// Settings: who belongs to the workspace and as what, API tokens, and the trail of what was changed.
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { text } from '~/ui/text'
import { Audit } from './audit'
import { Members } from './members'
import { Tokens } from './tokens'
import './access.css'

const kTabs = ['members', 'tokens', 'audit'] as const

export function SettingsPage() {
  const { tab = 'members' } = useSearch({ from: '/app/settings' })
  const navigate = useNavigate({ from: '/app/settings' })
  return (
    <div className="page">
      <header className="head">
        <h1>{text.access.settings}</h1>
        <div className="head-tools" role="group" aria-label={text.access.settings}>
          {kTabs.map((one) => (
            <Button key={one} variant={one === tab ? 'filled' : 'default'} aria-pressed={one === tab} onClick={() => void navigate({ search: { tab: one } })}>
              {text.access.tabs[one]}
            </Button>
          ))}
        </div>
      </header>
      {tab === 'members' ? <Members /> : tab === 'tokens' ? <Tokens /> : <Audit />}
    </div>
  )
}
