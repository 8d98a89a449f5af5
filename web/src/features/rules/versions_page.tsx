// Every version of the document: who published it when and why, what it changed, and the way back.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '#schema'
import { api, newKey } from '~/api/client'
import { ApiError, dataOf } from '~/api/problem'
import { changesBetween } from '~/draft/changes'
import { LineDiff } from '~/draft/line_diff'
import { versionText } from '~/draft/use_draft'
import { MoodBadge } from '~/ui/badge'
import { Dialog } from '~/ui/dialog'
import { DialogButtons } from '~/ui/dialog_buttons'
import { formatDateTime } from '~/ui/format'
import { useKeys } from '~/ui/keys'
import { notify } from '~/ui/notices'
import { Failure, Loading } from '~/ui/states'
import { draftWords } from '~/ui/words/draft'
import { ruleWords } from '~/ui/words/rules'
import { RulesNav } from './rules_nav'
import './rules.css'

const words = ruleWords.versions
type Version = components['schemas']['Version']

export function VersionsPage() {
  const query = useInfiniteQuery({
    queryKey: ['workspace', 'versions'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => dataOf(api.GET('/v1/workspace/versions', { params: { query: { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    getNextPageParam: (page) => page.cursor,
  })
  const [back, setBack] = useState<Version>()
  const [at, setAt] = useState<number>()
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const versions = query.data?.pages.flatMap((page) => page.versions) ?? []
  const toggle = (version: number): void => setOpen((before) => (before.has(version) ? new Set([...before].filter((one) => one !== version)) : new Set([...before, version])))
  const index = versions.findIndex((one) => one.version === at)
  const move = (by: number): void => {
    const next = versions[Math.max(0, Math.min(versions.length - 1, index + by))]
    if (next) document.getElementById(`version-${next.version}`)?.focus()
  }
  // What the one changed that one has come to, or the live one.
  const difference = (): void => {
    const one = versions[Math.max(0, index)]
    if (one && one.version > 1) toggle(one.version)
  }
  useKeys({ j: () => move(1), k: () => move(-1), d: difference })
  return (
    <div className="page">
      <header className="head">
        <h1>{words.title}</h1>
        <RulesNav />
      </header>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} stale={versions.length > 0} /> : null}
      <ol className="versions">
        {versions.map((version, i) => (
          <VersionCard key={version.version} version={version} live={i === 0} open={open.has(version.version)} onToggle={() => toggle(version.version)} onFocus={() => setAt(version.version)} onBack={() => setBack(version)} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.more}
        </Button>
      ) : null}
      {back && versions[0] ? <BackDialog version={back} live={versions[0]} onClose={() => setBack(undefined)} /> : null}
    </div>
  )
}

interface CardProps {
  version: Version
  live: boolean
  open: boolean // what it changed is shown
  onToggle: () => void
  onFocus: () => void
  onBack: () => void
}

function VersionCard({ version, live, open, onToggle, onFocus, onBack }: CardProps) {
  return (
    // The focus of whatever stands in it makes it the one that the keys are for.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li id={`version-${version.version}`} tabIndex={-1} onFocus={onFocus} className="panel" aria-label={words.version(version.version)}>
      <div className="version-head">
        <div>
          <h2>
            {words.version(version.version)} {live ? <MoodBadge mood="answered" words={words.live} /> : null}
          </h2>
          <p dir="auto">{version.note || <span className="soft">{words.noNote}</span>}</p>
          <p className="soft">
            <time dateTime={version.at}>{formatDateTime(version.at)}</time> {version.actor ? words.by(version.actor) : ''}
          </p>
        </div>
        <div className="head-tools">
          {version.version > 1 ? (
            <Button variant="default" aria-expanded={open} onClick={onToggle}>
              {open ? words.hide : words.difference}
            </Button>
          ) : (
            <span className="soft">{words.first}</span>
          )}
          {live ? null : (
            <Button variant="default" onClick={onBack}>
              {words.rollBack}
            </Button>
          )}
        </div>
      </div>
      {open ? <Difference version={version.version} /> : null}
    </li>
  )
}

function Difference({ version }: { version: number }) {
  const query = useQuery({
    queryKey: ['version', version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const [from, to] = await Promise.all([versionText(version - 1, signal), versionText(version, signal)])
      return { from, to }
    },
  })
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Loading rows={2} />
  const { from, to } = query.data
  return (
    <>
      <ul className="changes">
        {changesBetween(from, to).map((change) => (
          <li key={change.words}>{change.words}</li>
        ))}
      </ul>
      <LineDiff from={from} to={to} label={words.difference} />
    </>
  )
}

function BackDialog({ version, live, onClose }: { version: Version; live: Version; onClose: () => void }) {
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [confirm, setConfirm] = useState(false)
  const [key] = useState(newKey)
  const roll = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/v1/workspace/rollback', {
          params: { header: { 'If-Match': live.etag, 'Idempotency-Key': confirm ? `${key}-confirmed` : key } },
          headers: { 'if-match': live.etag },
          body: { version: version.version, ...(note.trim() ? { note: note.trim() } : {}), ...(confirm ? { confirm } : {}) },
        }),
      ),
    onSuccess: async (published) => {
      notify(words.done(published.version))
      onClose()
      await client.invalidateQueries()
    },
  })
  const asks = roll.error instanceof ApiError && roll.error.status === 409
  return (
    <Dialog opened onClose={onClose} title={words.rollBackTitle(version.version)}>
      <form
        className="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          roll.mutate()
        }}
      >
        <p>{words.rollBackWords}</p>
        <TextInput label={words.note} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={900} data-autofocus />
        {roll.isError ? <Failure error={roll.error} /> : null}
        {asks ? <Checkbox label={draftWords.confirm} checked={confirm} onChange={(event) => setConfirm(event.currentTarget.checked)} /> : null}
        <DialogButtons onCancel={onClose}>
          <Button type="submit" loading={roll.isPending}>
            {words.rollBack}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
