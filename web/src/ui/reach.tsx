// How to reach a lead now, by the device's own telephone and mail.
import { text } from './text'

const mailTo = (email: string): string => `mailto:${encodeURIComponent(email)}`

// Opens the device's own mail; nothing where the lead gave no address.
export function mail(fields: Readonly<Record<string, unknown>>): void {
  const email = fields['email']
  if (typeof email === 'string') location.assign(mailTo(email))
}

export function Reach({ fields }: { fields: Readonly<Record<string, unknown>> }) {
  const phone = fields['phone']
  const email = fields['email']
  return (
    <>
      {typeof phone === 'string' ? (
        <a className="reach" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
          {text.actions.call} {phone}
        </a>
      ) : null}
      {typeof email === 'string' ? (
        <a className="reach" href={mailTo(email)}>
          {text.actions.mail} {email}
        </a>
      ) : null}
    </>
  )
}
