// A chart on a canvas, in the colours of the scheme. Its code comes only where one is shown; whoever
// does not see it has the table.
import { useComputedColorScheme } from '@mantine/core'
import { BarChart, CustomChart, HeatmapChart } from 'echarts/charts'
import { GridComponent, LegendComponent, LegendScrollComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { Palette } from './chart_options'

use([BarChart, CustomChart, HeatmapChart, GridComponent, LegendComponent, LegendScrollComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer])

// `scheme`: whose colours the page has now.
function paletteOf(scheme: string): Palette & { scheme: string } {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return { scheme, text: color('text'), soft: color('soft'), line: color('line'), paper: color('paper'), green: color('green'), blue: color('blue'), amber: color('amber'), red: color('red'), pipe: color('pipe') }
}

interface Props {
  label: string
  height: number
  option: (palette: Palette) => EChartsCoreOption
}

export default function Chart({ label, height, option }: Props) {
  const scheme = useComputedColorScheme('light')
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const made = init(element)
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = undefined
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option(paletteOf(scheme)), { notMerge: true })
  }, [option, scheme])
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />
}
