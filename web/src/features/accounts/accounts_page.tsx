// Named accounts: found, and imported from CSV into the draft.
import { Button, TextInput } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { DraftBar } from '~/draft/draft_bar'
import { DraftPage } from '~/draft/draft_page'
import { useDraft } from '~/draft/use_draft'
import { removeIn, setIn } from '~/draft/yaml_edit'
import { formatValue } from '~/ui/format'
import { type Import, ImportDialog } from '~/ui/import_dialog'
import { Empty } from '~/ui/states'
import { setupWords } from '~/ui/words/setup'
import { type Account, mergeAccounts, readAccounts } from './read_accounts'

const words = setupWords.accounts
const kAtOnce = 200

export function AccountsPage() {
  return <DraftPage title={words.title}>{() => <Accounts />}</DraftPage>
}

function Accounts() {
  const { model, edit } = useDraft()
  const [search, setSearch] = useState('')
  const [importing, setImporting] = useState(false)
  const { accounts } = model
  const all = useMemo(() => (Array.isArray(accounts) ? accounts.filter((one): one is Account => typeof one === 'object' && one !== null && 'id' in one) : []), [accounts])
  const file = typeof accounts === 'object' && accounts !== null && 'file' in accounts ? String(accounts.file) : undefined
  const wanted = search.trim().toLowerCase()
  const found = all.filter((one) => `${one.id} ${formatValue(one['name'])} ${formatValue(one['domains'])} ${formatValue(one['owner'])}`.toLowerCase().includes(wanted))
  const shown = found.slice(0, kAtOnce)
  const read = useCallback(
    (csv: string): Import => {
      const found = readAccounts(csv, new Set(Object.keys(model.people)))
      const { all: next, fresh, changed, same } = mergeAccounts(all, found.accounts)
      const take = (): void => {
        edit((text) => setIn(file === undefined ? text : removeIn(text, ['accounts']), ['accounts'], next))
        setImporting(false)
      }
      return { summary: [words.fresh(fresh), words.changed(changed), words.same(same)].join(', '), errors: found.errors, take: fresh + changed > 0 ? take : undefined }
    },
    [all, edit, file, model.people],
  )
  return (
    <>
      <DraftBar />
      {file === undefined ? null : <p className="note small">{words.file(file)}</p>}
      <div className="head">
        <div className="head-tools">
          <TextInput type="search" aria-label={words.search} placeholder={words.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
          <span className="soft" role="status">
            {words.shown(found.length)}
          </span>
        </div>
        <Button onClick={() => setImporting(true)}>{words.import}</Button>
      </div>
      {all.length === 0 && file === undefined ? <Empty title={words.empty}>{words.emptyWords}</Empty> : null}
      {shown.length > 0 ? (
        <div className="panel">
          <table className="stacks" aria-label={words.table}>
            <thead>
              <tr>
                {(['id', 'name', 'domains', 'owner', 'more'] as const).map((column) => (
                  <th key={column} scope="col">
                    {words.columns[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => {
                const { id, name, domains, owner, ...more } = one
                return (
                  <tr key={id}>
                    <th scope="row">{id}</th>
                    <td>
                      <bdi>{formatValue(name)}</bdi>
                    </td>
                    <td>{formatValue(domains)}</td>
                    <td>{formatValue(owner)}</td>
                    <td>
                      {formatValue(more)}{' '}
                      <Button size="compact-sm" variant="default" aria-label={words.remove(id)} onClick={() => edit((text) => removeIn(text, ['accounts', all.indexOf(one)]))}>
                        ×
                      </Button>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      ) : null}
      {found.length > shown.length ? <p className="soft">{words.notShown(found.length - shown.length)}</p> : null}
      {importing ? <ImportDialog title={words.importTitle} hint={words.pasteHint} read={read} onClose={() => setImporting(false)} /> : null}
    </>
  )
}
