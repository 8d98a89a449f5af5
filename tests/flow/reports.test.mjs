// The reports of the real binary against a recount of its own event stream: after a day's work, after
// a kill, with the file of facts damaged, and on a store that was put back to an earlier day. What the
// CSV says is what the JSON says, and a source that a spreadsheet would calculate is a text.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseCsv, recount, wholeLog } from './recount.mjs';
import { startPostgres } from './postgres.mjs';
import { run, startBaton, until } from './server.mjs';

const workspace = `workspace: acme
timezone: America/New_York
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus, capacity: { open: 500 } }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana, weight: 2 }
  olga:   { name: Olga Berg, email: olga@acme.test }
pools:
  inside:  { members: [sarah, marcus] }
  closers: { members: [sarah, olga], pick: least_loaded }
queues:
  nurture: { open_to: inside }
sla:
  fast:   { respond_within: 5m, acknowledge: [ { after: 1s, notify: manager } ] }
  slow:   { respond_within: 1h, acknowledge: [ { after: 1h, notify: manager } ] }
rules:
  - { name: "=Formula", when: 'lead.source == "=1+1"', route: { person: olga } }
  - { name: Rival, when: 'lead.source == "rival"', route: { reject: competitor } }
  - { name: Later, when: 'lead.source == "later"', route: { queue: nurture } }
  - { name: Hurry, when: 'lead.source == "hurry"', route: { person: sarah }, sla: fast }
  - { name: Close, when: 'lead.source == "close"', route: { pool: closers } }
otherwise: { pool: inside }
`;

let baton;
let number = 0;
before(async () => (baton = await startBaton({ workspace })));
after(() => baton?.close());

async function lead(source) {
  const answer = await baton.post('/v1/leads', { email: `n${++number}@oak.test`, source });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.lead;
}
async function act(id, what, body = {}) {
  const answer = await baton.post(`/v1/leads/${id}/${what}`, body);
  assert.equal(answer.status, 200, answer.text);
}

// Leads of every kind and fate.
async function work(many) {
  const sources = ['web', 'web', 'event', 'rival', 'later', 'close', '=1+1', ''];
  for (let i = 0; i < many; i++) {
    const source = sources[i % sources.length];
    const id = await lead(source);
    if (source === 'rival') continue;
    if (source === 'later') {
      if (i % 3 === 0) await act(id, 'claim', { person: 'marcus' });
      continue;
    }
    if (i % 2 === 0) await act(id, 'acknowledge');
    if (i % 3 === 0) await act(id, 'contact');
    if (i % 7 === 0) await act(id, 'reassign', { to: { person: 'olga' } }).catch(() => {});
    if (i % 5 === 0) await act(id, 'close', { won: i });
    else if (i % 5 === 1) await act(id, 'close', { lost: 'price' });
    else if (i % 11 === 0) await act(id, 'close', { disqualified: 'a student' });
  }
}

const bys = {
  volume: ['day', 'hour', 'week', 'month', 'source', 'rule', 'pool', 'person'],
  response: ['person', 'pool', 'rule', 'source', 'day'],
  conversion: ['rule', 'person', 'source', 'pool', 'delay', 'month'],
  queues: ['state', 'queue', 'person'],
};

// Every report, told apart by everything, equals the recount; and its CSV equals its JSON.
async function expectExact(query = '') {
  const log = await wholeLog(baton);
  const sources = new Map((await baton.all('/v1/leads', 'leads')).map((one) => [one.lead, one.source ?? '']));
  for (const [report, keys] of Object.entries(bys)) {
    for (const by of keys) {
      const path = `/v1/reports/${report}?by=${by}${query}`;
      const answer = await baton.get(path);
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      const { rows, total, from, to, now, seq, more } = answer.body;
      assert.deepEqual([seq, more], [log.at(-1).seq, 0], path);
      const counted = recount(log, sources, { report, by, from, to, now, zone: 'America/New_York' });
      const shown = (row) => Object.fromEntries(Object.keys(counted.total).map((name) => [name, row[name]]));
      const isEmpty = (row) => !counted.rows.has(row[by] ?? '');
      assert.deepEqual(Object.fromEntries(rows.filter((row) => !isEmpty(row)).map((row) => [row[by] ?? '', shown(row)])), Object.fromEntries(counted.rows), path);
      for (const row of rows.filter(isEmpty)) assert.ok(Object.values(shown(row)).every((value) => !value), `${path}: ${JSON.stringify(row)}`);
      assert.deepEqual(shown(total), counted.total, path);

      if (report === 'queues') continue; // its ages go on
      const csv = await baton.get(path, { accept: 'text/csv' });
      assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.equal(csv.headers.get('content-disposition'), `attachment; filename="${report}.csv"`);
      assert.equal((await baton.get(`${path}&format=csv`)).text, csv.text);
      const [names, ...lines] = parseCsv(csv.text);
      const asText = (value) => (value === null ? '' : typeof value === 'string' && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : String(value));
      assert.deepEqual(names, Object.keys(rows[0] ?? total), path);
      assert.deepEqual(lines, rows.map((row) => Object.values(row).map(asText)), path);
    }
  }
}

