// What is drawn of each report, for the chart library: plain values, made from the same rows that the
// table shows and from the colours of the scheme.
import type { EChartsCoreOption } from 'echarts/core'
import { formatNumber } from '~/ui/format'
import { reportWords as words } from '~/ui/words/reports'
import { formatRate, formatSeconds, numberIn } from './cells'
import type { ReportName } from './search'
import type { Row } from './use_report'

export interface Palette {
  text: string
  soft: string
  line: string
  paper: string
  green: string
  blue: string
  amber: string
  red: string
  pipe: string
}

export interface Drawn {
  rows: readonly Row[]
  total: Row | null
  names: readonly string[] // of the rows
  palette: Palette
}

const kBars = 20 // of people, rules …: the table has the rest

function base(palette: Palette): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { color: palette.text, fontFamily: 'system-ui, sans-serif' },
    grid: { left: 8, right: 20, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: palette.text }, itemWidth: 14 },
    // The policy forbids styles in markup: its words are drawn.
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.paper, borderColor: palette.line, textStyle: { color: palette.text }, axisPointer: { type: 'shadow', shadowStyle: { color: palette.line, opacity: 0.35 } } },
  }
}

const axis = (palette: Palette) => ({
  axisLine: { lineStyle: { color: palette.line } },
  axisTick: { show: false },
  axisLabel: { color: palette.soft, hideOverlap: true },
  splitLine: { lineStyle: { color: palette.line } },
})
const narrow = (palette: Palette) => ({ ...axis(palette), axisLabel: { color: palette.soft, width: 150, overflow: 'truncate' } })

const bar = (name: string, color: string, data: readonly number[], more: object = {}) => ({ type: 'bar', name, color, data, barMaxWidth: 28, ...more })

// In and out: beside each other over time, one below the other for names.
function volume({ rows, names, palette }: Drawn, isTime: boolean): EChartsCoreOption {
  const shown = isTime ? rows : rows.slice(0, kBars)
  const series = [
    bar(words.column['received'] ?? '', palette.blue, shown.map((row) => numberIn(row, 'received'))),
    bar(words.column['assigned'] ?? '', palette.pipe, shown.map((row) => numberIn(row, 'assigned'))),
    bar(words.column['over'] ?? '', palette.amber, shown.map((row) => numberIn(row, 'over'))),
  ]
  const categories = { type: 'category', data: names.slice(0, shown.length) }
  const amounts = { type: 'value', minInterval: 1, ...axis(palette) }
  return isTime
    ? { ...base(palette), xAxis: { ...categories, ...axis(palette) }, yAxis: amounts, series }
    : { ...base(palette), yAxis: { ...categories, inverse: true, ...narrow(palette) }, xAxis: amounts, series }
}

// How long it took, the median before the 90 %.
function response({ rows, names, palette }: Drawn, isTime: boolean): EChartsCoreOption {
  const shown = isTime ? rows : rows.slice(0, kBars)
  const minutes = (column: string) => shown.map((row) => (typeof row[column] === 'number' ? numberIn(row, column) / 60 : Number.NaN))
  const series = [bar(words.column['acknowledge_median'] ?? '', palette.pipe, minutes('acknowledge_median')), bar(words.column['contact_median'] ?? '', palette.green, minutes('contact_median')), bar(words.column['contact_p90'] ?? '', palette.amber, minutes('contact_p90'))]
  const categories = { type: 'category', data: names.slice(0, shown.length) }
  const times = { type: 'value', ...axis(palette), axisLabel: { color: palette.soft, hideOverlap: true, formatter: (value: number) => formatSeconds(value * 60) } }
  const tooltip = { ...(base(palette)['tooltip'] as object), valueFormatter: (value: unknown) => formatSeconds(typeof value === 'number' && !Number.isNaN(value) ? value * 60 : null) }
  return isTime
    ? { ...base(palette), tooltip, xAxis: { ...categories, ...axis(palette) }, yAxis: times, series }
    : { ...base(palette), tooltip, yAxis: { ...categories, inverse: true, ...narrow(palette) }, xAxis: times, series }
}

interface Drawing {
  value: (dimension: number) => number
  coord: (point: [number, number]) => [number, number]
}

// Each rate with its interval, and the whole's as a line; who had too few is drawn in grey.
function conversion({ rows, names, total, palette }: Drawn): EChartsCoreOption {
  const shown = rows.map((row, i) => ({ row, name: names[i] ?? '' })).filter(({ row }) => typeof row['win_rate'] === 'number')
  const points = shown.slice(0, kBars).map(({ row }, i) => [numberIn(row, 'win_low'), numberIn(row, 'win_rate'), numberIn(row, 'win_high'), i, row['enough'] ? (row['differs'] ? 2 : 1) : 0])
  const colors = [palette.soft, palette.green, palette.amber]
  const whole = total?.['win_rate']
  return {
    ...base(palette),
    legend: { show: false },
    grid: { left: 8, right: 24, top: 12, bottom: 8, containLabel: true },
    tooltip: { ...(base(palette)['tooltip'] as object), trigger: 'item', formatter: ({ value }: { value: number[] }) => `${formatRate(value[1])} (${words.interval(formatRate(value[0]), formatRate(value[2]))})` },
    xAxis: { type: 'value', min: 0, max: 1, ...axis(palette), axisLabel: { color: palette.soft, formatter: (value: number) => formatRate(value) } },
    yAxis: { type: 'category', inverse: true, data: shown.slice(0, kBars).map(({ name }) => name), ...narrow(palette) },
    series: [
      {
        type: 'custom',
        data: points,
        encode: { x: [0, 1, 2], y: 3 },
        renderItem: (_: unknown, at: Drawing) => {
          const [left, y] = at.coord([at.value(0), at.value(3)])
          const [middle] = at.coord([at.value(1), at.value(3)])
          const [right] = at.coord([at.value(2), at.value(3)])
          const fill = colors[at.value(4)] ?? palette.green
          return {
            type: 'group',
            children: [
              { type: 'rect', shape: { x: left, y: y - 3, width: Math.max(1, right - left), height: 6, r: 3 }, style: { fill, opacity: 0.4 } },
              { type: 'circle', shape: { cx: middle, cy: y, r: 6 }, style: { fill } },
            ],
          }
        },
        ...(typeof whole === 'number' ? { markLine: { silent: true, symbol: 'none', lineStyle: { color: palette.red, type: 'dashed' }, label: { show: false }, data: [{ xAxis: whole }] } } : {}),
      },
    ],
  }
}

