// How many leads somebody, or a pool as a whole, may have: open at once, and in each period.
import { NumberInput } from '@mantine/core'
import { setupWords } from '~/ui/words/setup'

const words = setupWords.person
const kCapacities = ['open', 'hour', 'day', 'week', 'month'] as const

// `value`: as the document has it. A limit that is emptied is left out.
export function CapacityFields({ value, hint, onChange }: { value: unknown; hint?: string; onChange: (next: Record<string, unknown>) => void }) {
  const capacity: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  return (
    <fieldset className="form-grid">
      <legend>{words.capacity}</legend>
      {hint ? <p className="soft form-whole">{hint}</p> : null}
      {kCapacities.map((one) => (
        <NumberInput key={one} label={words.capacities[one]} min={0} allowDecimal={false} hideControls value={capacity[one] === undefined ? '' : Number(capacity[one])} onChange={(next) => onChange({ ...capacity, [one]: next === '' ? undefined : Number(next) })} />
      ))}
    </fieldset>
  )
}
