// What stands around every page: navigation, the line's state, the palette, help, notices, and the
// question for a token.
import { Button, Kbd } from '@mantine/core'
import { Link, Outlet, type ErrorComponentProps, useNavigate } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useLine } from '~/api/live'
import { stream } from '~/api/stream'
import { tokenStore } from '~/api/token'
import { useKeys } from '~/ui/keys'
import { Notices } from '~/ui/notices'
import { Empty } from '~/ui/states'
import { text } from '~/ui/text'
import { Help } from './help'
import { Palette } from './palette'
import { places } from './places'
import { TokenForm } from './token_form'

function Line() {
  const line = useLine()
  return (
    <span className="line" data-state={line}>
      <span role="status">
        <span className="dot" aria-hidden="true" /> {text.line[line]}
      </span>
      {line === 'waiting' ? (
        <Button size="compact-sm" variant="default" onClick={() => stream.now()}>
          {text.line.retry}
        </Button>
      ) : null}
    </span>
  )
}

export function Shell() {
  const access = useSyncExternalStore(tokenStore.subscribe, tokenStore.get)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const navigate = useNavigate()
  useKeys({
    '?': () => setHelp(true),
    ...Object.fromEntries(places.map((place) => [`g ${place.letter}`, () => void navigate({ to: place.to })])),
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setPalette(true)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const asked = access.state === 'asked'
  return (
    <>
      <a className="skip" href="#content">
        {text.nav.skip}
      </a>
      <header className="bar">
        <Link to="/" className="mark">
          <img src="/assets/baton.svg" alt="" width={28} height={28} /> {text.product}
        </Link>
        <nav aria-label={text.nav.main}>
          {places.map((place) => (
            <Link key={place.to} to={place.to} activeOptions={{ exact: place.to === '/' }} className="place">
              {place.label}
            </Link>
          ))}
        </nav>
        <div className="bar-tools">
          <Line />
          <Button variant="default" size="sm" onClick={() => setPalette(true)}>
            <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden="true" className="glass">
              <circle cx={7} cy={7} r={4.5} />
              <path d="M10.5 10.5 14.5 14.5" />
            </svg>
            <span className="unseen">{text.palette.open}</span>
            <Kbd className="wide-only">Ctrl K</Kbd>
          </Button>
          <Button variant="default" size="sm" onClick={() => setHelp(true)} aria-label={text.help.open}>
            ?
          </Button>
          {access.token && !asked ? (
            <Button variant="default" size="sm" onClick={() => tokenStore.signOut()}>
              {text.token.signOut}
            </Button>
          ) : null}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {asked ? <TokenForm again={access.token !== ''} /> : <Outlet />}
      </main>
      <Notices />
      <Palette opened={palette} onClose={() => setPalette(false)} />
      <Help opened={help} onClose={() => setHelp(false)} />
    </>
  )
}

export function NotFound() {
  return (
    <div className="page">
      <Empty title={text.state.gone} action={<Link to="/">{text.nav.live}</Link>} />
    </div>
  )
}

// A mistake of the app itself, or code that could not be fetched since the server was replaced.
export function Crashed({ error }: ErrorComponentProps) {
  return (
    <div className="page">
      <div className="note bad" role="alert">
        <h1>{text.state.crashed}</h1>
        <p>{String(error)}</p>
        <Button variant="default" onClick={() => location.reload()}>
          {text.state.reload}
        </Button>
      </div>
    </div>
  )
}
