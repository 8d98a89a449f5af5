// What a caller may be shown, and what stands in a link that works once. Pure.
import type { components } from '#schema'

export type Caller = components['schemas']['Caller']
export type RoleName = components['schemas']['Member']['role']

// What the app shows to whom; the server decides what anybody may do. Whoever has no role (a token,
// this machine before there is an account) is shown everything.
export function shownTo(caller: Caller | undefined): RoleName {
  return (caller?.role as RoleName | null | undefined) ?? 'admin'
}

// The link's secret stands behind '#', so that it is in no log and no Referer.
export function linkOf(hash: string): { kind: 'setup' | 'invite' | 'reset'; link: string } | undefined {
  const [, kind, link] = hash.match(/^#?(setup|invite|reset)=(bl_[\w-]+)$/) ?? []
  return link === undefined ? undefined : { kind: kind as 'setup' | 'invite' | 'reset', link }
}
