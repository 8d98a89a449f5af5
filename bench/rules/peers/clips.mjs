// CLIPS: a defrule each over one template, so that its Rete network shares what rules have in common.
// CLIPS has no first rule that holds among 100,000 (saliences end at 10,000): every rule that does is
// fired and keeps the lowest number. A text's beginnings are slots of their own, since CLIPS finds
// equal constants by hash and nothing else. The leads are functions that it has read beforehand.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { same } from './work.mjs'

const absent = -1e300 // no number of a lead is so low
const quoted = (text) => JSON.stringify(text)
const beginning = (field, text) => `${field}-${text.length}`

// The slot that a predicate is about, and what it asks there.
function constraint({ field, ask, value }) {
    switch (ask) {
        case 'equal':
            return [field, quoted(value)]
        case 'one_of':
            return [field, value.map(quoted).join('|')]
        case 'starts_with':
            return [beginning(field, value), quoted(value)]
        case 'at_least':
            return [field, `?${field}&:(>= ?${field} ${value})`]
        case 'below':
            return [field, `?${field}&:(< ${absent} ?${field} ${value})`]
        case 'includes':
            return [field, `$? ${quoted(value)} $?`]
    }
}

function slots(rules) {
    const all = new Map()
    for (const { field, ask, value } of rules.flat()) {
        const [slot] = constraint({ field, ask, value })
        const kind = ask === 'includes' ? 'multislot' : 'slot'
        const none = kind === 'multislot' ? '' : ask === 'at_least' || ask === 'below' ? absent : 'nil'
        const known = all.get(slot) ?? { kind, none, field, length: 0, values: new Set() }
        if (ask === 'starts_with') known.length = value.length
        known.values.add(String(value))
        all.set(slot, known)
    }
    // The network asks in this order: what tells most leads apart comes first.
    return [...all].sort(([, a], [, b]) => b.values.size - a.values.size)
}

function rule(predicates, i) {
    const asked = new Map()
    for (const predicate of predicates) {
        const [slot, words] = constraint(predicate)
        asked.set(slot, asked.has(slot) ? `${asked.get(slot)}&${words}` : words)
    }
    const pattern = [...asked].map(([slot, words]) => `(${slot} ${words})`).join(' ')
    return `(defrule r${i} (lead ${pattern}) => (bind ?*first* (min ?*first* ${i})))`
}

function given(lead, [slot, { field, length }]) {
    const value = lead[field]
    if (value === undefined) return ''
    if (length > 0) return value.length < length ? '' : `(${slot} ${quoted(value.slice(0, length))})`
    return `(${slot} ${[value].flat().map((one) => (typeof one === 'number' ? one : quoted(one))).join(' ')})`
}

function program(work, seconds) {
    const all = slots(work.rules)
    const template = all.map(([slot, { kind, none }]) => `(${kind} ${slot} (default ${none}))`)
    const leads = work.leads.map(
        (lead, i) => `(deffunction lead-${i} () (assert (lead ${all.map((slot) => given(lead, slot)).join(' ')})))`,
    )
    return `(deftemplate lead ${template.join(' ')})
(defglobal ?*first* = 0)
${leads.join('\n')}
(deffunction matched (?i)
    (bind ?*first* ${work.rules.length})
    (bind ?fact (funcall (sym-cat lead- ?i)))
    (run)
    (retract ?fact)
    ?*first*)
(deffunction matched-until (?end ?aloud)
    (bind ?count 0)
    (while (< (time) ?end)
        (bind ?i (mod ?count ${work.leads.length}))
        (bind ?rule (matched ?i))
        (if (and ?aloud (< ?count ${work.leads.length})) then (printout t "found " ?i " " ?rule crlf))
        (bind ?count (+ ?count 1)))
    ?count)
(defglobal ?*begun* = (time))
${work.rules.map(rule).join('\n')}
(printout t "compiled " (- (time) ?*begun*) crlf)
(matched-until (+ (time) ${seconds}) TRUE)
(defglobal ?*again* = (time))
(defglobal ?*count* = (matched-until (+ (time) ${seconds}) FALSE))
(printout t "rate " (/ ?*count* (- (time) ?*again*)) " of " ?*count* crlf)
(exit)
`
}

// As measure.mjs has it; the program is laid beside `file`.
export function measure(work, seconds, file) {
    writeFileSync(`${file}.clp`, program(work, seconds))
    const options = { encoding: 'utf8', maxBuffer: 1 << 28 }
    const { status, error, stdout } = spawnSync('clips', ['-f2', `${file}.clp`], options)
    if (error) throw error
    const rate = /^rate (\S+) of (\d+)$/m.exec(stdout)
    if (status !== 0 || !rate) throw new Error(`clips ended with ${status}: ${stdout.slice(-500)}`)
    const found = [...stdout.matchAll(/^found (\d+) (\d+)$/gm)]
    for (const [, lead, rule] of found) {
        same('clips', work, Number(lead), Number(rule) === work.rules.length ? -1 : Number(rule))
    }
    const compiled = Number(/^compiled (\S+)$/m.exec(stdout)[1])
    return { rate: Number(rate[1]), compiled, matched: Number(rate[2]), distinct: found.length }
}
