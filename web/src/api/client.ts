// The one door to the API, typed from the OpenAPI document. Every request bears the tab's token; a
// 401 makes the app ask for another.
import createClient from 'openapi-fetch'
import type { components, paths } from '#schema'
import { fetchOrTake } from './early'
import { authorization, tokenStore } from './token'

export type Lead = components['schemas']['Lead']
export type LeadDetail = components['schemas']['LeadDetail']
export type LeadStateName = components['schemas']['State']
export type BatonEvent = components['schemas']['Event']
export type Person = components['schemas']['Person']
export type Report = components['schemas']['Report']
export type Trace = components['schemas']['Trace']

export const api = createClient<paths>({ baseUrl: '/', cache: 'no-store', fetch: fetchOrTake })

const bornWith = new WeakMap<Request, string>()
api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(authorization())) request.headers.set(name, value)
    bornWith.set(request, tokenStore.get().token)
    return request
  },
  onResponse({ request, response }) {
    if (response.status === 401) tokenStore.refused(bornWith.get(request) ?? '')
  },
})

// A key under which a repeated request is answered as the first was.
export function newKey(): string {
  return crypto.randomUUID()
}
