// Changes a YAML document in place: only the characters that have to change do, so comments, order
// and layout of everything else stay as somebody wrote them, and a review shows what was meant.
import { isAlias, isCollection, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq, parseDocument } from 'yaml'
import { afterKey, flowItemText, itemText, keyText, quotedText } from './yaml_text'

export type Path = readonly (string | number)[]

interface Splice {
  start: number
  end: number
  text: string
}

export function parseYaml(text: string): Document {
  return parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, strict: false })
}

// Sets what stands at `path` to `value`, changing only where both differ; what is not there is added,
// behind those of its neighbours that come before it in `order`, else at the end.
export function setIn(text: string, path: Path, value: unknown, order: readonly string[] = []): string {
  return edit(text, (editor) => editor.set(path, value, order))
}

export function removeIn(text: string, path: Path): string {
  return edit(text, (editor) => editor.remove(path))
}

// Puts `value` into the list at `path` before the item that now has this index.
export function insertIn(text: string, path: Path, index: number, value: unknown): string {
  return edit(text, (editor) => editor.insert(path, index, value))
}

// Moves an item of a list, with the comments above it, into the same or another list, before the item
// that now has `index` there. A list cannot go into itself: then nothing changes.
export function moveIn(text: string, from: Path, to: Path, index: number): string {
  if (to.length >= from.length && from.every((step, i) => step === to[i])) return text
  return edit(text, (editor) => editor.move(from, to, index))
}

// The map at `path` comes to hold a list `list` with one map in it, which has what stood under `key` here,
// and `name` before it. Nothing changes where the map has no such key.
export function wrapIn(text: string, path: Path, key: string, list: string, name: Readonly<Record<string, unknown>>): string {
  return edit(text, (editor) => editor.wrap(path, key, list, name))
}

// Exchanges a map's entry, with its comments, with the one before it.
export function raiseIn(text: string, path: Path): string {
  return edit(text, (editor) => editor.raise(path))
}