test('a day’s work: every report equals a recount of the event stream', async () => {
  await work(120);
  const silent = await lead('hurry');
  await until('the manager is told', async () => (await baton.get(`/v1/leads/${silent}/history`)).body.events.some((one) => one.kind === 'escalated'));
  await act(await lead('hurry'), 'acknowledge');
  await expectExact();
  const [row] = (await baton.get('/v1/reports/response?rule=Hurry')).body.rows;
  assert.deepEqual([row.person, row.assignments, row.sla_met, row.sla_missed, row.respond_met, row.respond_missed], ['sarah', 2, 1, 1, 0, 0]);
});

test('turns against shares are the ledger’s, and nobody is a whole lead off', async () => {
  const { rows } = (await baton.get('/v1/reports/fairness?period=year')).body;
  const { totals } = (await baton.get('/v1/pools/inside/ledger')).body;
  assert.deepEqual(
    rows.map((row) => [row.pool, row.person, row.turns + row.returned]),
    totals.map((one) => ['inside', one.person, one.given]).sort(),
  );
  const all = rows.reduce((sum, row) => sum + row.turns, 0);
  assert.equal(rows[0].pool_turns, all);
  for (const row of rows) assert.ok(Math.abs(row.turns - row.expected - row.difference) < 1e-9);
  const { members } = (await baton.get('/v1/pools')).body.pools.find((pool) => pool.pool === 'inside');
  for (const row of rows) {
    const { credit } = members.find((member) => member.person === row.person);
    assert.ok(Math.abs(row.difference + credit) < 1e-9, `${row.person}: ${row.difference} and the credit ${credit}`);
  }
});

test('capacity and hours', async () => {
  const { rows } = (await baton.get('/v1/reports/capacity?period=day')).body;
  const people = (await baton.get('/v1/people')).body.people;
  for (const one of people) {
    const row = rows.find((each) => each.person === one.person);
    assert.deepEqual([row.open, row.open_capacity, row.day_capacity], [one.open, one.capacity.open, one.capacity.day], one.person);
    assert.ok(row.peak_open >= row.open && row.mean_open <= row.peak_open);
  }
  const hours = (await baton.get('/v1/reports/hours')).body;
  assert.equal(hours.rows.length, 7 * 24);
  const leads = await baton.all('/v1/leads', 'leads');
  assert.equal(hours.total.received, leads.length);
  assert.equal(hours.rows.reduce((sum, row) => sum + row.received, 0), leads.length);
});

test('a kill, a damaged file of facts, one that is gone: the same figures', async () => {
  const asked = '/v1/reports/conversion?by=source';
  const said = async () => {
    const { rows, total, seq } = (await baton.get(asked)).body;
    return { rows, total, seq };
  };
  const was = await said();
  await baton.restart({ signal: 'SIGKILL' });
  assert.deepEqual(await said(), was);
  await baton.end();
  const file = join(baton.data, 'reports.db');
  assert.ok(existsSync(file));
  for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true });
  writeFileSync(file, 'this is no database, whatever it is called'.repeat(100));
  await baton.start();
  assert.deepEqual(await said(), was);
  await baton.end();
  for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true });
  await baton.start();
  assert.deepEqual(await said(), was);
  await work(16);
  await expectExact();
});

