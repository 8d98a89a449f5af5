// What every view shows instead of its content: loading, empty, failed, forbidden. A failure keeps
// what was there before and says so beside it.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '~/api/problem'
import { Button } from './controls'
import { text } from './text'

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="loading" role="status" aria-label={text.state.loading}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton" />
      ))}
    </div>
  )
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="note">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  )
}

function titleOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return text.state.forbidden
  if (error instanceof ApiError && error.status === 404) return text.state.gone
  return text.state.failed
}

export function Failure({ error, onRetry, stale = false }: { error: unknown; onRetry?: () => void; stale?: boolean }) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <div className="note bad" role="alert">
      <h2>{titleOf(error)}</h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {known?.status === 403 ? <p>{text.state.forbiddenMend}</p> : null}
      {stale ? <p>{text.state.stale}</p> : null}
      {known?.requestId ? (
        <p className="soft">
          {text.state.requestId} <code>{known.requestId}</code>
        </p>
      ) : null}
      {onRetry ? (
        <Button variant="default" onClick={onRetry}>
          {text.state.retry}
        </Button>
      ) : null}
    </div>
  )
}

// The content of a query, or what stands in for it.
export function Shown<T>({ query, children, rows }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; rows?: number }) {
  const retry = () => void query.refetch()
  if (query.data === undefined) {
    return query.isError ? <Failure error={query.error} onRetry={retry} /> : <Loading rows={rows} />
  }
  return (
    <>
      {query.isError ? <Failure error={query.error} onRetry={retry} stale /> : null}
      {children(query.data)}
    </>
  )
}
