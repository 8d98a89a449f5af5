// Two texts' differences line by line, with a few lines around each; what is removed and added is
// marked by a sign and said in words for who does not see it.
import { structuredPatch } from 'diff'
import { useMemo } from 'react'
import { draftWords as words } from '~/ui/words/draft'
import './draft.css'

const kAtMost = 1000 // lines

export function LineDiff({ from, to, label }: { from: string; to: string; label: string }) {
  const hunks = useMemo(() => structuredPatch('', '', from, to, '', '', { context: 2 }).hunks, [from, to])
  const all = hunks.flatMap((hunk, h) => [{ key: `${h}`, mark: '@', text: words.line(hunk.newStart) }, ...hunk.lines.filter((line) => !line.startsWith('\\')).map((line, i) => ({ key: `${h} ${i}`, mark: line[0] ?? ' ', text: line.slice(1) }))])
  if (all.length === 0) return <p className="soft">{words.nothing}</p>
  return (
    <div className="line-diff" role="group" aria-label={label}>
      {all.slice(0, kAtMost).map((line) => (
        <div key={line.key} className="line-diff-line" data-mark={line.mark}>
          <span aria-hidden="true" className="line-diff-mark">
            {line.mark === '@' ? '' : line.mark}
          </span>
          {line.mark === '+' ? <span className="unseen">{words.after}: </span> : line.mark === '-' ? <span className="unseen">{words.before}: </span> : null}
          <span className="line-diff-text">{line.text}</span>
        </div>
      ))}
      {all.length > kAtMost ? <p className="soft">{words.linesMore(all.length - kAtMost)}</p> : null}
    </div>
  )
}
