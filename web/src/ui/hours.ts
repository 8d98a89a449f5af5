// A schedule's hours as stretches of the week, read from and written as the document has them:
// "Mon-Fri 09:00-12:00, 13:00-18:00; Sat 10:00-14:00", or "always".
export interface Stretch {
  days: boolean[] // Monday first
  from: string // "09:00"
  to: string // "18:00"; at or before `from`: the next day
}

const kDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const kNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const kTimes = /^(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/

function daysOf(text: string): boolean[] | undefined {
  const days = Array<boolean>(7).fill(false)
  for (const part of text.split(',')) {
    const [from, to, more] = part.split('-').map((one) => kDays.indexOf(one.trim().toLowerCase()))
    if (from === undefined || from < 0 || more !== undefined || (to !== undefined && to < 0)) return undefined
    for (let day = from; ; day = (day + 1) % 7) {
      days[day] = true
      if (day === (to ?? from)) break
    }
  }
  return days
}

// Undefined for "always" and for what is written in another way.
export function readHours(hours: string): Stretch[] | undefined {
  const all: Stretch[] = []
  for (const part of hours.split(';')) {
    if (part.trim() === '') continue
    const match = /^\s*([A-Za-z,\s-]+?)\s+(\d.*)$/.exec(part)
    const days = match?.[1] ? daysOf(match[1]) : undefined
    if (!match?.[2] || !days) return undefined
    for (const times of match[2].split(',')) {
      const found = kTimes.exec(times.trim())
      if (!found) return undefined
      all.push({ days: [...days], from: (found[1] ?? '').padStart(5, '0'), to: (found[2] ?? '').padStart(5, '0') })
    }
  }
  return all.length > 0 ? all : undefined
}

function dayWords(days: readonly boolean[]): string {
  const runs: string[] = []
  for (let i = 0; i < 7; i++) {
    if (!days[i]) continue
    let j = i
    while (j < 6 && days[j + 1]) j++
    runs.push(j - i >= 2 ? `${kNames[i]}-${kNames[j]}` : kNames.slice(i, j + 1).join(','))
    i = j
  }
  return runs.join(',')
}

export function writeHours(stretches: readonly Stretch[]): string {
  const parts: { days: string; times: string[] }[] = []
  for (const { days, from, to } of stretches) {
    const named = dayWords(days)
    if (named === '' || from === '' || to === '') continue
    const last = parts.find((part) => part.days === named)
    if (last) last.times.push(`${from}-${to}`)
    else parts.push({ days: named, times: [`${from}-${to}`] })
  }
  return parts.map((part) => `${part.days} ${part.times.join(', ')}`).join('; ')
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

export interface Bar {
  day: number
  from: number // parts of the day, 0 to 1
  to: number
  words: string
}

// What the calendar draws: a night is two bars.
export function barsOf(stretches: readonly Stretch[]): Bar[] {
  return stretches.flatMap(({ days, from, to }) => {
    const [begin, end] = [minutes(from) / 1440, minutes(to) / 1440]
    const words = `${from}–${to}`
    return days.flatMap((on, day) => {
      if (!on) return []
      if (end > begin) return [{ day, from: begin, to: end, words }]
      return [
        { day, from: begin, to: 1, words },
        ...(end > 0 ? [{ day: (day + 1) % 7, from: 0, to: end, words }] : []),
      ]
    })
  })
}
