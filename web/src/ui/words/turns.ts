// The words of the turn counter.
import { count, formatNumber } from '~/ui/format'

const kEven = 0.05 // of a turn

export const turnsWords = {
  summary: 'My turns: who is next, and am I getting my share?',
  none: 'Nobody hands out leads by turns to this person',
  isNext: 'You are next',
  before: (others: number) => `${count(others, 'other is', 'others are')} before you`,
  notNow: (reason: string) => `No turn now: ${reason}`,
  notNowUnknown: 'No turn now',
  had: (given: number, turns: number) => `Yours: ${formatNumber(given)} of ${count(turns, 'turn', 'turns')}`,
  // Rounded to what anybody could make something of.
  credit: (credit: number) => {
    if (Math.abs(credit) < kEven) return 'exactly your share'
    const amount = formatNumber(Math.round(Math.abs(credit) * 10) / 10)
    return credit > 0 ? `${amount} of a turn is owed to you` : `${amount} of a turn ahead of your share`
  },
  next: 'Next',
  byRank: 'Leads go by rank here, not by turns',
}
