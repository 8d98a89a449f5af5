// GoRules Zen: a decision table of hit policy "first", a column each for what the rules ask about.
import zen from '@gorules/zen-engine'

const quoted = (text) => JSON.stringify(text)
const cells = {
    equal: quoted,
    one_of: (texts) => texts.map(quoted).join(', '),
    starts_with: (text) => `startsWith($, ${quoted(text)})`,
    at_least: (bound) => `>= ${bound}`,
    below: (bound) => `< ${bound}`,
    includes: (text) => `contains($, ${quoted(text)})`,
}

// An empty cell asks nothing.
function row(predicates, i, fields) {
    const row = { _id: String(i), rule: String(i) }
    for (const field of fields) {
        const asked = predicates.filter((predicate) => predicate.field === field)
        row[field] = asked.map(({ ask, value }) => cells[ask](value)).join(' and ')
    }
    return row
}

export function compile(rules) {
    const fields = [...new Set(rules.flat().map(({ field }) => field))]
    const at = { position: { x: 0, y: 0 } }
    const decision = new zen.ZenEngine().createDecision({
        nodes: [
            { id: 'lead', name: 'lead', type: 'inputNode', ...at },
            {
                id: 'table',
                name: 'table',
                type: 'decisionTableNode',
                ...at,
                content: {
                    hitPolicy: 'first',
                    inputs: fields.map((field) => ({ id: field, name: field, field })),
                    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
                    rules: rules.map((predicates, i) => row(predicates, i, fields)),
                },
            },
            { id: 'taken', name: 'taken', type: 'outputNode', ...at },
        ],
        edges: [
            { id: 'in', sourceId: 'lead', targetId: 'table', type: 'edge' },
            { id: 'out', sourceId: 'table', targetId: 'taken', type: 'edge' },
        ],
    })
    return async (lead) => (await decision.evaluate(lead)).result.rule ?? -1
}
