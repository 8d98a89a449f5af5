// Buttons and fields as light as the browser's own: what the first screens are made of, so that a slow
// phone has little to read. What these cannot do is the component library's (themed.tsx).
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react'

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  variant?: 'filled' | 'default'
  size?: 'sm' | 'compact-sm'
  loading?: boolean // under way: it cannot be pressed again
}

export function Button({ variant = 'filled', size = 'sm', loading = false, disabled = false, type = 'button', className = '', children, ...rest }: ButtonProps) {
  return (
    // oxlint-disable-next-line react/button-has-type
    <button {...rest} type={type} className={`button ${className}`} data-variant={variant} data-size={size} data-loading={loading || undefined} aria-busy={loading || undefined} disabled={disabled || loading}>
      <span className="button-words">{children}</span>
    </button>
  )
}

export function CloseButton(props: ComponentPropsWithRef<'button'>) {
  return (
    <button {...props} type="button" className="close-button">
      <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden="true">
        <path d="M3 3 13 13 M13 3 3 13" />
      </svg>
    </button>
  )
}

interface Around {
  label?: ReactNode
  description?: ReactNode
  error?: ReactNode
  className?: string
}

interface Within {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

function Field({ label, description, error, className = '', required, children }: Around & { required: boolean | undefined; children: (within: Within) => ReactNode }) {
  const id = useId()
  const told = [description ? `${id}-about` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={`field ${className}`}>
      {label ? (
        <label htmlFor={id}>
          {label}
          {required ? <span aria-hidden="true"> *</span> : null}
        </label>
      ) : null}
      {description ? (
        <p id={`${id}-about`} className="soft">
          {description}
        </p>
      ) : null}
      {children({ id, 'aria-describedby': told || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      ) : null}
    </div>
  )
}

export function TextInput({ label, description, error, className, ...rest }: Around & ComponentPropsWithRef<'input'>) {
  return (
    <Field label={label} description={description} error={error} className={className} required={rest.required}>
      {(within) => <input {...rest} {...within} className="input" />}
    </Field>
  )
}

type Choice = string | { value: string; label: string } | { group: string; items: readonly (string | { value: string; label: string })[] }

function option(one: string | { value: string; label: string }): ReactNode {
  const { value, label } = typeof one === 'string' ? { value: one, label: one } : one
  return (
    <option key={value} value={value}>
      {label}
    </option>
  )
}

export function NativeSelect({ label, description, error, className, data, ...rest }: Around & ComponentPropsWithRef<'select'> & { data: readonly Choice[] }) {
  return (
    <Field label={label} description={description} error={error} className={className} required={rest.required}>
      {(within) => (
        <span className="select">
          <select {...rest} {...within} className="input">
            {data.map((one) =>
              typeof one === 'object' && 'group' in one ? (
                <optgroup key={one.group} label={one.group}>
                  {one.items.map(option)}
                </optgroup>
              ) : (
                option(one)
              ),
            )}
          </select>
          <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden="true">
            <path d="M5 6 8 3 11 6 M5 10 8 13 11 10" />
          </svg>
        </span>
      )}
    </Field>
  )
}
