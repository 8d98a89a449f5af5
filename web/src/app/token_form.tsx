// Asks for an API token where the server wants one.
import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { tokenStore } from '~/api/token'
import { text } from '~/ui/text'

export function TokenForm({ again }: { again: boolean }) {
  const [token, setToken] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (token.trim() !== '') tokenStore.signIn(token.trim())
  }
  return (
    <div className="page">
      <form className="note" onSubmit={submit}>
        <h1>{text.token.title}</h1>
        <p>{text.token.words}</p>
        <PasswordInput label={text.token.label} value={token} onChange={(event) => setToken(event.currentTarget.value)} error={again ? text.token.wrong : undefined} autoComplete="off" spellCheck={false} ref={field} />
        <Button type="submit">{text.token.connect}</Button>
      </form>
    </div>
  )
}
