// Accounts out of a CSV file, each row checked before anything is taken over.
import Papa from 'papaparse'
import { setupWords } from '~/ui/words/setup'

const words = setupWords.accounts
export type Account = Record<string, unknown> & { id: string }

export interface ReadAccounts {
  accounts: Account[]
  errors: { row: number; what: string }[] // rows count from 1, the head line aside
}

const kOwn = new Set(['id', 'name', 'domains', 'owner'])

// A column of nothing but numbers, or of true and false, means that.
function typed(columns: readonly string[], rows: readonly Record<string, string>[]): Map<string, (cell: string) => unknown> {
  return new Map<string, (cell: string) => unknown>(
    columns.map((column): [string, (cell: string) => unknown] => {
      const cells = rows.map((row) => (row[column] ?? '').trim()).filter(Boolean)
      if (!kOwn.has(column) && cells.length > 0 && cells.every((cell) => /^-?\d+(\.\d+)?$/.test(cell))) return [column, Number]
      if (!kOwn.has(column) && cells.length > 0 && cells.every((cell) => cell === 'true' || cell === 'false')) return [column, (cell: string) => cell === 'true']
      return [column, (cell: string) => cell]
    }),
  )
}

export function readAccounts(text: string, people: ReadonlySet<string>): ReadAccounts {
  const parsed = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: 'greedy', transformHeader: (head) => head.trim(), delimitersToGuess: [',', ';', '\t'] })
  const columns = parsed.meta.fields ?? []
  if (!columns.includes('id')) return { accounts: [], errors: [{ row: 0, what: words.noColumns }] }
  const read = typed(columns, parsed.data)
  const out: ReadAccounts = { accounts: [], errors: [] }
  const seen = new Set<string>()
  for (const [i, row] of parsed.data.entries()) {
    const id = (row['id'] ?? '').trim()
    const owner = (row['owner'] ?? '').trim()
    const what = id === '' ? words.noId : seen.has(id) ? words.twice(id) : owner !== '' && !people.has(owner) ? words.noOwner(owner) : undefined
    if (what) {
      out.errors.push({ row: i + 1, what })
      continue
    }
    seen.add(id)
    const account: Account = { id }
    for (const column of columns) {
      const cell = (row[column] ?? '').trim()
      if (column === 'id' || column === '' || cell === '') continue
      account[column] = column === 'domains' ? cell.split(/[\s,;]+/).filter(Boolean) : read.get(column)?.(cell)
    }
    out.accounts.push(account)
  }
  return out
}

export interface Merged {
  all: Account[]
  fresh: number
  changed: number
  same: number
}

// What is imported takes the place of what has its id; the others stay.
export function mergeAccounts(now: readonly Account[], imported: readonly Account[]): Merged {
  const byId = new Map(imported.map((account) => [account.id, account]))
  const known = new Set(now.map((account) => account.id))
  let [changed, same] = [0, 0]
  const all = now.map((account) => {
    const next = byId.get(account.id)
    if (!next) return account
    if (JSON.stringify(next) === JSON.stringify(account)) same++
    else changed++
    return next
  })
  const fresh = imported.filter((account) => !known.has(account.id))
  return { all: [...all, ...fresh], fresh: fresh.length, changed, same }
}
