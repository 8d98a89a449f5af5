// API tokens: made with the scopes they need, shown once, revoked.
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { formatDateTime } from '~/ui/format'
import { notify } from '~/ui/notices'
import { Empty, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { Once } from './once'

const kLasts = [
  { value: '90d', label: text.access.lasts['90d'] },
  { value: '365d', label: text.access.lasts['365d'] },
  { value: '', label: text.access.lasts[''] },
]

export function Tokens() {
  const client = useQueryClient()
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => dataOf(api.GET('/v1/tokens', { signal })) })
  const revoke = useMutation({
    mutationFn: (token: string) => dataOf(api.DELETE('/v1/tokens/{token}', { params: { path: { token } } })),
    onError: (error) => notify(text.actions.failed, { bad: true, detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">{text.access.tabs.tokens}</h2>
      <NewToken />
      <Shown query={tokens}>
        {(answer) =>
          answer.tokens.length === 0 ? (
            <Empty title={text.access.noTokens}>{text.access.noTokensWords}</Empty>
          ) : (
            <ul className="rows">
              {answer.tokens.map((one) => (
                <li key={one.name}>
                  <div>
                    <p>
                      <strong>{one.name}</strong> · <code>{one.scopes}</code>
                    </p>
                    <p className="soft">
                      {one.revoked_at ? text.access.revoked(formatDateTime(one.revoked_at)) : one.expires_at ? text.access.expires(formatDateTime(one.expires_at)) : text.access.lasts['']}
                    </p>
                  </div>
                  {one.revoked_at ? null : (
                    <Button variant="default" onClick={() => revoke.mutate(one.name)} aria-label={`${text.access.revoke}: ${one.name}`}>
                      {text.access.revoke}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}

function NewToken() {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [lasts, setLasts] = useState('90d')
  const [made, setMade] = useState<{ name: string; token: string }>()
  const client = useQueryClient()
  const make = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/tokens', { body: { name: name.trim(), scopes: scopes.join(' '), ...(lasts ? { expires_in: lasts } : {}) } })),
    onSuccess: (answer) => {
      setMade({ name: answer.name, token: answer.token })
      setName('')
      setScopes([])
      void client.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  const problem = make.error instanceof ApiError ? make.error.problem : undefined
  const of = (field: string): string | undefined => problem?.errors?.find((one) => one.field === field)?.detail ?? (problem?.field === field ? problem.detail : undefined)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <>
      <form className="dialog" onSubmit={submit}>
        <div className="invite">
          <TextInput label={text.access.tokenName} value={name} onChange={(event) => setName(event.currentTarget.value)} required autoComplete="off" error={of('name')} />
          <NativeSelect label={text.access.tokenLasts} data={kLasts} value={lasts} onChange={(event) => setLasts(event.currentTarget.value)} />
        </div>
        <Checkbox.Group label={text.access.scopes} value={scopes} onChange={setScopes} error={of('scopes')}>
          <div className="scopes">
            {Object.entries(text.access.scopeWords).map(([scope, words]) => (
              <Checkbox key={scope} value={scope} label={`${scope}: ${words}`} />
            ))}
          </div>
        </Checkbox.Group>
        {make.isError && !of('name') && !of('scopes') ? <p role="alert">{make.error.message}</p> : null}
        <div>
          <Button type="submit" loading={make.isPending}>
            {text.access.makeToken}
          </Button>
        </div>
      </form>
      {made ? <Once title={text.access.tokenFor(made.name)} secret={made.token} onClose={() => setMade(undefined)} /> : null}
    </>
  )
}
