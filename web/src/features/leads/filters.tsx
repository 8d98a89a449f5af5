// The filters above the leads. What is typed is asked for when the typing rests.
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useState } from 'react'
import { peopleQuery } from '~/api/queries'
import { Button, NativeSelect, TextInput } from '~/ui/controls'
import { text } from '~/ui/text'
import type { Filters } from './find_leads'

interface FormProps {
  filters: Filters
  onChange: (filters: Filters) => void
  search: RefObject<HTMLInputElement | null>
}

// Filters that only come by a link, each a label that can be taken off.
const kLinked = ['rule', 'pool', 'queue', 'source'] as const

function withValue(filters: Filters, name: keyof Filters, value: string): Filters {
  const next: Record<string, string | undefined> = { ...filters }
  if (value === '') delete next[name]
  else next[name] = value
  return next
}

export function LeadFiltersForm({ filters, onChange, search }: FormProps) {
  const people = useQuery(peopleQuery)
  const [words, setWords] = useState(filters.q ?? '')
  const ask = useDebouncedCallback((q: string) => onChange(withValue(filters, 'q', q.trim())), 250)
  // The address changed by other hands: a link, the palette, Clear.
  useEffect(() => setWords((typed) => (typed.trim() === (filters.q ?? '') ? typed : (filters.q ?? ''))), [filters.q])
  const states = [
    { value: '', label: text.leads.anyState },
    { value: 'open', label: text.leads.open },
    ...Object.entries(text.leadState).map(([value, label]) => ({ value, label })),
  ]
  if (filters.state && !states.some((state) => state.value === filters.state)) states.push({ value: filters.state, label: filters.state })
  const persons = [{ value: '', label: text.leads.anyPerson }, ...(people.data ?? []).map((one) => ({ value: one.person, label: one.name ?? one.person }))]
  if (filters.person && !persons.some((one) => one.value === filters.person)) persons.push({ value: filters.person, label: filters.person })
  return (
    <form role="search" className="filters" onSubmit={(event) => event.preventDefault()}>
      <TextInput
        ref={search}
        type="search"
        label={text.leads.search}
        placeholder={text.leads.searchHint}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          ask(event.currentTarget.value)
        }}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="filters-search"
      />
      <NativeSelect label={text.leads.state} value={filters.state ?? ''} data={states} onChange={(event) => onChange(withValue(filters, 'state', event.currentTarget.value))} />
      <NativeSelect label={text.leads.person} value={filters.person ?? ''} data={persons} onChange={(event) => onChange(withValue(filters, 'person', event.currentTarget.value))} />
      {kLinked.map((name) =>
        filters[name] ? (
          <Button key={name} variant="default" onClick={() => onChange(withValue(filters, name, ''))}>
            {text.leads[name]}: {filters[name]} ×
          </Button>
        ) : null,
      )}
      {Object.keys(filters).length > 0 ? (
        <Button variant="default" onClick={() => onChange({})}>
          {text.leads.clear}
        </Button>
      ) : null}
    </form>
  )
}
