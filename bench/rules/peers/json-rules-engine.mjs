// json-rules-engine: a rule each, the earlier ones of higher priority; the first success ends the run.
import { Engine } from 'json-rules-engine'

const operators = {
    equal: 'equal',
    one_of: 'in',
    starts_with: 'startsWith',
    at_least: 'greaterThanInclusive',
    below: 'lessThan',
    includes: 'contains',
}

export function compile(rules) {
    const engine = new Engine([], { allowUndefinedFacts: true })
    engine.addOperator('startsWith', (text, prefix) => typeof text === 'string' && text.startsWith(prefix))
    rules.forEach((predicates, i) =>
        engine.addRule({
            conditions: {
                all: predicates.map(({ field, ask, value }) => ({ fact: field, operator: operators[ask], value })),
            },
            priority: rules.length - i,
            event: { type: 'taken', params: { rule: i } },
        }),
    )
    engine.on('success', () => engine.stop())
    return async (lead) => {
        const { events } = await engine.run(lead)
        return events.length === 0 ? -1 : events[0].params.rule
    }
}
