// What src/app/early.ts asked before anything else of the app was there: whoever asks for the same soon
// after gets that answer, once.
export interface Early {
  address: string
  answer: Promise<Response>
  at: number // by performance.now()
}

declare global {
  interface Window {
    batonEarly?: Early[]
  }
}

const kGoodFor = 10_000 // milliseconds

// The same question has the same name, in whatever order its parameters stand.
function nameOf(address: string): string {
  const url = new URL(address, location.href)
  url.searchParams.sort()
  return url.href
}

// fetch(), but for what was asked early. A request that bears a token is another question.
export function fetchOrTake(request: Request): Promise<Response> {
  const asked = window.batonEarly
  if (!asked?.length || request.method !== 'GET' || request.headers.has('authorization')) return fetch(request)
  const name = nameOf(request.url)
  const at = asked.findIndex((one) => nameOf(one.address) === name)
  const [early] = at < 0 ? [] : asked.splice(at, 1)
  return early && performance.now() - early.at < kGoodFor ? early.answer : fetch(request)
}
