// What the server found in the draft: each with its line, its mend, and a lead that shows it.
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { MoodBadge } from '~/ui/badge'
import { draftWords as words } from '~/ui/words/draft'
import type { Finding } from './use_draft'
import './draft.css'

// Leads that a warning gives are simulated under this key of the address.
export const exampleSearch = (finding: Finding): { lead: string } => ({ lead: JSON.stringify(finding.example) })

export function Findings({ findings, onGo }: { findings: readonly Finding[]; onGo?: (finding: Finding) => void }) {
  if (findings.length === 0) return null
  return (
    <ul className="findings">
      {findings.map((finding, i) => (
        <li key={`${i} ${finding.line} ${finding.message}`} className="finding" data-severity={finding.severity}>
          <p>
            <MoodBadge mood={finding.severity === 'error' ? 'alarm' : 'waiting'} words={finding.severity === 'error' ? words.error : words.warning} /> {finding.message}
          </p>
          {finding.hint ? <p className="soft">{finding.hint}</p> : null}
          {finding.example ? (
            <p className="soft">
              {words.example}: <code>{JSON.stringify(finding.example)}</code>
            </p>
          ) : null}
          <div className="finding-tools">
            {onGo ? (
              <Button size="compact-sm" variant="default" onClick={() => onGo(finding)}>
                {words.line(finding.line)}
              </Button>
            ) : (
              <span className="soft">{words.line(finding.line)}</span>
            )}
            {finding.example ? (
              <Link to="/app/rules/simulate" search={exampleSearch(finding)}>
                {words.tryExample}
              </Link>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  )
}
