// A value as somebody types it: what they typed stays in the field also where it means the same as
// something shorter ("1,000", "DE, ").
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Value } from '~/draft/cel'

interface Props {
  label: string
  value: Value
  read: (typed: string) => Value
  onChange: (value: Value) => void
}

export function TypedValue({ label, value, read, onChange }: Props) {
  const text = value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  const [typed, setTyped] = useState(text)
  const shown = JSON.stringify(read(typed)) === JSON.stringify(value) ? typed : text
  return (
    <TextInput
      aria-label={label}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(read(event.currentTarget.value))
      }}
    />
  )
}
