// Times that one puts a lead aside until, by the viewer's clock.
export interface SnoozeTime {
  name: 'hour' | 'three' | 'tomorrow' | 'monday'
  at: Date
}
const kMorning = 9 // o'clock
const kHour = 3_600_000 // milliseconds

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, kMorning)
}

export function snoozeTimes(now: Date): SnoozeTime[] {
  const toMonday = (8 - now.getDay()) % 7 || 7
  const all: SnoozeTime[] = [
    { name: 'hour', at: new Date(now.getTime() + kHour) },
    { name: 'three', at: new Date(now.getTime() + 3 * kHour) },
    { name: 'tomorrow', at: morning(now, 1) },
  ]
  return toMonday === 1 ? all : [...all, { name: 'monday', at: morning(now, toMonday) }]
}
