// What the peers of this folder share: the work as rules_bench has written it, and what they report.
import { readFileSync } from 'node:fs'

// { name, matches_per_second, rules, leads, answers }: see bench/rules/written.hpp.
export const read = (file) => JSON.parse(readFileSync(file, 'utf8'))

// Ends the program with a failure where a peer finds another rule than Baton did.
export function same(peer, work, lead, rule) {
    if (rule === work.answers[lead]) return
    console.error(`error: ${work.name}: ${peer} gives lead ${lead} rule ${rule}, and Baton rule ${work.answers[lead]}:
  lead ${JSON.stringify(work.leads[lead])}
  Baton's rule ${JSON.stringify(work.rules[work.answers[lead]] ?? null)}
  ${peer}'s rule ${JSON.stringify(work.rules[rule] ?? null)}`)
    process.exit(1)
}

// Two lines: Baton beside the peer, and the peer's own figure. `matched` leads were compared.
export function report(peer, work, { rate, compiled, matched, distinct }) {
    console.error(
        `  ${work.name}/${peer}: ${matched} matches, ${distinct} leads compared; ${compiled.toFixed(2)} s to compile`,
    )
    const line = (name, value, ratio) =>
        console.log(
            JSON.stringify({ name, value: round(value), unit: 'matches/s', against: peer, ratio: round(ratio) }),
        )
    line(work.name, work.matches_per_second, work.matches_per_second / rate)
    line(`${work.name}/${peer}`, rate, 1)
}
const round = (value) => Number(value.toPrecision(4))

// Seconds of the processor that this program has had so far, all its threads.
export function cpuSeconds() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
}
