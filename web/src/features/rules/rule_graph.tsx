// The rules as a graph: read from the top, "no" leads down, "yes" to the right, into a group or to
// whoever gets the lead. A dragged rule is read where it is let go: between two others, within the one it
// is let go on, or out of its group. Alt with the arrows moves the rule that has the focus.
import '@xyflow/react/dist/style.css'
import { Background, Controls, type Dimensions, type Edge, Handle, type Node, type NodeChange, type NodeProps, Position, ReactFlow, useReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Rule } from '~/draft/model'
import { type Drop, dropAt } from '~/draft/rule_drops'
import { type Move, moveDown, moveInto, moveOut, moveUp } from '~/draft/rule_moves'
import { MoodBadge } from '~/ui/badge'
import { singleKeys } from '~/ui/keys'
import { ruleWords as words } from '~/ui/words/rules'
import { nameOf, numberOf, routeText } from './rule_words'

const kRow = 110
const kIndent = 60
const kWide = 320
const kAtMost = 2500

interface RuleData extends Record<string, unknown> {
  rule: Rule
  lit: 'matched' | 'passed' | undefined
  taken: string // of the newest leads, in words; empty: none
  problems: number
  bad: boolean
  drop: Drop['where'] | undefined
}
interface EndData extends Record<string, unknown> {
  label: string
  lit: boolean
}
type RuleNode = Node<RuleData, 'rule'>
type EndNode = Node<EndData, 'end'>

function RuleBox({ data }: NodeProps<RuleNode>) {
  const { rule, lit, taken, problems, bad, drop } = data
  return (
    <div className="graph-rule" data-lit={lit} data-off={!rule.active || undefined} data-drop={drop}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <strong>
        {numberOf(rule)} <bdi>{nameOf(rule)}</bdi>
      </strong>
      <span className="graph-when">{rule.when || words.always}</span>
      {taken ? <span className="soft graph-heat">{taken}</span> : null}
      {rule.active ? null : <MoodBadge mood="over" words={words.off} />}
      {problems > 0 ? <MoodBadge mood={bad ? 'alarm' : 'waiting'} words={words.findings(problems)} /> : null}
      <Handle type="source" id="no" position={Position.Bottom} isConnectable={false} />
      <Handle type="source" id="yes" position={Position.Right} isConnectable={false} />
    </div>
  )
}

function EndBox({ data }: NodeProps<EndNode>) {
  return (
    <div className="graph-end" data-lit={data.lit || undefined}>
      <Handle type="target" id="top" position={Position.Top} isConnectable={false} />
      <Handle type="target" id="side" position={Position.Left} isConnectable={false} />
      {data.label}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  )
}

const kTypes = { rule: RuleBox, end: EndBox }

// How large the nodes were drawn. A node that comes without its size is hidden until it has been
// measured again, and whoever had the focus there has lost it.
class Sizes {
  readonly #known = new Map<string, Dimensions>()

  note(changes: readonly NodeChange<RuleNode | EndNode>[]): void {
    for (const change of changes) {
      if (change.type === 'dimensions' && change.dimensions) this.#known.set(change.id, change.dimensions)
    }
  }
  give(nodes: (RuleNode | EndNode)[]): (RuleNode | EndNode)[] {
    return nodes.map((node) => {
      const measured = this.#known.get(node.id)
      return measured ? { ...node, measured } : node
    })
  }
}

const kFrames = 300 // until a node that is new is measured, and can have the focus

// Whoever has gone elsewhere meanwhile stays there.
function focusNode(box: HTMLElement, id: string, onDone: () => void, frames = kFrames): void {
  requestAnimationFrame(() => {
    const before = document.activeElement
    if (before && before !== document.body && !box.contains(before)) return onDone()
    const node = box.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
    node?.focus()
    if (frames > 0 && (!node || document.activeElement !== node)) focusNode(box, id, onDone, frames - 1)
    else onDone()
  })
}

