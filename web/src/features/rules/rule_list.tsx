// The rules from the top as an outline: any number of them, moved by keys and by dragging.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { Rule } from '~/draft/model'
import { moveBeside, moveDown, moveInto, moveOut, moveUp } from '~/draft/rule_moves'
import { MoodBadge } from '~/ui/badge'
import { singleKeys } from '~/ui/keys'
import { ruleWords as words } from '~/ui/words/rules'
import { nameOf, numberOf, routeText } from './rule_words'
import type { Rules } from './use_rules'

const kHeight = 64
type Drop = { id: string; where: 'before' | 'behind' | 'into' }

interface Props {
  rules: Rules
  shown: readonly Rule[]
  whole: boolean // false: a search leaves some out
  heat: ReadonlyMap<string, number>
  heatOf: number
  onOpen: () => void // to the panel
  onRename: () => void
}

export function RuleList({ rules, shown, whole, heat, heatOf, onOpen, onRename }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [drop, setDrop] = useState<Drop>()
  const dragged = useRef<Rule>(undefined)
  const rows = useVirtualizer({ count: shown.length, getScrollElement: () => box.current, estimateSize: () => kHeight, overscan: 8, getItemKey: (i) => shown[i]?.id ?? i })
  const at = shown.findIndex((one) => one.id === rules.rule?.id)
  const focusRow = (index: number): void => {
    rows.scrollToIndex(index)
    requestAnimationFrame(() => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus()))
  }
  const go = (index: number): void => {
    const next = shown[Math.min(shown.length - 1, Math.max(0, index))]
    if (!next) return
    rules.choose(next.path)
    focusRow(shown.indexOf(next))
  }
  const onKey = (event: KeyboardEvent): void => {
    const rule = rules.rule
    const { deeds } = rules
    const act = (what: () => void): void => {
      event.preventDefault()
      what()
    }
    if (event.altKey && rule && !event.ctrlKey && !event.metaKey) {
      const moves: Record<string, () => void> = {
        ArrowUp: () => deeds.move(rule, moveUp(rule)),
        ArrowDown: () => deeds.move(rule, moveDown(rules.model.rules, rule)),
        ArrowRight: () => deeds.move(rule, moveInto(rules.model.rules, rule)),
        ArrowLeft: () => deeds.move(rule, moveOut(rule)),
      }
      const move = moves[event.key]
      if (move) act(move)
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown') act(() => go(at + 1))
    else if (event.key === 'ArrowUp') act(() => go(at - 1))
    else if (event.key === 'Home') act(() => go(0))
    else if (event.key === 'End') act(() => go(shown.length - 1))
    else if (event.key === 'Enter' && rule) act(onOpen)
    else if (event.key === 'F2' && rule) act(onRename)
    else if (event.key === 'Delete' && rule) act(() => deeds.remove(rule))
    else if (event.key.toLowerCase() === 'd' && rule && singleKeys.get()) act(() => deeds.toggle(rule))
  }
  const over = (event: DragEvent<HTMLElement>, rule: Rule): void => {
    if (!dragged.current || dragged.current.id === rule.id) return
    const { top, height } = event.currentTarget.getBoundingClientRect()
    const part = (event.clientY - top) / height
    const where = rule.rules && part > 0.3 && part < 0.7 ? 'into' : part < 0.5 ? 'before' : 'behind'
    if (!moveBeside(dragged.current, rule, where)) return
    event.preventDefault()
    setDrop({ id: rule.id, where })
  }
  const release = (event: DragEvent<HTMLElement>, rule: Rule): void => {
    event.preventDefault()
    if (dragged.current && drop) rules.deeds.move(dragged.current, moveBeside(dragged.current, rule, drop.where))
    setDrop(undefined)
  }
  return (
    <div ref={box} className="rule-list panel" role="tree" aria-label={words.tree} tabIndex={at < 0 ? 0 : -1} onKeyDown={onKey} onFocus={(event) => event.target === event.currentTarget && at < 0 && go(0)}>
      <div role="presentation" className="rule-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const rule = shown[item.index]
          if (!rule) return null
          const chosen = rule.id === rules.rule?.id
          const problems = rules.byRule.get(rule.id) ?? []
          const taken = heat.get(rule.id) ?? 0
          return (
            // The tree has the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={item.key}
              role="treeitem"
              aria-level={rule.depth + 1}
              aria-selected={chosen}
              aria-expanded={rule.rules ? true : undefined}
              tabIndex={chosen ? 0 : -1}
              data-index={item.index}
              data-chosen={chosen || undefined}
              data-off={!rule.active || undefined}
              data-drop={drop?.id === rule.id ? drop.where : undefined}
              className="rule-row"
              style={{ transform: `translateY(${item.start}px)`, height: kHeight, paddingLeft: `${0.75 + Math.min(rule.depth, 8) * 1.5}rem` }}
              onClick={() => rules.choose(rule.path)}
              onDoubleClick={onOpen}
              draggable={whole}
              onDragStart={(event) => {
                dragged.current = rule
                event.dataTransfer.effectAllowed = 'move'
                event.dataTransfer.setData('text/plain', nameOf(rule))
              }}
              onDragEnd={() => {
                dragged.current = undefined
                setDrop(undefined)
              }}
              onDragOver={(event) => over(event, rule)}
              onDrop={(event) => release(event, rule)}
            >
              <span className="rule-number">{numberOf(rule)}</span>
              <span className="rule-main">
                <span className="rule-name">
                  <bdi>{nameOf(rule)}</bdi>
                  {rule.active ? null : <MoodBadge mood="over" words={words.off} />}
                  {problems.length > 0 ? <MoodBadge mood={problems.some((one) => one.severity === 'error') ? 'alarm' : 'waiting'} words={words.findings(problems.length)} /> : null}
                </span>
                <span className="rule-when">{rule.when ? <code>{rule.when}</code> : <span className="soft">{words.always}</span>}</span>
              </span>
              <span className="rule-route">
                {rule.rules ? words.group(rule.rules.length) : `→ ${routeText(rule.route)}`}
                {taken > 0 ? <span className="soft rule-heat">{words.heat(taken, heatOf)}</span> : null}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
