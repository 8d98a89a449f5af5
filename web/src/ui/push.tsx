// Notifications in this browser and the others of the account: on, off, tried, and how to allow them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { pushQuery, remove, switchOff, switchOn } from '~/api/push'
import { Button } from './controls'
import { formatDateTime } from './format'
import { notify } from './notices'
import { Shown } from './states'
import { text } from './text'

const failed = (error: Error): void => notify(text.actions.failed, { bad: true, detail: error.message })

function useSwitch() {
  const client = useQueryClient()
  const settled = (): Promise<void> => client.invalidateQueries({ queryKey: ['push'] })
  const on = useMutation({
    mutationFn: switchOn,
    onSuccess: (given) => (given ? notify(text.push.switchedOn) : notify(text.push.notGiven, { bad: true, detail: text.push.howToAllow })),
    onError: failed,
    onSettled: settled,
  })
  const off = useMutation({ mutationFn: switchOff, onSuccess: () => notify(text.push.switchedOff), onError: failed, onSettled: settled })
  const drop = useMutation({ mutationFn: remove, onError: failed, onSettled: settled })
  const test = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/push/test', { body: {} })),
    onSuccess: ({ subscriptions }) => {
      const sent = subscriptions.filter((one) => one.outcome === 'sent').length
      const bad = subscriptions.filter((one) => one.outcome !== 'sent')
      const detail = bad.map((one) => `${one.browser ?? text.access.unknownBrowser}: ${one.error ?? one.outcome}`).join('\n')
      notify(text.push.tested(sent, subscriptions.length), bad.length > 0 ? { bad: true, detail } : {})
    },
    onError: failed,
    onSettled: settled,
  })
  return { on, off, drop, test }
}

// What stands in the way, if anything does.
function Obstacle({ standing, channels }: { standing: string; channels: string[] }) {
  if (standing === 'unsupported') return <p className="note small">{text.push.unsupported}</p>
  if (standing === 'blocked') {
    return (
      <div className="note small bad" role="note">
        <p>{text.push.blocked}</p>
        <p>{text.push.howToAllow}</p>
      </div>
    )
  }
  return channels.length === 0 ? <p className="note small">{text.push.noChannel}</p> : null
}

// For whoever has an account.
export function PushPanel({ hasPerson }: { hasPerson: boolean }) {
  const push = useQuery(pushQuery)
  const { on, off, drop, test } = useSwitch()
  return (
    <section className="panel push" aria-labelledby="push">
      <h2 id="push">{text.push.title}</h2>
      <p className="soft">{text.push.words}</p>
      <Shown query={push} rows={2}>
        {({ key, channels, subscriptions, here, standing }) => (
          <>
            <Obstacle standing={standing} channels={channels} />
            {hasPerson ? null : <p className="note small">{text.push.noPerson}</p>}
            <div className="head-tools" role="group" aria-labelledby="push">
              {standing === 'off' ? (
                <Button onClick={() => on.mutate(key)} loading={on.isPending}>
                  {text.push.switchOn}
                </Button>
              ) : null}
              {standing === 'on' && here ? (
                <Button variant="default" onClick={() => off.mutate(here)} loading={off.isPending}>
                  {text.push.switchOff}
                </Button>
              ) : null}
              {subscriptions.length > 0 && channels.length > 0 ? (
                <Button variant="default" onClick={() => test.mutate()} loading={test.isPending}>
                  {text.push.test}
                </Button>
              ) : null}
            </div>
            {subscriptions.length > 0 ? (
              <ul className="rows" aria-label={text.push.browsers}>
                {subscriptions.map((one) => (
                  <li key={one.id}>
                    <div>
                      <p>{one.browser ?? text.access.unknownBrowser}</p>
                      <p className="soft">{text.push.since(formatDateTime(one.created_at), one.service)}</p>
                    </div>
                    {one.id === here ? (
                      <span className="badge" data-mood="answered">
                        {text.access.thisOne}
                      </span>
                    ) : (
                      <Button variant="default" onClick={() => drop.mutate(one.id)} aria-label={`${text.push.remove}: ${one.browser ?? text.access.unknownBrowser}`}>
                        {text.push.remove}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            ) : null}
          </>
        )}
      </Shown>
    </section>
  )
}

// Below an inbox where nothing waits: how to hear of the next lead with the page closed. Nothing where
// that is settled, or nobody is signed in.
export function PushHint() {
  const push = useQuery({ ...pushQuery, retry: (failures, error) => failures < 2 && !(error instanceof ApiError) })
  const { on } = useSwitch()
  if (!push.data || push.data.standing === 'on' || push.data.channels.length === 0) return null
  const { key, channels, standing } = push.data
  return (
    <aside className="note" aria-labelledby="push-hint">
      <h2 id="push-hint">{text.push.hint}</h2>
      <p>{text.push.words}</p>
      <Obstacle standing={standing} channels={channels} />
      {standing === 'off' ? (
        <Button onClick={() => on.mutate(key)} loading={on.isPending}>
          {text.push.switchOn}
        </Button>
      ) : null}
    </aside>
  )
}
