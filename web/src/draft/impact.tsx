// What the draft would have done with last month's leads, before it goes live: how many would have gone
// elsewhere, and who would have gained and lost most. Asked for, since it may take a while.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '~/api/client'
import { dataOf } from '~/api/problem'
import { usePersonName } from '~/api/queries'
import { Failure } from '~/ui/states'
import { draftWords } from '~/ui/words/draft'
import { largestShifts } from './shifts'

const words = draftWords.impact
const kDays = 30
const kShown = 5 // people

export function Impact({ text, onLeave }: { text: string; onLeave: () => void }) {
  const nameOf = usePersonName()
  const run = useMutation({
    mutationFn: () => {
      const from = new Date(Date.now() - kDays * 86_400_000).toISOString()
      return dataOf(api.POST('/v1/workspace/compare', { params: { query: { from } }, body: text, bodySerializer: (body) => body, headers: { 'content-type': 'text/yaml' } }))
    },
  })
  const found = run.data?.comparison
  return (
    <section aria-label={words.title}>
      <h3>{words.title}</h3>
      {run.isError ? <Failure error={run.error} onRetry={() => run.mutate()} /> : null}
      <div role="status">
        {run.isPending ? <p className="soft">{words.running}</p> : null}
        {found ? (
          <>
            <p>{found.leads === 0 ? words.none : words.moved(found.moved, found.leads)}</p>
            <ul>
              {largestShifts(found.people, kShown).map((one) => (
                <li key={one.person}>{words.shift(nameOf(one.person), one.by, one.from, one.to)}</li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
      {found ? (
        <Link to="/app/rules/compare" onClick={onLeave}>
          {words.more}
        </Link>
      ) : (
        <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
          {words.run}
        </Button>
      )}
    </section>
  )
}
