// How to reach a lead now, by the device's own telephone and mail.
import { text } from './text'

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
        <a className="reach" href={`mailto:${encodeURIComponent(email)}`}>
          {text.actions.mail} {email}
        </a>
      ) : null}
    </>
  )
}