test('a store that was put back to an earlier day: the facts follow it', async () => {
  const copy = join(baton.folder, 'earlier.db');
  const made = await run(['backup', '--data', baton.data, '--to', copy]);
  assert.equal(made.code, 0, made.err);
  await work(24);
  await expectExact();
  await baton.end();
  for (const ending of ['-wal', '-shm']) rmSync(join(baton.data, `baton.db${ending}`), { force: true });
  copyFileSync(copy, join(baton.data, 'baton.db'));
  await baton.start();
  await expectExact();
  await work(40);
  await expectExact();
});

test('periods, filters, and questions that are none', async () => {
  const get = async (path) => baton.get(`/v1/reports/${path}`);
  const year = (await get('volume?period=year&on=2020-02-29&by=month')).body;
  assert.deepEqual([year.from, year.to, year.rows.length], ['2020-01-01T00:00:00-05:00', '2021-01-01T00:00:00-05:00', 12]);
  const spring = (await get('volume?period=day&on=2026-03-08&by=hour')).body;
  assert.deepEqual([spring.from, spring.to, spring.rows.length], ['2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00', 23]);
  assert.equal((await get('volume?period=day&on=2026-11-01&by=hour')).body.rows.length, 25);
  assert.equal((await get('volume?from=2026-03-02&to=2026-03-09')).body.rows.length, 7);
  const marcus = (await get('volume?by=person&person=marcus')).body;
  assert.deepEqual(marcus.rows.map((row) => row.person), ['marcus']);
  const formula = (await get('conversion?source=%3D1%2B1')).body;
  assert.deepEqual(formula.rows.map((row) => row.rule), ['=Formula']);
  assert.match((await get('conversion?source=%3D1%2B1&format=csv')).text, /^rule,[^\n]+\r\n"'=Formula",/);

  const refused = async (path, status, field) => {
    const answer = await get(path);
    assert.deepEqual([answer.status, answer.body.field], [status, field], `${path}: ${answer.text}`);
    return answer.body.detail;
  };
  assert.match(await refused('volumes', 404, undefined), /did you mean "volume"/);
  assert.match(await refused('volume?by=colour', 400, 'by'), /day, hour, week/);
  await refused('fairness?by=person', 400, 'by');
  await refused('fairness?rule=Hurry', 400, 'rule');
  await refused('volume?period=decade', 400, 'period');
  await refused('volume?on=2026-02-30', 400, 'on');
  await refused('volume?from=2026-03-02&to=2026-03-02', 400, 'to');
  await refused('volume?to=2026-03-02', 400, 'from');
  await refused('volume?from=2026-03-02&period=day', 400, 'period');
  await refused('volume?from=yesterday', 400, 'from');
  await refused('volume?from=1970-01-01&to=2026-01-01&by=hour', 400, 'from');
  assert.match(await refused('volume?person=sara', 400, 'person'), /sarah/);
  await refused('volume?pool=nowhere', 400, 'pool');
  await refused('volume?format=xml', 400, 'format');
  assert.equal((await get('volume?colour=red')).status, 400);
});

test('two nodes on one PostgreSQL say the same, and a new document is followed', async () => {
  const postgres = startPostgres();
  const args = ['--store', postgres.url];
  const mine = baton;
  const one = await startBaton({ workspace, args });
  const other = await startBaton({ args });
  try {
    baton = one;
    await work(32);
    baton = other;
    await work(32);
    // Somebody new, whom the other node has to read of before it can count what they have.
    const published = await one.put('/v1/workspace', workspace.replace('  olga:', '  nina: { name: Nina, email: nina@acme.test }\n  olga:').replace('[sarah, marcus]', '[sarah, marcus, nina]'), { 'content-type': 'text/yaml', 'if-match': (await one.get('/v1/workspace')).headers.get('etag') });
    assert.equal(published.status, 200, published.text);
    baton = one;
    await work(32);
    const { head } = await until('the other node has read on', async () => {
      const [a, b] = await Promise.all([one, other].map((node) => node.get('/v1/reports/conversion?by=person')));
      return a.body.seq === b.body.seq && { head: [a.body, b.body] };
    });
    assert.deepEqual(head[0].rows, head[1].rows);
    assert.ok(head[0].rows.some((row) => row.person === 'nina'));
    for (const node of [one, other]) {
      baton = node;
      await expectExact();
    }
  } finally {
    baton = mine;
    await Promise.all([one.close(), other.close()]);
    postgres.stop();
  }
});
