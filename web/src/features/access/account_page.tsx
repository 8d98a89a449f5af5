// My account: who I am here, my password, and where else I am signed in.
import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { callerQuery } from '~/api/session'
import { formatDateTime, formatRelative } from '~/ui/format'
import { notify } from '~/ui/notices'
import { PushPanel } from '~/ui/push'
import { Empty, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import './access.css'

export function AccountPage() {
  const caller = useQuery(callerQuery)
  return (
    <div className="page">
      <h1>{text.access.account}</h1>
      <Shown query={caller}>
        {(me) =>
          me.account ? (
            <>
              <section className="panel">
                <p>
                  <strong>{me.account.name ?? me.account.email}</strong>
                  {me.account.name ? ` · ${me.account.email}` : ''}
                </p>
                <p className="soft">{text.access.isRole(text.access.roles[me.role as keyof typeof text.access.roles], me.workspace, me.person ?? undefined)}</p>
              </section>
              <PushPanel hasPerson={me.person !== null} />
              <Sessions />
              <Password />
            </>
          ) : (
            <Empty title={text.access.noAccount}>{text.access.noAccountWords}</Empty>
          )
        }
      </Shown>
    </div>
  )
}

function Sessions() {
  const client = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => dataOf(api.GET('/v1/sessions', { signal })) })
  const end = useMutation({
    mutationFn: (session: string) => dataOf(api.DELETE('/v1/sessions/{session}', { params: { path: { session } } })),
    onSuccess: () => notify(text.access.ended),
    onError: (error) => notify(text.actions.failed, { bad: true, detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">{text.access.sessions}</h2>
      <Shown query={sessions} rows={2}>
        {(answer) => (
          <ul className="rows">
            {answer.sessions.map((one) => (
              <li key={one.id}>
                <div>
                  <p>{one.browser ?? text.access.unknownBrowser}</p>
                  <p className="soft">{text.access.seen(formatRelative(one.seen_at), one.address ?? '', formatDateTime(one.created_at))}</p>
                </div>
                {one.this ? (
                  <span className="badge" data-mood="answered">
                    {text.access.thisOne}
                  </span>
                ) : (
                  <Button variant="default" onClick={() => end.mutate(one.id)} aria-label={`${text.access.end}: ${one.browser ?? text.access.unknownBrowser}`}>
                    {text.access.end}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  )
}

function Password() {
  const [present, setPresent] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: () => dataOf(api.PUT('/v1/account/password', { body: { present, password } })),
    onSuccess: () => {
      setPresent('')
      setPassword('')
      notify(text.access.changed)
      void client.invalidateQueries({ queryKey: ['sessions'] })
    },
  })
  const problem = change.error instanceof ApiError ? change.error.problem : undefined
  const of = (field: string): string | undefined => problem?.errors?.find((one) => one.field === field)?.detail ?? (problem?.field === field ? problem.detail : undefined)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <section className="panel" aria-labelledby="password">
      <h2 id="password">{text.access.changePassword}</h2>
      <form className="sign-in" onSubmit={submit}>
        <PasswordInput label={text.access.presentPassword} value={present} onChange={(event) => setPresent(event.currentTarget.value)} autoComplete="current-password" required error={of('present')} />
        <PasswordInput label={text.access.newPassword} description={text.access.passwordHint} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="new-password" required minLength={10} error={of('password')} />
        {change.isError && !of('present') && !of('password') ? <p role="alert">{change.error.message}</p> : null}
        <Button type="submit" loading={change.isPending}>
          {text.access.change}
        </Button>
      </form>
    </section>
  )
}
