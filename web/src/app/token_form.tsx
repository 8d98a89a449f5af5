// Asks for an API token, for whoever signs in as a program does.
import { PasswordInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { tokenStore } from '~/api/token'
import { Button } from '~/ui/controls'
import { text } from '~/ui/text'

export function TokenForm({ again, onBack }: { again: boolean; onBack: () => void }) {
  const [token, setToken] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (token.trim() !== '') tokenStore.signIn(token.trim())
  }
  return (
    <form className="sign-in" onSubmit={submit}>
      <p>{text.token.words}</p>
      <PasswordInput label={text.token.label} value={token} onChange={(event) => setToken(event.currentTarget.value)} error={again ? text.token.wrong : undefined} autoComplete="off" spellCheck={false} ref={field} />
      <div className="head-tools">
        <Button type="submit">{text.token.connect}</Button>
        <Button variant="default" onClick={onBack}>
          {text.access.byPassword}
        </Button>
      </div>
    </form>
  )
}