// The chosen rule comes into view when it was chosen elsewhere.
function InView({ id }: { id: string | undefined }) {
  const flow = useReactFlow()
  const ready = flow.viewportInitialized
  useEffect(() => {
    const node = id === undefined || !ready ? undefined : flow.getNode(id)
    const box = document.querySelector('.rule-graph')?.getBoundingClientRect()
    if (!node || !box) return
    const at = flow.flowToScreenPosition(node.position)
    const isSeen = at.x >= box.left - kIndent && at.x < box.right - kIndent && at.y >= box.top && at.y + kRow / 2 <= box.bottom
    if (!isSeen) void flow.setCenter(node.position.x + kWide, node.position.y + kRow / 2, { zoom: flow.getZoom() })
  }, [id, flow, ready])
  return null
}

interface Props {
  rules: readonly Rule[] // all, each before those within it
  otherwise: unknown
  chosen?: string | undefined
  byRule?: ReadonlyMap<string, readonly { severity: string }[]>
  // By rule: whether the simulated lead was taken or passed over there.
  lit?: ReadonlyMap<string, 'matched' | 'passed'>
  heat?: ReadonlyMap<string, number> // by rule: how many of the newest leads it took
  heatOf?: number
  onChoose?: (rule: Rule) => void
  onMove?: (rule: Rule, move: Move | undefined) => void
  onToggle?: (rule: Rule) => void
  onOpen?: () => void // to the panel
}

