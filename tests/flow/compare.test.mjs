// baton compare: two workspaces on the same file of leads, in each format; what is wrong is told; and
// a running server's own history, with what its people did.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, startBaton } from './server.mjs';

const document = (least) => `workspace: acme
people:
  sarah:  { name: Sarah Lee }
  marcus: { name: Marcus Oye }
rules:
  - { name: Large, when: lead.employees >= ${least}, route: { person: sarah } }
otherwise: { person: marcus }
`;

const leads = `id,email,employees,received_at,acknowledged_after,closed_after,won
a,ann@oak.test,500,2026-03-02T10:00:00Z,5m,2h,900
b,bob@elm.test,60,2026-03-02T09:00:00Z,90,,
c,cid@ash.test,5,2026-03-02T11:00:00Z,,,
`;

async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-compare-'));
  const put = (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  try {
    await use(folder, put);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('says who gains and loses, which leads move and why, in each format and twice the same', async () => {
  await withFolder(async (folder, put) => {
    const args = ['compare', '--from', put('from.yaml', document(100)), '--to', put('to.yaml', document(50)),
      '--leads', put('leads.csv', leads)];
    const table = await run(args);
    assert.equal(table.code, 0, table.err);
    assert.match(table.out, /^3 leads; 1 move \(33\.3 %\)/);
    assert.match(table.out, /sarah +1 +2 +\+1 +1 +0/);
    assert.match(table.out, /b: marcus -> sarah/);
    const json = JSON.parse((await run([...args, '--format', 'json'])).out);
    assert.equal(json.moved, 1);
    assert.equal(json.moves[0].lead, 'b');
    assert.equal(json.moves[0].from.rule, 'otherwise');
    assert.match(json.moves[0].to.reason, /"Large" matched/);
    assert.equal(json.sla.from.won, 1);
    const file = join(folder, 'moves.csv');
    assert.equal((await run([...args, '--out', file])).code, 0);
    const first = readFileSync(file, 'utf8');
    assert.match(first, /^lead,received_at,from,.*\nb,2026-03-02T09:00:00Z,marcus,otherwise,/);
    await run([...args, '--out', file]);
    assert.equal(readFileSync(file, 'utf8'), first);
  });
});

test('what is wrong is told, and the rest compared', async () => {
  await withFolder(async (folder, put) => {
    const good = put('good.yaml', document(50));
    const missing = await run(['compare', '--from', join(folder, 'no.yaml'), '--to', good, '--leads', put('l.csv', leads)]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /cannot read .*no\.yaml/);
    const bad = put('bad.yaml', document(50).replace('employees', 'employes'));
    const errors = await run(['compare', '--from', good, '--to', bad, '--leads', put('l.csv', leads)]);
    assert.equal(errors.code, 1);
    assert.match(errors.err, /bad\.yaml:6:\d+: there is no lead field "employes"/);
    const rows = put('rows.csv', 'email,received_at\na@oak.test,yesterday\nb@oak.test,2026-03-02\n');
    const some = await run(['compare', '--from', good, '--to', good, '--leads', rows]);
    assert.equal(some.code, 1);
    assert.match(some.err, /lead 1: received_at: "yesterday" is not a time/);
    assert.match(some.out, /^1 leads; 0 move/);
    const none = await run(['compare', '--from', good, '--to', good, '--leads', put('empty.csv', '')]);
    assert.match(none.err, /there is no header/);
  });
});

test('a file of many pieces: each row has its number and its line, whoever read it', async () => {
  await withFolder(async (folder, put) => {
    const rows = Array.from({ length: 4000 }, (_, i) => {
      if (i === 10) return '';
      if (i === 20 || i === 3500) return '{"email": ';
      if (i === 3600) return '{"email":"late@oak.test","received_at":"yesterday"}';
      const email = `p${i % 3000}@oak.test`;
      const at = new Date(Date.UTC(2026, 2, 2, 0, 0, 4000 - i)).toISOString();
      return JSON.stringify({ email, employees: i % 2 ? 60 : 600, received_at: at, message: 'a'.repeat(400) });
    });
    const args = ['compare', '--from', put('from.yaml', document(100)), '--to', put('to.yaml', document(50)), '--format', 'json'];
    const lines = await run([...args, '--leads', put('leads.jsonl', rows.join('\n'))]);
    assert.equal(lines.code, 1);
    assert.match(lines.err, /line 21: the JSON ends too early/);
    assert.match(lines.err, /line 3501: the JSON ends too early/);
    // Of the 3,600 rows before it one is blank and two are no JSON.
    assert.match(lines.err, /lead 3598: received_at: "yesterday" is not a time/);
    const json = JSON.parse(lines.out);
    assert.equal(json.leads, 3996);
    // The last line came first: its number is the label of a lead that has no id.
    assert.equal(json.moves[0].lead, '3997');
    assert.equal(json.moves.at(-1).lead, '2');

    const cells = rows.filter((row) => row.endsWith('"}') && !row.includes('yesterday')).map((row) => {
      const { email, employees, received_at, message } = JSON.parse(row);
      return `${email},${employees},${received_at},"${message}\n"`;
    });
    const table = await run([...args, '--leads', put('leads.csv', `email,employees,received_at,message\n${cells.join('\n')}\n`)]);
    assert.equal(table.code, 0, table.err);
    const same = JSON.parse(table.out);
    assert.deepEqual(same.people, json.people);
    assert.deepEqual(same.moves.map((move) => move.received_at), json.moves.map((move) => move.received_at));
    assert.equal((await run([...args, '--leads', join(folder, 'no.csv')])).code, 1);
    assert.match((await run([...args, '--leads', folder])).err, /is a folder, not a file/);
  });
});

test("a running server's own history, with what its people did", async () => {
  const baton = await startBaton({ workspace: document(100) });
  try {
    const lead = (await baton.post('/v1/leads', { email: 'ann@oak.test', employees: 60 })).body.lead;
    await baton.post('/v1/leads', { email: 'bob@elm.test', employees: 600 });
    await baton.post(`/v1/leads/${lead}/acknowledge`, {});
    await baton.post(`/v1/leads/${lead}/close`, { won: 700 });
    await withFolder(async (_, put) => {
      const done = await run(['compare', '--to', put('to.yaml', document(50)), '--data', baton.data, '--format', 'json']);
      assert.equal(done.code, 0, done.err);
      const json = JSON.parse(done.out);
      assert.equal(json.leads, 2);
      assert.equal(json.moved, 1);
      assert.equal(json.moves[0].from.person, 'marcus');
      assert.equal(json.moves[0].to.person, 'sarah');
      assert.equal(json.sla.to.amount, 700);
    });
  } finally {
    await baton.close();
  }
});
