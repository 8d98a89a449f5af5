// A lead's state as a small label: words, a mark and a colour, so that the colour is never alone.
import type { LeadStateName } from '~/api/client'
import { type Mood, moodOf } from './lead_words'
import { text } from './text'

const kMarks: Record<Mood, string> = { given: '→', answered: '✓', waiting: '…', alarm: '!', over: '·' }

export function MoodBadge({ mood, words }: { mood: Mood; words: string }) {
  return (
    <span className="badge" data-mood={mood}>
      <span aria-hidden="true">{kMarks[mood]}</span> {words}
    </span>
  )
}

export function StateBadge({ state }: { state: LeadStateName }) {
  return <MoodBadge mood={moodOf(state)} words={text.leadState[state]} />
}
