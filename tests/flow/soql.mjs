// SOQL as far as a connector asks it, over plain records: SELECT fields, COUNT(Id) and SUM(field) with their
// names, FROM, WHERE with AND, OR, NOT and brackets, GROUP BY, ORDER BY, LIMIT. What is no SOQL is refused.

export class SoqlError extends Error {
  constructor(errorCode, message) {
    super(message);
    this.errorCode = errorCode;
  }
}

const TOKEN = /\s*('(?:[^'\\]|\\.)*'|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|-?\d+(?:\.\d+)?|[A-Za-z_][\w.]*|!=|>=|<=|[=<>(),])/y;

function tokens(text) {
  const list = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${text.slice(at, at + 12)}'`);
    list.push(match[1]);
  }
  return list;
}

class Reader {
  constructor(text) {
    this.list = tokens(text);
    this.at = 0;
  }
  is(word) {
    return this.list[this.at]?.toUpperCase() === word;
  }
  take(word) {
    if (!this.is(word)) return false;
    this.at += 1;
    return true;
  }
  need(word) {
    if (!this.take(word)) throw new SoqlError('MALFORMED_QUERY', `expecting ${word}, found '${this.list[this.at] ?? 'the end'}'`);
  }
  next() {
    const token = this.list[this.at++];
    if (token === undefined) throw new SoqlError('MALFORMED_QUERY', "unexpected token: '<EOF>'");
    return token;
  }
  listed(each) {
    const all = [each()];
    while (this.take(',')) all.push(each());
    return all;
  }
}

function literal(token) {
  if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, (_, c) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c);
  if (/^(true|false)$/i.test(token)) return /^true$/i.test(token);
  if (/^null$/i.test(token)) return null;
  if (/^\d{4}-/.test(token)) return { time: Date.parse(token) };
  const number = Number(token);
  if (Number.isNaN(number)) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${token}'`);
  return number;
}

const plain = (value) => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));

function compare(has, sign, wanted) {
  if (wanted !== null && typeof wanted === 'object') {
    if (has === null || has === undefined) return false;
    return compare(Date.parse(has), sign, wanted.time);
  }
  const [a, b] = [plain(has), plain(wanted)];
  if (sign === '=') return a === b;
  if (sign === '!=') return a !== b;
  if (a === null) return false;
  return sign === '>=' ? a >= b : sign === '<=' ? a <= b : sign === '>' ? a > b : a < b;
}

function condition(reader, fields) {
  const one = () => {
    if (reader.take('NOT')) {
      const inner = one();
      return (record) => !inner(record);
    }
    if (reader.take('(')) {
      const inner = either();
      reader.need(')');
      return inner;
    }
    const field = reader.next();
    fields.push(field);
    const isNot = reader.take('NOT');
    if (isNot || reader.is('IN')) {
      reader.need('IN');
      reader.need('(');
      const values = reader.listed(() => plain(literal(reader.next())));
      reader.need(')');
      return (record) => values.includes(plain(at(record, field))) !== isNot;
    }
    const sign = reader.next();
    if (!['=', '!=', '>=', '<=', '>', '<'].includes(sign)) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${sign}'`);
    const wanted = literal(reader.next());
    return (record) => compare(at(record, field), sign, wanted);
  };
  const joined = (word, inner, how) => () => {
    const all = [inner()];
    while (reader.take(word)) all.push(inner());
    return (record) => all[how]((each) => each(record));
  };
  const both = joined('AND', one, 'every');
  const either = joined('OR', both, 'some');
  return either();
}

const at = (record, path) => path.split('.').reduce((value, name) => value?.[name], record);

function parse(text) {
  const reader = new Reader(text);
  const fields = [];
  reader.need('SELECT');
  const selected = reader.listed(() => {
    const name = reader.next();
    if (!reader.take('(')) {
      fields.push(name);
      return { name };
    }
    const of = reader.next();
    reader.need(')');
    fields.push(of);
    const alias = reader.is(',') || reader.is('FROM') ? undefined : reader.next();
    return { aggregate: name.toUpperCase(), of, name: alias };
  });
  reader.need('FROM');
  const type = reader.next();
  const holds = reader.take('WHERE') ? condition(reader, fields) : () => true;
  let group;
  if (reader.take('GROUP')) {
    reader.need('BY');
    group = reader.next();
  }
  let order = [];
  if (reader.take('ORDER')) {
    reader.need('BY');
    order = reader.listed(() => reader.next());
  }
  const limit = reader.take('LIMIT') ? Number(reader.next()) : Infinity;
  if (reader.at < reader.list.length) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${reader.list[reader.at]}'`);
  return { selected, fields, type, holds, group, order, limit };
}

// `table(type)`: { records, hasField(name) }, or undefined for what is no object. Gives the rows.
export function query(text, table) {
  const { selected, fields, type, holds, group, order, limit } = parse(text);
  const found = table(type);
  if (!found) throw new SoqlError('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  for (const field of fields) {
    if (!field.includes('.') && !found.hasField(field)) throw new SoqlError('INVALID_FIELD', `${text}\n^\nERROR at Row:1:Column:1\nNo such column '${field}' on entity '${type}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`);
  }
  const records = found.records.filter(holds);
  const attributes = { type, url: '' };
  if (group) {
    const keys = [...new Set(records.map((record) => at(record, group)))];
    return keys.map((key) => {
      const of = records.filter((record) => at(record, group) === key);
      const row = { attributes: { type: 'AggregateResult' } };
      for (const each of selected) {
        if (!each.aggregate) row[each.name] = key;
        else row[each.name] = each.aggregate === 'COUNT' ? of.length : of.reduce((sum, record) => sum + (at(record, each.of) ?? 0), 0);
      }
      return row;
    });
  }
  const value = (record, path) => at(record, path) ?? null;
  records.sort((a, b) => {
    for (const path of order) {
      if (value(a, path) < value(b, path)) return -1;
      if (value(a, path) > value(b, path)) return 1;
    }
    return 0;
  });
  return records.slice(0, limit).map((record) => {
    const row = { attributes };
    for (const { name } of selected) {
      const [first, ...rest] = name.split('.');
      if (rest.length === 0) row[first] = value(record, first);
      else row[first] = record[first] ? { attributes: { type: first }, ...(row[first] ?? {}), [rest.join('.')]: value(record, name) } : null;
    }
    return row;
  });
}
