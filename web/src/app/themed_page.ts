// A part of the app made with the component library comes together with it (ui/themed.tsx).
import { type ComponentType, createElement } from 'react'

export async function themed<Props extends object>(part: Promise<ComponentType<Props>>): Promise<{ default: ComponentType<Props> }> {
  const [Part, { Themed }] = await Promise.all([part, import('~/ui/themed')])
  return { default: (props: Props) => createElement(Themed, null, createElement(Part, props)) }
}
