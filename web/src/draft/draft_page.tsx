// A page of the set-up that shows the draft and changes it, once the draft is there.
import type { ReactNode } from 'react'
import { SetupNav } from '~/ui/setup_nav'
import { Shown } from '~/ui/states'
import { useDraftQuery } from './use_draft'

export function DraftPage({ title, children }: { title: string; children: () => ReactNode }) {
  const query = useDraftQuery()
  return (
    <div className="page">
      <header className="head">
        <h1>{title}</h1>
        <SetupNav />
      </header>
      <Shown query={query}>{children}</Shown>
    </div>
  )
}
