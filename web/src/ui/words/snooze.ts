// The words of putting a lead aside for a while.
export const snoozeWords = {
  title: 'Snooze until',
  words: 'The lead leaves the list of this browser until then. Its SLA goes on: it comes back five minutes before a step falls due, and whenever something happens to it.',
  times: { hour: 'In an hour', three: 'In three hours', tomorrow: 'Tomorrow morning', monday: 'Monday morning' },
  at: 'Another time',
  past: 'This time is over',
  do: 'Snooze',
  done: (until: string) => `Snoozed until ${until}`,
}
