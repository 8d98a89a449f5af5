// What stands around every page: navigation, the line's state, the palette, help, notices, and the
// question for a token.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, Outlet, type ErrorComponentProps, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { sendNow } from '~/api/actions'
import { api } from '~/api/client'
import { useLine } from '~/api/live'
import { outbox } from '~/api/outbox'
import { dataOf } from '~/api/problem'
import { shownTo } from '~/api/caller'
import { beforeSignOut, callerQuery } from '~/api/session'
import { stream } from '~/api/stream'
import { tokenStore } from '~/api/token'
import { Button } from '~/ui/controls'
import { useKeys, useSaveKey } from '~/ui/keys'
import { notify, Notices, undoLast } from '~/ui/notices'
import { Empty } from '~/ui/states'
import { text } from '~/ui/text'
import { placesFor } from './places'
import { themed } from './themed_page'

// What is not seen at first comes when it is asked for, or when there is nothing else to do (main.tsx).
const Help = lazy(() => themed(import('./help').then((part) => part.Help)))
const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }))
const SignInPage = lazy(() => themed(import('./sign_in_form').then((part) => part.SignInPage)))
const SignInAgain = lazy(() => themed(import('./sign_in_form').then((part) => part.SignInAgain)))

const kSettled = 300 // milliseconds

function Line() {
  const line = useLine()
  return (
    <span className="line" data-state={line}>
      <span role="status">
        <span className="dot" aria-hidden="true" /> <span className="line-words">{text.line[line]}</span>
      </span>
      {line === 'waiting' ? (
        <Button size="compact-sm" variant="default" onClick={() => stream.now()}>
          {text.line.retry}
        </Button>
      ) : null}
    </span>
  )
}

// Signing out ends the session at the server, or lets go of the tab's token.
function SignOut() {
  const navigate = useNavigate()
  const caller = useQuery(callerQuery).data
  const token = tokenStore.get().token
  const out = useMutation({
    mutationFn: async () => {
      if (token) return
      await sendNow()
      if (outbox.get().length > 0) throw new Error(text.actions.keptStays)
      await Promise.all([...beforeSignOut].map((say) => say()))
      await (await import('~/api/push')).leave()
      await dataOf(api.DELETE('/v1/session'))
    },
    onSuccess: () => {
      tokenStore.signOut()
      void navigate({ to: '/' })
    },
    onError: (error) => notify(text.actions.failed, { bad: true, detail: error.message }),
  })
  if (!token && !caller?.account) return null
  return (
    <Button variant="default" size="sm" onClick={() => out.mutate()} loading={out.isPending}>
      {text.access.signOut}
    </Button>
  )
}

// The page; or, where nobody is known yet, the question who it is. A session that ends in the middle
// of something is asked for over the page, which stays as it is.
function Content({ asked, known }: { asked: boolean; known: boolean }) {
  if (asked && !known) {
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    )
  }
  return (
    <>
      <Outlet />
      {asked ? (
        <Suspense>
          <SignInAgain />
        </Suspense>
      ) : null}
    </>
  )
}

export function Shell() {
  const access = useSyncExternalStore(tokenStore.subscribe, tokenStore.get)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const navigate = useNavigate()
  const at = useLocation({ select: (location) => location.pathname })
  const isWelcome = at === '/app/welcome'
  const caller = useQuery({ ...callerQuery, enabled: !isWelcome })
  const role = shownTo(caller.data)
  const places = placesFor(role)
  // A rep begins with the own leads.
  useEffect(() => {
    if (role === 'rep' && at === '/') void navigate({ to: '/app/inbox', replace: true })
  }, [role, at, navigate])
  useSaveKey()
  useKeys({
    '?': () => setHelp(true),
    u: () => void undoLast(),
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
  // On a phone the places stand in one row, of which a part is seen. Once the page stands: asked at once,
  // the browser would work out where everything is before anything is there.
  useEffect(() => {
    if (!at || places.length === 0) return
    const timer = setTimeout(() => document.querySelector('.place.active')?.scrollIntoView({ block: 'nearest', inline: 'center' }), kSettled)
    return () => clearTimeout(timer)
  }, [at, places.length])
  const asked = access.state === 'asked'
  // Nobody is known here yet: there is nowhere to go.
  const isStranger = isWelcome || (asked && caller.data === undefined)
  return (
    <>
      <a className="skip" href="#content">
        {text.nav.skip}
      </a>
      <header className="bar">
        <Link to="/" className="mark">
          <img src="/assets/baton.svg" alt="" width={28} height={28} /> {text.product}
        </Link>
        {isStranger ? null : (
          <nav aria-label={text.nav.main}>
            {places.map((place) => (
              <Link key={place.to} to={place.to} activeOptions={{ exact: place.to === '/' }} className="place">
                {place.label}
              </Link>
            ))}
          </nav>
        )}
        <div className="bar-tools">
          {isStranger ? null : <Line />}
          <Button variant="default" size="sm" onClick={() => setPalette(true)}>
            <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden="true" className="glass">
              <circle cx={7} cy={7} r={4.5} />
              <path d="M10.5 10.5 14.5 14.5" />
            </svg>
            <span className="unseen">{text.palette.open}</span>
            <kbd className="key wide-only">Ctrl K</kbd>
          </Button>
          <Button variant="default" size="sm" onClick={() => setHelp(true)} aria-label={text.help.open} className="wide-only">
            ?
          </Button>
          {asked ? null : <SignOut />}
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {isWelcome ? <Outlet /> : <Content asked={asked} known={caller.data !== undefined} />}
      </main>
      <Notices />
      <Suspense>
        {palette ? <Palette onClose={() => setPalette(false)} /> : null}
        {help ? <Help onClose={() => setHelp(false)} /> : null}
      </Suspense>
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
