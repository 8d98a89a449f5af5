// Rows out of a CSV file or its text: what they would change is said, and every row that cannot be
// read is named with what is wrong, before anything is taken over.
import { Button, FileInput, Textarea } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Dialog } from './dialog'
import { DialogButtons } from './dialog_buttons'
import { importWords as words } from './words/import'

export interface RowError {
  row: number // from 1, the head line aside; 0: of the file as a whole
  what: string
}
export interface Import {
  summary: string
  errors: readonly RowError[]
  take: (() => void) | undefined // undefined: there is nothing to take over
}

interface Props {
  title: string
  hint: string // which columns there are
  read: (csv: string) => Import
  onClose: () => void
}

const kErrorsShown = 20

export function ImportDialog({ title, hint, read, onClose }: Props) {
  const [csv, setCsv] = useState('')
  const found = useMemo(() => (csv.trim() === '' ? undefined : read(csv)), [csv, read])
  return (
    <Dialog opened onClose={onClose} title={title} wide>
      <div className="dialog">
        <FileInput label={words.choose} accept=".csv,text/csv" onChange={(file) => void file?.text().then(setCsv)} />
        <Textarea label={words.paste} description={hint} rows={5} value={csv} onChange={(event) => setCsv(event.currentTarget.value)} />
        <div role="status">
          {found ? (
            <>
              <p>{found.summary}</p>
              {found.errors.length > 0 ? (
                <>
                  <p>{words.errors(found.errors.length)}</p>
                  <ul>
                    {found.errors.slice(0, kErrorsShown).map((error, i) => (
                      <li key={`${error.row} ${i}`}>{words.row(error.row, error.what)}</li>
                    ))}
                  </ul>
                  {found.errors.length > kErrorsShown ? <p>{words.more(found.errors.length - kErrorsShown)}</p> : null}
                </>
              ) : null}
            </>
          ) : null}
        </div>
        <DialogButtons onCancel={onClose}>
          <Button disabled={!found?.take} onClick={() => found?.take?.()}>
            {words.take}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  )
}