// Several changes of one parse; they must not touch the same place.
function edit(text: string, change: (editor: Editor) => void): string {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`
  const editor = new Editor(whole)
  change(editor)
  return editor.finish()
}

const sameKey = (pair: Pair, key: string | number): boolean => (isScalar(pair.key) ? String(pair.key.value) : String(pair.key)) === String(key)
const isPlainMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const rangeOf = (node: Node): [number, number] => [node.range?.[0] ?? 0, node.range?.[1] ?? 0]

class Editor {
  private readonly document: Document
  private readonly splices: Splice[] = []

  constructor(private readonly text: string) {
    this.document = parseYaml(text)
  }

  finish(): string {
    const ordered = this.splices.map((splice, i) => ({ ...splice, i })).toSorted((a, b) => b.start - a.start || b.i - a.i)
    let text = this.text
    for (const splice of ordered) text = text.slice(0, splice.start) + splice.text + text.slice(splice.end)
    return text
  }

  set(path: Path, value: unknown, order: readonly string[] = []): void {
    let node = this.document.contents as Node | null
    let inFlow = false
    for (const [depth, step] of path.entries()) {
      if (isCollection(node)) inFlow ||= node.flow === true
      const child = isMap(node) ? node.items.find((one) => sameKey(one, step))?.value : isSeq(node) ? node.items[Number(step)] : undefined
      if (!isCollection(node) || child === undefined) {
        // From here on nothing is there: the rest of the path is part of what is added.
        const rest = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
        if (isMap(node)) this.addPairs(node, [[String(step), rest, placeOf(node, String(step), order)]])
        else this.replace(node, { [step]: rest }, inFlow, 0)
        return
      }
      node = child as Node | null
      if (node === null || (isScalar(node) && node.value === null && depth < path.length - 1)) {
        const rest = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
        this.replace(node, rest, inFlow, this.indentAt(rangeOf(node as Node)[0]))
        return
      }
    }
    if (isCollection(node)) inFlow ||= node.flow === true
    this.become(node, value, inFlow)
  }

  remove(path: Path): void {
    const parent = this.at(path.slice(0, -1))
    const last = path.at(-1)
    if (isMap(parent)) {
      const index = parent.items.findIndex((one) => sameKey(one, last ?? ''))
      if (index >= 0) this.cutItems(parent, new Set([index]))
    } else if (isSeq(parent) && Number(last) < parent.items.length) {
      this.cutItems(parent, new Set([Number(last)]))
    }
  }

  insert(path: Path, index: number, value: unknown): void {
    const list = this.at(path)
    if (isSeq(list) && list.items.length > 0) this.insertInto(list, index, value)
    else this.set(path, [value])
  }

  move(from: Path, to: Path, index: number): void {
    const source = this.at(from.slice(0, -1))
    const target = this.at(to)
    const at = Number(from.at(-1))
    if (!isSeq(source) || !source.items[at]) return
    if (source === target && (index === at || index === at + 1)) return
    const whole = isSeq(target) && target.items.length > 0 && !target.flow && !source.flow
    if (whole) {
      const [start, end] = this.lines(source, at)
      const shift = this.dashColumn(target) - this.dashColumn(source)
      const place = index < target.items.length ? this.lines(target, index)[0] : this.lines(target, target.items.length - 1)[1]
      this.splices.push({ start: place, end: place, text: indented(this.text.slice(start, end), shift) })
    } else {
      this.insert(to, index, (source.items[at] as Node).toJS(this.document))
    }
    this.cutItems(source, new Set([at]))
  }

  wrap(path: Path, key: string, list: string, name: Readonly<Record<string, unknown>>): void {
    const map = this.at(path)
    if (!isMap(map)) return
    const at = map.items.findIndex((one) => sameKey(one, key))
    if (at < 0) return
    if (map.flow || this.isAfterDash(this.startOf(map, at))) {
      const whole = map.toJS(this.document) as Record<string, unknown>
      const { [key]: inner, ...rest } = whole
      const parent = this.at(path.slice(0, -1))
      this.rewrite(map, rest, list, { ...name, [key]: inner }, isCollection(parent) && parent.flow === true)
      return
    }
    const [start, end] = this.lines(map, at)
    const pad = ' '.repeat(this.column(this.startOf(map, at)))
    const head = Object.entries(name).map(([one, value]) => `${keyText(one)}: ${flowItemText(value)}`)
    this.splices.push({ start, end, text: `${pad}${keyText(list)}:\n${pad}  - ${head.join(`\n${pad}    `)}\n${indented(this.text.slice(start, end), 4)}` })
  }

  raise(path: Path): void {
    const map = this.at(path.slice(0, -1))
    if (!isMap(map)) return
    const at = map.items.findIndex((one) => sameKey(one, path.at(-1) ?? ''))
    if (at < 1) return
    const span = (i: number): [number, number] => (map.flow ? [this.startOf(map, i), this.endOfItem(map, i)] : this.lines(map, i))
    const [before, own] = [span(at - 1), span(at)]
    this.splices.push({ start: before[0], end: before[1], text: this.text.slice(...own) }, { start: own[0], end: own[1], text: this.text.slice(...before) })
  }

  private at(path: Path): unknown {
    return path.length === 0 ? this.document.contents : this.document.getIn(path, true)
  }

  // `node` comes to mean `value`.
  private become(node: Node | null, value: unknown, inFlow: boolean): void {
    if (isAlias(node) || node === null) return this.replace(node, value, inFlow, 0)
    if (isMap(node) && node.items.length > 0 && isPlainMap(value) && Object.keys(value).length > 0) return this.becomeMap(node, value, inFlow)
    if (isSeq(node) && node.items.length > 0 && Array.isArray(value) && value.length > 0) return this.becomeList(node, value, inFlow)
    if (isScalar(node) && node.value === value) return
    this.replace(node, value, inFlow, this.indentAt(rangeOf(node)[0]))
  }

  private becomeMap(map: YAMLMap, value: Record<string, unknown>, inFlow: boolean): void {
    const gone = new Set<number>()
    for (const [i, pair] of map.items.entries()) {
      if (!Object.keys(value).some((key) => sameKey(pair, key))) gone.add(i)
    }
    if (gone.size === map.items.length) return this.replace(map, value, inFlow, this.indentAt(rangeOf(map)[0]))
    const added: [string, unknown, Pair | undefined][] = []
    let before: Pair | undefined
    for (const [key, one] of Object.entries(value)) {
      const pair = map.items.find((each) => sameKey(each, key))
      if (!pair) {
        added.push([key, one, before])
        continue
      }
      before = pair
      const child = pair.value as Node | null
      this.become(child, one, inFlow || (isCollection(child) && child.flow === true))
    }
    this.addPairs(map, added)
    if (gone.size > 0) this.cutItems(map, gone)
  }

  private becomeList(list: YAMLSeq, value: readonly unknown[], inFlow: boolean): void {
    const now = list.items.map((item) => (item as Node).toJS(this.document) as unknown)
    const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
    let head = 0
    while (head < now.length && head < value.length && same(now[head], value[head])) head++
    let tail = 0
    while (tail < now.length - head && tail < value.length - head && same(now[now.length - 1 - tail], value[value.length - 1 - tail])) tail++
    const old = now.length - head - tail
    const fresh = value.length - head - tail
    const both = Math.min(old, fresh)
    for (let i = head; i < head + both; i++) {
      const child = list.items[i] as Node
      this.become(child, value[i], inFlow || (isCollection(child) && child.flow === true))
    }
    if (old > both) this.cutItems(list, new Set(Array.from({ length: old - both }, (_, i) => head + both + i)))
    for (let i = head + both; i < head + fresh; i++) this.insertInto(list, head + both, value[i])
  }

  private replace(node: Node | null, value: unknown, inFlow: boolean, indent: number): void {
    if (node === null) {
      this.splices.push({ start: this.text.length, end: this.text.length, text: `${afterKey(value, -2).trimStart()}\n` })
      return
    }
    let [start] = rangeOf(node)
    const end = this.endOf(node)
    const quoted = isScalar(node) ? quotedText(value, node.type) : undefined
    if (quoted !== undefined) {
      this.splices.push({ start, end, text: quoted })
      return
    }
    if (inFlow) {
      const blank = start > 0 && this.text[start - 1] === ':' ? ' ' : ''
      this.splices.push({ start, end, text: blank + flowItemText(value) })
      return
    }
    const isItem = this.isAfterDash(start)
    // A block begins on a line of its own; what replaces it begins behind its key.
    const gap = /[ \t]*(#[^\n]*)?\n[ \t\n]*$/.exec(this.text.slice(0, start))
    if (!isItem && isCollection(node) && !node.flow && gap && start > 0) start = gap.index
    else if (!isItem && this.text[start - 1] === ' ') start -= 1
    this.splices.push({ start, end, text: isItem ? itemText(value, indent, false).slice(2) : start === 0 ? afterKey(value, -2).trimStart() : afterKey(value, indent) })
  }

  // A map that is the item of a list is written anew, with a list at its end: as a block, so that what comes into
  // the list can bring its comments, or on one line where all around it is.
  private rewrite(map: YAMLMap, rest: Record<string, unknown>, list: string, only: Record<string, unknown>, inFlow: boolean): void {
    const [start, end] = [rangeOf(map)[0], this.endOf(map)]
    const pad = ' '.repeat(this.column(start))
    const before = Object.keys(rest).length === 0 ? '' : `${itemText(rest, pad.length - 2, true).slice(2)}\n${pad}`
    const block = `${before}${keyText(list)}:\n${pad}  ${itemText(only, pad.length + 2, false)}`
    this.splices.push({ start, end, text: inFlow ? flowItemText({ ...rest, [list]: [only] }) : block })
  }

  private addPairs(map: YAMLMap, pairs: [string, unknown, Pair | undefined][]): void {
    for (const [key, value, before] of pairs) {
      const first = map.items[0]
      if (map.flow || !first) {
        this.addToFlow(map, `${keyText(key)}: ${flowItemText(value)}`, before)
        continue
      }
      const column = this.column(rangeOf(first.key as Node)[0])
      const after = before ?? (map.items.at(-1) as Pair)
      const end = this.lineEnd(this.endOf((after.value ?? after.key) as Node))
      this.splices.push({ start: end, end, text: `\n${' '.repeat(column)}${keyText(key)}:${afterKey(value, column)}` })
    }
  }

  private addToFlow(map: YAMLMap, words: string, before: Pair | undefined): void {
    const after = before ?? map.items.at(-1)
    if (!after) {
      const [start, end] = rangeOf(map)
      this.splices.push({ start, end, text: `{ ${words} }` })
      return
    }
    const end = this.endOf((after.value ?? after.key) as Node)
    this.splices.push({ start: end, end, text: `, ${words}` })
  }

  private insertInto(list: YAMLSeq, index: number, value: unknown): void {
    const at = list.items[index] as Node | undefined
    const last = list.items.at(-1) as Node
    if (list.flow) {
      if (at) this.splices.push({ start: rangeOf(at)[0], end: rangeOf(at)[0], text: `${flowItemText(value)}, ` })
      else this.splices.push({ start: this.endOf(last), end: this.endOf(last), text: `, ${flowItemText(value)}` })
      return
    }
    const column = this.dashColumn(list)
    const asBlock = list.items.some((item) => isMap(item) && !item.flow)
    const place = at ? this.lines(list, index)[0] : this.lines(list, list.items.length - 1)[1]
    this.splices.push({ start: place, end: place, text: `${' '.repeat(column)}${itemText(value, column, asBlock)}\n` })
  }

  // Takes items (of a list) or pairs (of a map) away; neighbours in one cut.
  private cutItems(parent: YAMLSeq | YAMLMap, gone: ReadonlySet<number>): void {
    const count = parent.items.length
    if (gone.size >= count) {
      this.replace(parent, isSeq(parent) ? [] : {}, parent.flow === true, this.indentAt(rangeOf(parent)[0]))
      return
    }
    for (let i = 0; i < count; i++) {
      if (!gone.has(i)) continue
      let j = i
      while (gone.has(j + 1)) j++
      if (parent.flow) {
        const [start, end] = j < count - 1 ? [this.startOf(parent, i), this.startOf(parent, j + 1)] : [this.endOfItem(parent, i - 1), this.endOfItem(parent, j)]
        this.splices.push({ start, end, text: '' })
      } else if (isMap(parent) && this.isAfterDash(this.startOf(parent, i))) {
        this.splices.push({ start: this.startOf(parent, i), end: this.startOf(parent, j + 1), text: '' })
      } else {
        this.splices.push({ start: this.lines(parent, i)[0], end: this.lines(parent, j)[1], text: '' })
      }
      i = j
    }
  }

  private startOf(parent: YAMLSeq | YAMLMap, index: number): number {
    const item = parent.items[index]
    return rangeOf((isSeq(parent) ? item : (item as Pair).key) as Node)[0]
  }
  private endOfItem(parent: YAMLSeq | YAMLMap, index: number): number {
    const item = parent.items[index]
    return this.endOf((isSeq(parent) ? item : ((item as Pair).value ?? (item as Pair).key)) as Node)
  }

  // Where a node's last character is: of a block, its last line's that is not blank or a comment.
  private endOf(node: Node): number {
    if (isCollection(node) && !node.flow && node.items.length > 0) return this.endOfItem(node as YAMLSeq | YAMLMap, node.items.length - 1)
    let end = rangeOf(node)[1]
    while (end > rangeOf(node)[0] && this.text[end - 1] === '\n') end--
    return end
  }

  // The whole lines of an item of a block, with the comment lines that stand right above it.
  private lines(parent: YAMLSeq | YAMLMap, index: number): [number, number] {
    const own = this.lineStart(this.startOf(parent, index))
    const column = isSeq(parent) ? this.dashColumn(parent) : this.column(this.startOf(parent, index))
    let start = own
    while (start > 0) {
      const above = this.lineStart(start - 1)
      const line = this.text.slice(above, start)
      const blanks = line.length - line.trimStart().length
      if (!line.trimStart().startsWith('#') || blanks !== column) break
      start = above
    }
    return [start, this.lineEnd(this.endOfItem(parent, index)) + 1]
  }

  private lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1
  }
  private lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at)
    return end < 0 ? this.text.length : end
  }
  private column(at: number): number {
    return at - this.lineStart(at)
  }
  private indentAt(at: number): number {
    return /^[ ]*/.exec(this.text.slice(this.lineStart(at)))?.[0].length ?? 0
  }
  private isAfterDash(at: number): boolean {
    return /^[ ]*(- +)+$/.test(this.text.slice(this.lineStart(at), at))
  }
  private dashColumn(list: YAMLSeq): number {
    const start = this.startOf(list, 0)
    return this.text.lastIndexOf('-', start - 1) - this.lineStart(start)
  }
}

// The pair behind which a new one belongs; undefined: at the end.
function placeOf(map: YAMLMap, key: string, order: readonly string[]): Pair | undefined {
  const before = order.slice(0, Math.max(0, order.indexOf(key)))
  return map.items.findLast((pair) => before.some((name) => sameKey(pair, name)))
}

function indented(lines: string, by: number): string {
  if (by === 0) return lines
  return lines
    .split('\n')
    .map((line) => (line === '' ? line : by > 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, line.length - line.trimStart().length))))
    .join('\n')
}

