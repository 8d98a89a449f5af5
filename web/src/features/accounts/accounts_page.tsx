// Named accounts: found, and imported from CSV into the draft.
import { Button, FileInput, Textarea, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { DraftBar } from '~/draft/draft_bar'
import { DraftPage } from '~/draft/draft_page'
import { useDraft } from '~/draft/use_draft'
import { removeIn, setIn } from '~/draft/yaml_edit'
import { Dialog } from '~/ui/dialog'
import { formatValue } from '~/ui/format'
import { Empty } from '~/ui/states'
import { text as shared } from '~/ui/text'
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
  const takeOver = (next: readonly Account[]): void => {
    edit((text) => setIn(file === undefined ? text : removeIn(text, ['accounts']), ['accounts'], next))
    setImporting(false)
  }
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
      {importing ? <ImportDialog now={all} people={new Set(Object.keys(model.people))} onClose={() => setImporting(false)} onTake={takeOver} /> : null}
    </>
  )
}

interface ImportProps {
  now: readonly Account[]
  people: ReadonlySet<string>
  onClose: () => void
  onTake: (all: readonly Account[]) => void
}

function ImportDialog({ now, people, onClose, onTake }: ImportProps) {
  const [csv, setCsv] = useState('')
  const read = useMemo(() => (csv.trim() === '' ? undefined : readAccounts(csv, people)), [csv, people])
  const merged = read ? mergeAccounts(now, read.accounts) : undefined
  return (
    <Dialog opened onClose={onClose} title={words.importTitle} wide>
      <div className="dialog">
        <FileInput label={words.choose} accept=".csv,text/csv" onChange={(file) => void file?.text().then(setCsv)} />
        <Textarea label={words.paste} description={words.pasteHint} rows={5} value={csv} onChange={(event) => setCsv(event.currentTarget.value)} />
        {read && merged ? (
          <div role="status">
            <p>{[words.fresh(merged.fresh), words.changed(merged.changed), words.same(merged.same)].join(', ')}</p>
            {read.errors.length > 0 ? (
              <>
                <p>{words.errors(read.errors.length)}</p>
                <ul>
                  {read.errors.slice(0, 20).map((error) => (
                    <li key={error.row}>{words.row(error.row, error.what)}</li>
                  ))}
                </ul>
              </>
            ) : null}
          </div>
        ) : null}
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {shared.actions.cancel}
          </Button>
          <Button disabled={!merged || merged.fresh + merged.changed === 0} onClick={() => merged && onTake(merged.all)}>
            {words.take}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
