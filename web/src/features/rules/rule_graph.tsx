// The rules as a graph: read from the top, "no" leads down, "yes" to the right, into a group or to
// whoever gets the lead. A dragged rule is read where it is let go.
import '@xyflow/react/dist/style.css'
import { Background, Controls, type Edge, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import type { Rule } from '~/draft/model'
import { moveBeside } from '~/draft/rule_moves'
import { MoodBadge } from '~/ui/badge'
import { ruleWords as words } from '~/ui/words/rules'
import { nameOf, numberOf, routeText } from './rule_words'

const kRow = 110
const kIndent = 60
const kWide = 320
const kAtMost = 2500

interface RuleData extends Record<string, unknown> {
  rule: Rule
  lit: 'matched' | 'passed' | undefined
  problems: number
  bad: boolean
}
interface EndData extends Record<string, unknown> {
  label: string
  lit: boolean
}
type RuleNode = Node<RuleData, 'rule'>
type EndNode = Node<EndData, 'end'>

function RuleBox({ data }: NodeProps<RuleNode>) {
  const { rule, lit, problems, bad } = data
  return (
    <div className="graph-rule" data-lit={lit} data-off={!rule.active || undefined}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <strong>
        {numberOf(rule)} <bdi>{nameOf(rule)}</bdi>
      </strong>
      <span className="graph-when">{rule.when || words.always}</span>
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

interface Props {
  rules: readonly Rule[] // all, each before those within it
  otherwise: unknown
  chosen?: string | undefined
  byRule?: ReadonlyMap<string, readonly { severity: string }[]>
  // By rule: whether the simulated lead was taken or passed over there.
  lit?: ReadonlyMap<string, 'matched' | 'passed'>
  onChoose?: (rule: Rule) => void
  onMove?: (rule: Rule, move: ReturnType<typeof moveBeside>) => void
}

export function RuleGraph({ rules, otherwise, chosen, byRule, lit, onChoose, onMove }: Props) {
  const shown = useMemo(() => rules.slice(0, kAtMost), [rules])
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
        data: { rule, lit: lit?.get(rule.id), problems: problems.length, bad: problems.some((one) => one.severity === 'error') },
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
    return { nodes, edges }
  }, [shown, otherwise, chosen, byRule, lit, endsAt, onMove])
  return (
    <div className="rule-graph" role="group" aria-label={words.graphLabel}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={kTypes}
        onlyRenderVisibleElements
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        defaultViewport={{ x: 40, y: 20, zoom: 0.85 }}
        panOnScroll
        onNodeClick={(_, node) => node.type === 'rule' && onChoose?.((node as RuleNode).data.rule)}
        onSelectionChange={({ nodes: selected }) => {
          const node = selected[0]
          if (node?.type === 'rule' && node.id !== chosen) onChoose?.((node as RuleNode).data.rule)
        }}
        onNodeDragStop={(_, node) => {
          if (node.type !== 'rule' || !onMove) return
          const at = Math.round(node.position.y / kRow) - 1
          const other = shown[Math.min(shown.length - 1, Math.max(0, at))]
          const rule = (node as RuleNode).data.rule
          if (other && other.id !== rule.id) onMove(rule, moveBeside(rule, other, node.position.y > (shown.indexOf(rule) + 1) * kRow ? 'behind' : 'before'))
        }}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
      {rules.length > shown.length ? <p className="soft">{words.graphMore(shown.length)}</p> : null}
    </div>
  )
}