export function RuleGraph({ rules, otherwise, chosen, byRule, lit, heat, heatOf = 0, onChoose, onMove, onToggle, onOpen }: Props) {
  const shown = useMemo(() => rules.slice(0, kAtMost), [rules])
  const box = useRef<HTMLDivElement>(null)
  const [sizes] = useState(() => new Sizes())
  const [dragged, setDragged] = useState<{ id: string; x: number; y: number; drop: Drop | undefined }>()
  // After a move by keys the focus goes along; until it has, the keys are for the rule that was moved.
  const keepsFocus = useRef(false)
  useEffect(() => {
    if (!keepsFocus.current || chosen === undefined || !box.current) return
    focusNode(box.current, chosen, () => (keepsFocus.current = false))
  }, [chosen])
  const deepest = Math.max(0, ...shown.map((rule) => rule.depth))
  const endsAt = kIndent * deepest + kWide + 160
  const { nodes, edges } = useMemo(() => {
    const nodes: (RuleNode | EndNode)[] = [{ id: 'start', type: 'end', position: { x: 40, y: 0 }, data: { label: words.arrives, lit: lit !== undefined }, draggable: false }]
    const edges: Edge[] = []
    const takenBy = shown.findLast((rule) => lit?.get(rule.id) === 'matched' && !rule.rules)
    for (const [i, rule] of shown.entries()) {
      const y = (i + 1) * kRow
      const problems = byRule?.get(rule.id) ?? []
      nodes.push({
        id: rule.id,
        type: 'rule',
        position: { x: kIndent * rule.depth, y },
        data: { rule, drop: undefined, lit: lit?.get(rule.id), taken: heat?.get(rule.id) ? words.heat(heat.get(rule.id) ?? 0, heatOf) : '', problems: problems.length, bad: problems.some((one) => one.severity === 'error') },
        selected: rule.id === chosen,
        ariaLabel: `${numberOf(rule)} ${nameOf(rule)}: ${rule.when || words.always} → ${rule.rules ? words.group(rule.rules.length) : routeText(rule.route)}`,
        draggable: onMove !== undefined,
      })
      const from = i === 0 ? 'start' : shown[i - 1]?.id
      const above = shown[i - 1]
      if (from) edges.push({ id: `${from}-${rule.id}`, source: from, target: rule.id, ...(above ? { sourceHandle: 'no' } : {}), focusable: false, className: lit?.has(rule.id) ? 'edge-lit' : '' })
      if (!rule.rules) {
        nodes.push({ id: `${rule.id}>`, type: 'end', position: { x: endsAt, y: y + 14 }, data: { label: routeText(rule.route), lit: takenBy?.id === rule.id }, draggable: false, focusable: false, selectable: false })
        edges.push({ id: `${rule.id}>`, source: rule.id, sourceHandle: 'yes', target: `${rule.id}>`, targetHandle: 'side', focusable: false, className: takenBy?.id === rule.id ? 'edge-lit' : '' })
      }
    }
    const last = shown.at(-1)
    nodes.push({ id: 'otherwise', type: 'end', position: { x: 40, y: (shown.length + 1) * kRow }, data: { label: `${words.otherwise} → ${routeText(otherwise)}`, lit: lit !== undefined && !takenBy }, draggable: false })
    edges.push({ id: 'last', source: last?.id ?? 'start', target: 'otherwise', targetHandle: 'top', ...(last ? { sourceHandle: 'no' } : {}), focusable: false })
    return { nodes: sizes.give(nodes), edges }
  }, [shown, otherwise, chosen, byRule, lit, heat, heatOf, endsAt, onMove, sizes])
  const goes = dragged?.drop?.move ? dragged.drop : undefined
  const goesBy = goes && shown.find((rule) => rule.id === goes.at)
  // Of many nodes two alone change while one is dragged.
  const drawn = !dragged
    ? nodes
    : nodes.map((node) => {
        if (node.type !== 'rule') return node
        if (node.id === dragged.id) return { ...node, position: { x: dragged.x, y: dragged.y } }
        return node.id === goes?.at ? { ...node, data: { ...node.data, drop: goes.where } } : node
      })
  const dropOf = (node: RuleNode): Drop | undefined => dropAt(shown, node.data.rule, node.position.y / kRow - 1, node.position.x / kIndent)
  const onKey = (event: KeyboardEvent): void => {
    const id = keepsFocus.current ? chosen : (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset['id']
    const rule = shown.find((one) => one.id === id)
    if (!rule || !onMove || event.ctrlKey || event.metaKey) return
    if (!event.altKey) {
      if (event.key.toLowerCase() === 'd' && onToggle && singleKeys.get()) onToggle(rule)
      else if (event.key === ' ') {
        event.preventDefault()
        onChoose?.(rule)
      } else if ((event.key === 'Enter' || event.key === 'F2') && onOpen) {
        event.preventDefault()
        onChoose?.(rule)
        onOpen()
      }
      return
    }
    const top = shown.filter((one) => one.depth === 0)
    const moves: Record<string, () => Move | undefined> = { ArrowUp: () => moveUp(rule), ArrowDown: () => moveDown(top, rule), ArrowRight: () => moveInto(top, rule), ArrowLeft: () => moveOut(rule) }
    const move = moves[event.key]?.()
    if (!(event.key in moves)) return
    event.preventDefault()
    event.stopPropagation()
    if (!move) return
    onChoose?.(rule)
    keepsFocus.current = true
    onMove(rule, move)
  }
  return (
    // The nodes have the keys.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={box} className="rule-graph" role="group" aria-label={words.graphLabel} onKeyDownCapture={onKey}>
      <ReactFlow
        nodes={drawn}
        edges={edges}
        nodeTypes={kTypes}
        onlyRenderVisibleElements
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        defaultViewport={{ x: 40, y: 20, zoom: 0.85 }}
        panOnScroll
        onNodesChange={(changes) => sizes.note(changes)}
        onNodeClick={(_, node) => node.type === 'rule' && onChoose?.((node as RuleNode).data.rule)}
        onNodeDrag={(_, node) => {
          if (node.type !== 'rule') return
          setDragged({ id: node.id, ...node.position, drop: dropOf(node as RuleNode) })
        }}
        onNodeDragStop={(_, node) => {
          setDragged(undefined)
          if (node.type !== 'rule') return
          const { rule } = (node as RuleNode).data
          onMove?.(rule, dropOf(node as RuleNode)?.move)
        }}
      >
        <Background />
        <InView id={chosen} />
        <Controls showInteractive={false} />
      </ReactFlow>
      {onMove ? (
        <p className="graph-drop" role="status">
          {goes && goesBy ? words.graphDrop[goes.where](nameOf(goesBy)) : ''}
        </p>
      ) : null}
      {rules.length > shown.length ? <p className="soft">{words.graphMore(shown.length)}</p> : null}
    </div>
  )
}