function fairness({ rows, palette }: Drawn, nameOf: (person: string) => string): EChartsCoreOption {
  const shown = rows.slice(0, 2 * kBars)
  return {
    ...base(palette),
    xAxis: { type: 'value', ...axis(palette) },
    yAxis: { type: 'category', inverse: true, data: shown.map((row) => `${nameOf(String(row['person']))} · ${String(row['pool'])}`), ...narrow(palette) },
    series: [bar(words.turns, palette.green, shown.map((row) => numberIn(row, 'turns'))), bar(words.share, palette.pipe, shown.map((row) => numberIn(row, 'expected')))],
  }
}

function capacity({ rows, names, palette }: Drawn): EChartsCoreOption {
  const shown = rows.map((row, i) => ({ row, name: names[i] ?? '' })).toSorted((a, b) => numberIn(b.row, 'peak_open') - numberIn(a.row, 'peak_open')).slice(0, kBars)
  const series = [
    bar(words.column['mean_open'] ?? '', palette.green, shown.map(({ row }) => numberIn(row, 'mean_open'))),
    bar(words.column['peak_open'] ?? '', palette.pipe, shown.map(({ row }) => numberIn(row, 'peak_open'))),
    bar(words.column['open_capacity'] ?? '', palette.amber, shown.map(({ row }) => (typeof row['open_capacity'] === 'number' ? numberIn(row, 'open_capacity') : Number.NaN))),
  ]
  return { ...base(palette), xAxis: { type: 'value', ...axis(palette) }, yAxis: { type: 'category', inverse: true, data: shown.map(({ name }) => name), ...narrow(palette) }, series }
}

const kAges = ['under_1h', 'under_4h', 'under_1d', 'under_3d', 'under_7d', 'under_30d', 'older'] as const

function queues({ rows, names, palette }: Drawn): EChartsCoreOption {
  const colors = [palette.green, palette.pipe, palette.blue, palette.soft, palette.amber, palette.red, palette.text]
  const shown = rows.slice(0, kBars)
  return {
    ...base(palette),
    legend: { ...(base(palette)['legend'] as object), type: 'scroll', pageTextStyle: { color: palette.text } },
    xAxis: { type: 'value', minInterval: 1, ...axis(palette) },
    yAxis: { type: 'category', inverse: true, data: names.slice(0, shown.length), ...narrow(palette) },
    series: kAges.map((age, i) => bar(words.column[age] ?? '', colors[i] ?? palette.text, shown.map((row) => numberIn(row, age)), { stack: 'ages' })),
  }
}

function hours({ rows, palette }: Drawn): EChartsCoreOption {
  const most = Math.max(1, ...rows.map((row) => numberIn(row, 'received')))
  return {
    ...base(palette),
    grid: { left: 8, right: 16, top: 8, bottom: 56, containLabel: true },
    tooltip: { ...(base(palette)['tooltip'] as object), trigger: 'item', formatter: ({ value }: { value: number[] }) => `${words.weekdays[value[1] ?? 0] ?? ''} ${value[0] ?? 0}:00: ${formatNumber(value[2])}` },
    xAxis: { type: 'category', data: Array.from({ length: 24 }, (_, hour) => String(hour)), ...axis(palette) },
    yAxis: { type: 'category', inverse: true, data: words.weekdays.map((day) => day.slice(0, 3)), ...axis(palette) },
    visualMap: { min: 0, max: most, text: [formatNumber(most), '0'], orient: 'horizontal', left: 0, bottom: 0, calculable: false, itemHeight: 120, textStyle: { color: palette.text }, inRange: { color: [palette.paper, palette.pipe, palette.green] } },
    series: [{ type: 'heatmap', data: rows.map((row) => [numberIn(row, 'hour'), numberIn(row, 'weekday') - 1, numberIn(row, 'received')]), itemStyle: { borderColor: palette.line, borderWidth: 1 } }],
  }
}

export function optionOf(report: ReportName, drawn: Drawn, isTime: boolean, nameOf: (person: string) => string): EChartsCoreOption {
  switch (report) {
    case 'volume':
      return volume(drawn, isTime)
    case 'response':
      return response(drawn, isTime)
    case 'conversion':
      return conversion(drawn)
    case 'fairness':
      return fairness(drawn, nameOf)
    case 'capacity':
      return capacity(drawn)
    case 'queues':
      return queues(drawn)
    case 'hours':
      return hours(drawn)
  }
}

// How high it has to be for its names.
export function heightOf(report: ReportName, rows: number, isTime: boolean): number {
  if (isTime || report === 'hours') return 320
  const each = report === 'conversion' || report === 'queues' ? 30 : 54
  return 80 + each * Math.min(report === 'fairness' ? 2 * kBars : kBars, Math.max(1, rows))
}
