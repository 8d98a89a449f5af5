// One report of the API, as the address asks for it.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, type Report } from '~/api/client'
import { dataOf } from '~/api/problem'
import { asked } from './periods'
import { byOf, type ReportName, type ReportSearch } from './search'

export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

export function queryOf(report: ReportName, search: ReportSearch) {
  const by = byOf(report, search)
  return { ...asked(search), ...(by ? { by } : {}), ...(search.person ? { person: search.person } : {}), ...(search.pool ? { pool: search.pool } : {}) }
}

export function useReport(report: ReportName, search: ReportSearch) {
  const query = queryOf(report, search)
  return useQuery({
    queryKey: ['report', report, query],
    queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/reports/{report}', { params: { path: { report }, query }, signal }))) as Report,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
}

// The same as a file of the browser's.
export async function saveCsv(report: ReportName, search: ReportSearch): Promise<void> {
  const query = { ...queryOf(report, search), format: 'csv' as const }
  const text = await dataOf(api.GET('/v1/reports/{report}', { params: { path: { report }, query }, parseAs: 'text' }))
  const address = URL.createObjectURL(new Blob([String(text)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${report}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
