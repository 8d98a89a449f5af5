// A decision's trace: its sentences, then rules, targets, turn and score in the order in which they
// were looked at, with the path that was taken lit up. The brackets and arrows go from step to step.
import { useRef } from 'react'
import type { Trace } from '~/api/client'
import { formatNumber } from './format'
import { MoodBadge } from './badge'
import { useKeys } from './keys'
import { text } from './text'

export function TraceView({ trace, score }: { trace: Trace; score: string }) {
  const all = useRef<HTMLDivElement>(null)
  // From step to step, into what is folded up as well.
  const go = (by: number): void => {
    const steps = [...(all.current?.querySelectorAll<HTMLElement>('.steps > li') ?? [])]
    const next = steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(document.activeElement as HTMLElement) + by))]
    next?.closest('details')?.setAttribute('open', '')
    next?.focus()
  }
  useKeys({ '[': () => go(-1), ']': () => go(1), ArrowLeft: () => go(-1), ArrowRight: () => go(1) })
  return (
    <div className="trace" ref={all}>
      <ul className="trace-sentences">
        {trace.sentences.map((sentence, i) => (
          <li key={`${i} ${sentence}`}>{sentence}</li>
        ))}
      </ul>
      <Rules trace={trace} />
      <Targets trace={trace} />
      <Pick trace={trace} />
      {trace.score.length > 0 ? <Score trace={trace} score={score} /> : null}
    </div>
  )
}

function Rules({ trace }: { trace: Trace }) {
  if (trace.rules.length === 0) return null
  return (
    <details open>
      <summary>{text.lead.rulesRead}</summary>
      <ol className="steps">
        {trace.rules.map((rule) => (
          <li key={`${rule.line} ${rule.rule}`} tabIndex={-1} data-lit={rule.verdict === 'matched' || undefined}>
            <span className="steps-name">{rule.rule}</span> <MoodBadge mood={rule.verdict === 'matched' ? 'answered' : 'over'} words={rule.verdict === 'matched' ? text.lead.matched : text.lead.passed} />
            {rule.why ? <span className="soft">{rule.why}</span> : null}
          </li>
        ))}
      </ol>
      {trace.rules_not_shown ? <p className="soft">{text.lead.rulesMore(trace.rules_not_shown)}</p> : null}
    </details>
  )
}

function Targets({ trace }: { trace: Trace }) {
  if (trace.targets.length === 0) return null
  return (
    <details open>
      <summary>{text.lead.targets}</summary>
      <ol className="steps">
        {trace.targets.map((target) => {
          const words = target.took_it ? text.lead.took : target.tried === false ? text.lead.notReached : target.eligible === 0 ? text.lead.none : text.lead.eligible(target.eligible)
          return (
            <li key={`${target.otherwise} ${target.number}`} tabIndex={-1} data-lit={target.took_it || undefined}>
              <span className="steps-name">
                {target.otherwise ? `${text.lead.otherwise}: ` : ''}
                {target.target}
                {target.pool ? ` “${target.pool}”` : ''}
              </span>{' '}
              <MoodBadge mood={target.took_it ? 'answered' : 'over'} words={words} />
              {target.where ? <code>{target.where}</code> : null}
              {target.excluded.map((one) => (
                <span key={`${one.person} ${one.reason}`} className="soft">
                  {one.reason}
                </span>
              ))}
            </li>
          )
        })}
      </ol>
    </details>
  )
}

function Pick({ trace }: { trace: Trace }) {
  if (!trace.pick) return null
  return (
    <details open>
      <summary>{text.lead.turn}</summary>
      <ol className="steps">
        {trace.pick.eligible.map((one) => (
          <li key={one.person} tabIndex={-1} data-lit={one.chosen || undefined}>
            <span className="steps-name">{one.person}</span> {one.chosen ? <MoodBadge mood="answered" words={text.lead.took} /> : null}
            <span className="soft">{one.in_words}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

function Score({ trace, score }: { trace: Trace; score: string }) {
  return (
    <details>
      <summary>
        {text.lead.scoreLines} {score}
      </summary>
      <ol className="steps">
        {trace.score.map((line) => (
          <li key={`${line.when} ${line.add}`} tabIndex={-1} data-lit={line.holds || undefined}>
            <span className="steps-name">
              {line.add > 0 ? '+' : ''}
              {formatNumber(line.add)} {line.because}
            </span>{' '}
            <MoodBadge mood={line.holds ? 'answered' : 'over'} words={line.holds ? text.lead.matched : text.lead.passed} />
            {line.why ? <span className="soft">{line.why}</span> : null}
          </li>
        ))}
      </ol>
    </details>
  )
}
