// The catalogue's part for importing CSV.
import { count, formatNumber } from '../format'

export const importWords = {
  choose: 'CSV file',
  paste: 'Or its text',
  errors: (n: number) => count(n, 'row cannot be read', 'rows cannot be read'),
  row: (n: number, what: string) => (n === 0 ? what : `Row ${formatNumber(n)}: ${what}`),
  more: (n: number) => `and ${formatNumber(n)} more`,
  take: 'Take them over',
}
