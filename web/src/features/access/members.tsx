// Who belongs to the workspace: invited, changed, let in again, sent away.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { components } from '#schema'
import { api } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { peopleQuery } from '~/api/queries'
import type { RoleName } from '~/api/caller'
import { callerQuery } from '~/api/session'
import { Dialog } from '~/ui/dialog'
import { notify } from '~/ui/notices'
import { Empty, Shown } from '~/ui/states'
import { text } from '~/ui/text'
import { Once } from './once'

type Member = components['schemas']['Member']

const kRoles = Object.entries(text.access.roles).map(([value, label]) => ({ value, label }))

function usePersons() {
  const people = useQuery(peopleQuery)
  return [{ value: '', label: text.access.noPerson }, ...(people.data ?? []).map((one) => ({ value: one.person, label: one.name ?? one.person }))]
}

function useChanged() {
  const client = useQueryClient()
  return {
    onSettled: () => client.invalidateQueries({ queryKey: ['members'] }),
    onError: (error: Error) => notify(text.actions.failed, { bad: true, detail: error.message }),
  }
}

export function Members() {
  const members = useQuery({ queryKey: ['members'], queryFn: ({ signal }) => dataOf(api.GET('/v1/members', { signal })) })
  return (
    <section className="panel" aria-labelledby="members">
      <h2 id="members">{text.access.tabs.members}</h2>
      <Shown query={members}>
        {(answer) => (
          <>
            {answer.members.length === 0 ? <Empty title={text.access.noMembers}>{text.access.noMembersWords}</Empty> : null}
            <Invite isFirst={answer.members.length === 0} />
            <ul className="rows">
              {answer.members.map((one) => (
                <Row key={one.account} member={one} />
              ))}
            </ul>
          </>
        )}
      </Shown>
    </section>
  )
}

function Invite({ isFirst }: { isFirst: boolean }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<RoleName>(isFirst ? 'admin' : 'rep')
  const [person, setPerson] = useState('')
  const [made, setMade] = useState<{ email: string; link: string }>()
  const persons = usePersons()
  const changed = useChanged()
  const invite = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/members', { body: { email: email.trim(), role, person } })),
    onSuccess: (member) => {
      if (member.link) setMade({ email: member.email, link: member.link })
      else notify(text.access.added(member.email))
      setEmail('')
      setPerson('')
    },
    onSettled: changed.onSettled,
  })
  const problem = invite.error instanceof ApiError ? invite.error.problem : undefined
  const of = (field: string): string | undefined => problem?.errors?.find((one) => one.field === field)?.detail ?? (problem?.field === field ? problem.detail : undefined)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    invite.mutate()
  }
  return (
    <>
      <form className="invite" onSubmit={submit}>
        <TextInput type="email" label={text.access.email} value={email} onChange={(event) => setEmail(event.currentTarget.value)} required autoComplete="off" error={of('email')} />
        <NativeSelect label={text.access.role} data={kRoles} value={role} onChange={(event) => setRole(event.currentTarget.value as RoleName)} error={of('role')} />
        <NativeSelect label={text.access.person} data={persons} value={person} onChange={(event) => setPerson(event.currentTarget.value)} error={of('person')} />
        <Button type="submit" loading={invite.isPending}>
          {text.access.invite}
        </Button>
      </form>
      {invite.isError && !of('email') && !of('role') && !of('person') ? <p role="alert">{invite.error.message}</p> : null}
      {made ? <Once title={text.access.linkFor(made.email)} secret={made.link} onClose={() => setMade(undefined)} /> : null}
    </>
  )
}

function Row({ member }: { member: Member }) {
  const [editing, setEditing] = useState(false)
  const [link, setLink] = useState<string>()
  const me = useQuery(callerQuery).data
  const changed = useChanged()
  const path = { account: member.account }
  const reset = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/members/{account}/link', { params: { path } })),
    onSuccess: (answer) => setLink(answer.link),
    ...changed,
  })
  return (
    <li>
      <div>
        <p>
          <strong>{member.name ?? member.email}</strong>
          {member.name ? ` · ${member.email}` : ''}
        </p>
        <p className="soft">
          {text.access.roles[member.role]}
          {member.person ? ` · ${member.person}` : ''}
          {member.invited ? ` · ${text.access.invited}` : ''}
          {member.disabled ? ` · ${text.access.disabled}` : ''}
          {me?.account?.id === member.account ? ` · ${text.access.you}` : ''}
        </p>
        {link ? <Once title={text.access.linkFor(member.email)} secret={link} onClose={() => setLink(undefined)} /> : null}
      </div>
      <div className="head-tools">
        <Button variant="default" onClick={() => reset.mutate()} loading={reset.isPending} aria-label={`${text.access.newLink}: ${member.email}`}>
          {text.access.newLink}
        </Button>
        <Button variant="default" onClick={() => setEditing(true)} aria-label={`${text.access.edit}: ${member.email}`}>
          {text.access.edit}
        </Button>
      </div>
      <Dialog opened={editing} onClose={() => setEditing(false)} title={member.email}>
        <Edit member={member} onClose={() => setEditing(false)} />
      </Dialog>
    </li>
  )
}

function Edit({ member, onClose }: { member: Member; onClose: () => void }) {
  const [role, setRole] = useState<RoleName>(member.role)
  const [person, setPerson] = useState(member.person ?? '')
  const persons = usePersons()
  const changed = useChanged()
  const path = { account: member.account }
  const save = useMutation({
    mutationFn: (body: { role?: RoleName; person?: string; disabled?: boolean }) => dataOf(api.PUT('/v1/members/{account}', { params: { path }, body })),
    onSuccess: onClose,
    ...changed,
  })
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE('/v1/members/{account}', { params: { path } })),
    onSuccess: onClose,
    ...changed,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate({ role, person })
  }
  return (
    <form className="dialog" onSubmit={submit}>
      <NativeSelect label={text.access.role} data={kRoles} value={role} onChange={(event) => setRole(event.currentTarget.value as RoleName)} data-autofocus />
      <NativeSelect label={text.access.person} description={text.access.personHint} data={persons} value={person} onChange={(event) => setPerson(event.currentTarget.value)} />
      <div className="dialog-buttons">
        <Button variant="default" onClick={() => remove.mutate()} loading={remove.isPending}>
          {text.access.remove}
        </Button>
        <Button variant="default" onClick={() => save.mutate({ disabled: !member.disabled })}>
          {member.disabled ? text.access.enable : text.access.disable}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {text.access.save}
        </Button>
      </div>
    </form>
  )
}
