// What went wrong, as the screens tell it: the server's problem (RFC 9457) with the request's id, or
// that it could not be reached at all.
import type { components } from '#schema'

export type Problem = components['schemas']['Problem']

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: no answer
    readonly problem: Partial<Problem>,
    readonly requestId: string | undefined,
  ) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`)
  }
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

// The data of an answer, or an ApiError thrown: what react-query takes for a failure.
export async function dataOf<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, { title: 'The server cannot be reached', detail: 'The server cannot be reached. It may be restarting, or the line is down.' }, undefined)
  }
  if (answer.error === undefined && answer.response.ok) return answer.data as T
  const problem = typeof answer.error === 'object' && answer.error !== null ? (answer.error as Partial<Problem>) : {}
  throw new ApiError(answer.response.status, problem, answer.response.headers.get('x-request-id') ?? undefined)
}

// Worth asking again by itself: no answer, or one that says "not now".
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504)
}
