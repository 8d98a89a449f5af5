// Matches a second of one peer on one file of work, on the processor's time as rules_bench takes it:
//   node measure.mjs PEER FILE
// As many leads are matched as fit into the time, at least one; each answer is compared with Baton's.
// An adapter gives compile(rules), and by it first(lead): the place of the first rule that holds, or -1,
// or a promise of it; or it measures by itself.
import { read, report, same, cpuSeconds } from './work.mjs'

const secondsToWarm = 0.5
const secondsToMeasure = 2.5
const [peer, file] = process.argv.slice(2)
const work = read(file)
const adapter = await import(`./${peer}.mjs`)
if (adapter.measure) {
    report(peer, work, adapter.measure(work, secondsToMeasure, file))
    process.exit(0)
}

const begun = cpuSeconds()
const first = await adapter.compile(work.rules)
const compiled = cpuSeconds() - begun

let matched = 0
// Matches leads until `seconds` are over by the processor's time or by the clock; gives matches a second.
async function round(seconds) {
    const clock = performance.now()
    const started = cpuSeconds()
    let spent = 0
    let count = 0
    for (let slice = 1; spent < seconds && performance.now() - clock < 4000 * seconds; slice = Math.min(2 * slice, 1024)) {
        for (let i = 0; i < slice; ++i, ++matched, ++count) {
            const lead = matched % work.leads.length
            let rule = first(work.leads[lead])
            if (rule instanceof Promise) rule = await rule
            same(peer, work, lead, rule)
            if (performance.now() - clock > 4000 * seconds) break
        }
        spent = cpuSeconds() - started
    }
    return count / spent
}

await round(secondsToWarm)
const rate = await round(secondsToMeasure)
report(peer, work, { rate, compiled, matched, distinct: Math.min(matched, work.leads.length) })
process.exit(0) // a peer's threads may not want to end
