// Asks who somebody is where the server wants to know: e-mail and password, or an API token. Shown as
// a page at first, and over the page when a session ends, so that nothing typed there is lost.
import { PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { callerQuery, signIn, signInQuery } from '~/api/session'
import { tokenStore } from '~/api/token'
import { Button, TextInput } from '~/ui/controls'
import { Dialog } from '~/ui/dialog'
import { text } from '~/ui/text'
import { TokenForm } from './token_form'

type Way = 'password' | 'token' | 'forgotten'

function Forgotten({ email, onBack }: { email: string; onBack: () => void }) {
  const [address, setAddress] = useState(email)
  const ask = useMutation({ mutationFn: () => dataOf(api.POST('/v1/sign-in/reset', { body: { email: address.trim() } })) })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form className="sign-in" onSubmit={submit}>
      <p>{text.access.forgottenWords}</p>
      <TextInput type="email" label={text.access.email} value={address} onChange={(event) => setAddress(event.currentTarget.value)} autoComplete="username" required />
      {ask.isSuccess ? <p role="status">{text.access.mailed}</p> : null}
      {ask.isError ? <p role="alert">{ask.error.message}</p> : null}
      <div className="head-tools">
        <Button type="submit" loading={ask.isPending}>
          {text.access.mailLink}
        </Button>
        <Button variant="default" onClick={onBack}>
          {text.access.back}
        </Button>
      </div>
    </form>
  )
}

export function SignInPage() {
  return (
    <div className="page">
      <div className="note">
        <h1>{text.access.title}</h1>
        <SignInForm over={false} />
      </div>
    </div>
  )
}

// Over the page, which stays as it is.
export function SignInAgain() {
  return (
    <Dialog opened title={text.access.over}>
      <SignInForm over />
    </Dialog>
  )
}

function SignInForm({ over }: { over: boolean }) {
  const token = tokenStore.get().token
  const [way, setWay] = useState<Way>(token ? 'token' : 'password')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const client = useQueryClient()
  const ways = useQuery(signInQuery)
  // Each way has a field of its own.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => field.current?.focus(), [way])
  const enter = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: (caller) => {
      const before = client.getQueryData(callerQuery.queryKey)
      if (before && before.actor !== caller.actor) tokenStore.another()
      client.setQueryData(callerQuery.queryKey, caller)
      tokenStore.signedIn()
    },
    onError: () => field.current?.form?.querySelector<HTMLInputElement>('input[type=password]')?.focus(),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    enter.mutate()
  }
  if (way === 'token') return <TokenForm again={token !== ''} onBack={() => setWay('password')} />
  if (way === 'forgotten') return <Forgotten email={email} onBack={() => setWay('password')} />
  const wrong = enter.error instanceof ApiError && enter.error.status === 401
  return (
    <form className="sign-in" onSubmit={submit}>
      {over ? <p>{text.access.overWords}</p> : null}
      <TextInput type="email" label={text.access.email} value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoComplete="username" required ref={field} />
      <PasswordInput
        label={text.access.password}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        error={wrong ? text.access.wrong : undefined}
      />
      {enter.isError && !wrong ? <p role="alert">{enter.error.message}</p> : null}
      <Button type="submit" loading={enter.isPending}>
        {text.access.signIn}
      </Button>
      {ways.data?.sso ? (
        <a href="/v1/sign-in/sso" className="button" data-variant="default">
          <span className="button-words">{text.access.sso(ways.data.sso)}</span>
        </a>
      ) : null}
      <div className="head-tools">
        {ways.data?.reset_by_mail ? (
          <Button variant="default" onClick={() => setWay('forgotten')}>
            {text.access.forgotten}
          </Button>
        ) : null}
        <Button variant="default" onClick={() => setWay('token')}>
          {text.access.byToken}
        </Button>
      </div>
      {ways.data?.reset_by_mail === false ? <p className="soft">{text.access.askAdmin}</p> : null}
    </form>
  )
}
