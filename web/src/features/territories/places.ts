// Places that a territory can cover, with the codes that the document uses, and which territory each
// belongs to.
import codes from 'i18n-iso-countries/codes.json'

export type Kind = 'states' | 'countries'
export type Territories = Record<string, Record<string, unknown>>

const kFips: Record<string, string> = {
  '01': 'AL', '02': 'AK', '04': 'AZ', '05': 'AR', '06': 'CA', '08': 'CO', '09': 'CT', '10': 'DE', '11': 'DC', '12': 'FL', '13': 'GA', '15': 'HI', '16': 'ID', '17': 'IL', '18': 'IN', '19': 'IA', '20': 'KS', '21': 'KY', '22': 'LA', '23': 'ME', '24': 'MD', '25': 'MA', '26': 'MI', '27': 'MN', '28': 'MS', '29': 'MO', '30': 'MT', '31': 'NE', '32': 'NV', '33': 'NH', '34': 'NJ', '35': 'NM', '36': 'NY', '37': 'NC', '38': 'ND', '39': 'OH', '40': 'OK', '41': 'OR', '42': 'PA', '44': 'RI', '45': 'SC', '46': 'SD', '47': 'TN', '48': 'TX', '49': 'UT', '50': 'VT', '51': 'VA', '53': 'WA', '54': 'WV', '55': 'WI', '56': 'WY', '60': 'AS', '66': 'GU', '69': 'MP', '72': 'PR', '78': 'VI',
} // prettier-ignore

export function stateCode(fips: string): string | undefined {
  const letters = kFips[fips]
  return letters ? `US-${letters}` : undefined
}

const byNumber = new Map(codes.map((row) => [row[2], row[0]]))
export function countryCode(number: string): string | undefined {
  return byNumber.get(number.padStart(3, '0'))
}

export const listOf = (territory: Record<string, unknown> | undefined, kind: Kind): string[] => (Array.isArray(territory?.[kind]) ? territory[kind].map(String) : [])

export interface Cover {
  territory: string
  byCountry: boolean // covered as a part of its country
}

// The first territory, in the order of the document, that covers the place.
export function coverOf(territories: Territories, kind: Kind, code: string): Cover | undefined {
  const country = kind === 'states' ? code.slice(0, code.indexOf('-')) : undefined
  for (const [territory, about] of Object.entries(territories)) {
    if (listOf(about, kind).includes(code)) return { territory, byCountry: false }
    if (country && listOf(about, 'countries').includes(country)) return { territory, byCountry: true }
  }
  return undefined
}

// Every territory's new list where it changes: the place goes to `to`, or to none.
export function assignments(territories: Territories, kind: Kind, code: string, to: string | undefined): { territory: string; list: string[] }[] {
  return Object.entries(territories).flatMap(([territory, about]) => {
    const now = listOf(about, kind)
    const has = now.includes(code)
    if (territory === to) return has ? [] : [{ territory, list: [...now, code] }]
    return has ? [{ territory, list: now.filter((one) => one !== code) }] : []
  })
}
