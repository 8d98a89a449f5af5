// json-logic-js: one `if` over all rules, in their order, as its own documentation chains decisions.
import logic from 'json-logic-js'

logic.add_operation('starts_with', (text, prefix) => typeof text === 'string' && text.startsWith(prefix))

// A missing number is NaN, which no comparison lets through (null would count as 0).
logic.add_operation('number', (value) => (value === null ? NaN : value))

const value = (field) => ({ var: field })
const number = (field) => ({ number: [value(field)] })
const operations = {
    equal: (field, text) => ({ '===': [value(field), text] }),
    one_of: (field, texts) => ({ in: [value(field), texts] }),
    starts_with: (field, text) => ({ starts_with: [value(field), text] }),
    at_least: (field, bound) => ({ '>=': [number(field), bound] }),
    below: (field, bound) => ({ '<': [number(field), bound] }),
    includes: (field, text) => ({ in: [text, value(field)] }),
}
const condition = ({ field, ask, value }) => operations[ask](field, value)

export function compile(rules) {
    const chain = rules.flatMap((predicates, i) => [{ and: predicates.map(condition) }, i])
    const program = { if: [...chain, -1] }
    return (lead) => logic.apply(program, lead)
}
