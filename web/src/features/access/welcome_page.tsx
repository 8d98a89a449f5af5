// Where a link leads that works once: the first administrator signs up, who was invited or forgot
// chooses a password.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { linkOf } from '~/api/caller'
import { callerQuery } from '~/api/session'
import { tokenStore } from '~/api/token'
import { Empty } from '~/ui/states'
import { text } from '~/ui/text'
import './access.css'

export function WelcomePage() {
  const [claim] = useState(() => linkOf(location.hash))
  // It stays neither in the address nor in the history.
  useEffect(() => {
    if (claim) history.replaceState(history.state, '', location.pathname)
  }, [claim])
  if (!claim) return <div className="page"><Empty title={text.access.noLink}>{text.access.noLinkWords}</Empty></div>
  return (
    <div className="page">
      <h1>{text.access.welcome[claim.kind]}</h1>
      <Chooser claim={claim} />
    </div>
  )
}

function Chooser({ claim }: { claim: NonNullable<ReturnType<typeof linkOf>> }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const isFirst = claim.kind === 'setup'
  const choose = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/sign-in/link', { body: { link: claim.link, password, ...(isFirst ? { email: email.trim() } : {}), ...(name.trim() ? { name: name.trim() } : {}) } })),
    onSuccess: (caller) => {
      client.setQueryData(callerQuery.queryKey, caller)
      tokenStore.signedIn()
      void navigate({ to: caller.role === 'rep' ? '/app/inbox' : '/' })
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    choose.mutate()
  }
  const problem = choose.error instanceof ApiError ? choose.error.problem : undefined
  const of = (field: string): string | undefined => problem?.errors?.find((one) => one.field === field)?.detail ?? (problem?.field === field ? problem.detail : undefined)
  const known = of('password') ?? of('email') ?? of('name')
  return (
    <form className="note sign-in" onSubmit={submit}>
      <p>{text.access.welcomeWords[claim.kind]}</p>
      {isFirst ? <TextInput type="email" label={text.access.email} value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoComplete="username" required error={of('email')} /> : null}
      {claim.kind === 'reset' ? null : <TextInput label={text.access.name} value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="name" error={of('name')} />}
      <PasswordInput label={text.access.newPassword} description={text.access.passwordHint} value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="new-password" required minLength={10} error={of('password')} />
      {choose.isError && !known ? <p role="alert">{choose.error.message}</p> : null}
      <Button type="submit" loading={choose.isPending}>
        {text.access.enter}
      </Button>
    </form>
  )
}
