// The machine's clock is set forward and backward by hours while the server runs (libfaketime): no
// timer is lost, no step of a ladder comes twice, and the log's times never run back.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Auditor, wholeLog } from './audit.mjs';
import { startPostgres } from './postgres.mjs';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
sla:
  calm: { acknowledge: [ { after: 1h, notify: manager }, { after: 3h, reassign: backup } ] }
queues: { rest: {} }
rules:
  - { name: Last, when: 'lead.source == "last"', route: { queue: rest } }
  - { name: All, route: { person: sarah }, sla: calm }
`;

// A clock that can be set: its environment, and set(hours off the real one).
function makeClock() {
  const library = readdirSync('/usr/lib', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `/usr/lib/${entry.name}/faketime/libfaketimeMT.so.1`)
    .find((path) => existsSync(path));
  if (!library) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'baton-clock-'));
  const file = join(folder, 'offset');
  const set = (hours) => {
    writeFileSync(`${file}.new`, `${hours < 0 ? '-' : '+'}${Math.abs(hours)}h\n`);
    renameSync(`${file}.new`, file);
  };
  set(0);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  return { env, set, remove: () => rmSync(folder, { recursive: true }) };
}

const post = async (baton, name) => {
  const answer = await baton.post('/v1/leads', { email: `${name}@oak.test` });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.lead;
};

// The steps of a lead's ladder that were carried out, in their order: 1 told the manager, 2 gave it to
// the backup.
async function stepsOf(baton, lead) {
  const { events } = (await baton.get(`/v1/leads/${lead}/history`)).body;
  return events.filter((event) => event.cause === 'silence').map((event) => (event.kind === 'escalated' ? event.step : event.person));
}
const comesTo = (baton, lead, wanted) =>
  until(`steps ${wanted}`, async () => JSON.stringify(await stepsOf(baton, lead)) === JSON.stringify(wanted), { timeout: 20_000, every: 50 });

test('the clock jumps forward and backward by hours', async (t) => {
  const clock = makeClock();
  if (!clock) return t.skip('libfaketime is not there');
  const baton = await startBaton({ workspace, env: clock.env });
  try {
    const first = await post(baton, 'first');
    clock.set(2);
    await comesTo(baton, first, [1]);

    // Backward: leads are taken, in the log's order, and nothing falls due that is not.
    clock.set(-5);
    const second = await post(baton, 'second');
    assert.deepEqual([await stepsOf(baton, first), await stepsOf(baton, second)], [[1], []]);
    await baton.restart({ signal: 'SIGKILL' });
    const third = await post(baton, 'third');
    assert.deepEqual([await stepsOf(baton, first), await stepsOf(baton, third)], [[1], []]);

    // Far forward, over both steps at once.
    clock.set(30);
    for (const lead of [first, second, third]) await comesTo(baton, lead, [1, 'marcus']);
    clock.set(0);
    const fourth = await post(baton, 'fourth');
    clock.set(70);
    await comesTo(baton, fourth, [1, 'marcus']);
    // The backup had the others since, and their ladder was carried out once, too.
    for (const lead of [first, second, third]) await comesTo(baton, lead, [1, 'marcus', 1, 'dana']);

    const auditor = new Auditor({});
    for (const event of await wholeLog(baton)) auditor.see(event);
    assert.equal(auditor.leads.size, 5);
  } finally {
    await baton.close();
    clock.remove();
  }
});

test('a node whose clock is off writes nothing, and another goes on', async (t) => {
  const clock = makeClock();
  if (!clock) return t.skip('libfaketime is not there');
  const postgres = startPostgres();
  const nodes = [];
  try {
    const args = ['--store', postgres.url];
    nodes.push(await startBaton({ workspace, args, env: clock.env }), await startBaton({ workspace, args }));
    const lead = await post(nodes[0], 'first');
    for (const [hours, words] of [[3, /ahead of/], [-3, /behind/]]) {
      clock.set(hours);
      const refused = await nodes[0].post('/v1/leads', { email: `off${hours}@oak.test` });
      assert.equal(refused.status, 503, refused.text);
      assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
      assert.match(refused.body.detail, words);
      const ready = await nodes[0].get('/readyz');
      assert.equal(ready.status, 503);
      assert.match(ready.body.detail, words);
      await post(nodes[1], `other${hours}`);
      assert.equal((await nodes[1].get('/readyz')).status, 200);
      // A step that is due by the clock that is off is nobody's.
      assert.deepEqual(await stepsOf(nodes[1], lead), []);
      clock.set(0);
      await until('it is ready again', async () => (await nodes[0].get('/readyz')).status === 200, { timeout: 30_000 });
      await post(nodes[0], `again${hours}`);
    }
    const auditor = new Auditor({});
    for (const event of await wholeLog(nodes[0])) auditor.see(event);
    assert.equal(auditor.leads.size, 6);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    clock.remove();
    postgres.stop();
  }
});
