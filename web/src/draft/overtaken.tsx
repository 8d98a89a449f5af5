// Somebody published while this draft was in the making: what they changed, and the way to put one's
// own changes on top of it. Nothing is overwritten unseen.
import { Button } from '@mantine/core'
import { applyPatch, structuredPatch } from 'diff'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { notify } from '~/ui/notices'
import { draftWords as words } from '~/ui/words/draft'
import { LineDiff } from './line_diff'
import { type Base, type Draft, draftStore } from './store'

// The draft's changes upon `live`; undefined where both changed the same lines.
export function onTopOf(live: string, draft: Draft): string | undefined {
  const merged = applyPatch(live, structuredPatch('', '', draft.base.text, draft.text, '', '', { context: 1 }))
  return merged === false ? undefined : merged
}

export function Overtaken({ draft, live }: { draft: Draft; live: Base }) {
  const [shown, setShown] = useState(false)
  const [conflict, setConflict] = useState(false)
  const versions = useQuery({ queryKey: ['versions', 'newest'], queryFn: ({ signal }) => dataOf(api.GET('/v1/workspace/versions', { params: { query: { limit: 1 } }, signal })) })
  const who = versions.data?.versions.find((one) => one.version === live.version)?.actor ?? words.somebody
  const merge = (): void => {
    const merged = onTopOf(live.text, draft)
    if (merged === undefined) {
      setConflict(true)
      setShown(true)
      return
    }
    draftStore.rebase(live, merged)
    notify(words.onTopDone)
  }
  return (
    <section className="note overtaken" role="alert" aria-label={words.overtaken(live.version)}>
      <h2>{words.overtaken(live.version)}</h2>
      <p>{words.overtakenWords(draft.base.version, who)}</p>
      {conflict ? <p>{words.conflict}</p> : null}
      <div className="head-tools">
        <Button onClick={merge}>{words.onTop}</Button>
        <Button variant="default" onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? words.hideTheirs : words.seeTheirs}
        </Button>
        {conflict ? (
          <Button variant="default" onClick={() => void navigator.clipboard.writeText(draft.text).then(() => notify(words.copied))}>
            {words.copyMine}
          </Button>
        ) : null}
      </div>
      {shown ? (
        <>
          <h3>{words.seeTheirs}</h3>
          <LineDiff from={draft.base.text} to={live.text} label={words.seeTheirs} />
          <h3>{words.mine}</h3>
          <LineDiff from={draft.base.text} to={draft.text} label={words.mine} />
        </>
      ) : null}
    </section>
  )
}
