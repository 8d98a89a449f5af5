// Several `baton serve` on one PostgreSQL: all of them take leads at once, none is lost or doubled
// and the turns are right; one is killed with -9 and the others go on; a token made beside them
// lets in at each.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startHttpReceiver } from './receivers/http.mjs';
import { root, run, startBaton, until } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'baton-nodes-'));
const urlFile = join(folder, 'url');
const postgres = (action) =>
  execFileSync(join(root, 'tests/contract/postgres.sh'), [action, urlFile], { stdio: ['ignore', 'ignore', 'inherit'] });
let store;

before(() => {
  postgres('start');
  store = readFileSync(urlFile, 'utf8').trim();
});
after(() => {
  postgres('stop');
  rmSync(folder, { recursive: true, force: true });
});

const workspaceFor = (url) => `workspace: acme
people:
  sarah:    { name: Sarah Lee, email: sarah@acme.test }
  marcus:   { name: Marcus Oye, email: marcus@acme.test }
  jennifer: { name: Jennifer Kay, email: jen@acme.test }
pools:
  inside: { members: [sarah, marcus, jennifer] }
otherwise: { pool: inside }
channels:
  audit: { type: webhook, url: "${url}/hook", events: [assigned] }
notify: [audit]
`;

test('two nodes take leads at once, and one goes on when the other is killed', async () => {
  const receiver = await startHttpReceiver();
  const args = ['--store', store, '--allow-private'];
  const workspace = workspaceFor(receiver.url);
  const nodes = [await startBaton({ workspace, args }), await startBaton({ workspace, args })];
  try {
    const answers = new Map();
    let count = 0;
    // Each client keeps to its node until that is gone; what was not answered is sent again, with
    // its key, to the other.
    const client = async (name, first, leads) => {
      let node = first;
      for (let n = 0; n < leads; ) {
        const key = `${name}-${n}`;
        try {
          const answer = await nodes[node].post('/v1/leads', { email: `${key}@oak.test` }, { 'idempotency-key': key });
          if (answer.status === 503) continue;
          assert.equal(answer.status, 201, answer.text);
          answers.set(key, answer.body);
          n += 1;
          count += 1;
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          node = 1 - node;
        }
      }
    };
    const clients = [0, 1, 2, 3, 4, 5].map((n) => client(`c${n}`, n % 2, 40));
    await until('a third of the leads is in', () => count >= 80, { timeout: 60_000 });
    await nodes[0].end('SIGKILL');
    await Promise.all(clients);
    assert.equal(answers.size, 240);

    const leads = await nodes[1].all('/v1/leads', 'leads');
    assert.equal(leads.length, 240, 'none is lost and none is there twice');
    const ids = new Set(leads.map((lead) => lead.lead));
    for (const [key, answer] of answers) assert.ok(ids.has(answer.lead), `${key} got its 201 and is gone`);
    const turns = new Map();
    for (const lead of leads) turns.set(lead.person, (turns.get(lead.person) ?? 0) + 1);
    assert.deepEqual([...turns.values()], [80, 80, 80], 'turns are right across nodes');

    // What the killed one was sending waits for the end of its lease.
    const told = () => new Set(receiver.hooks.items.map((item) => item.payload.data.lead.id));
    await until('every lead is notified of', () => told().size >= 240, { timeout: 90_000, every: 100 });
    const byId = new Map();
    for (const { id, payload } of receiver.hooks.items) byId.set(payload.data.lead.id, (byId.get(payload.data.lead.id) ?? new Set()).add(id));
    for (const [lead, its] of byId) assert.equal(its.size, 1, `${lead} was told of under several ids`);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    await receiver.close();
  }
});

test('a node hears at once of what another has taken', async () => {
  const nodes = [await startBaton({ args: ['--store', store] }), await startBaton({ args: ['--store', store] })];
  try {
    const line = await nodes[1].events();
    const { lead } = (await nodes[0].post('/v1/leads', { email: 'heard@oak.test' })).body;
    let event = await line.next();
    while (event.lead !== lead) event = await line.next();
    line.cut();
    assert.equal(event.kind, 'received');
    const closed = await nodes[1].get(`/v1/leads/${lead}`);
    assert.equal(closed.status, 200);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
  }
});

test('a node that comes later knows everything', async () => {
  const node = await startBaton({ args: ['--store', store] });
  try {
    assert.equal((await node.all('/v1/leads', 'leads')).length, 241);
  } finally {
    await node.close();
  }
});

test('a token is made in the shared store', async () => {
  const made = await run(['token', 'create', 'later', '--store', store, '--data', join(folder, 'none')]);
  assert.equal(made.code, 0, made.err);
  const listed = await run(['token', 'list', '--data', join(folder, 'none')], { env: { BATON_STORE: store } });
  assert.match(listed.out, /later/);
});

test('a store that cannot be is refused in words, without its password', async () => {
  const wrong = await run(['serve', '--data', join(folder, 'none'), '--store', 'mysql://u:hidden@h/d']);
  assert.notEqual(wrong.code, 0);
  assert.match(wrong.err, /sqlite:PATH or postgresql:/);
  assert.doesNotMatch(wrong.err, /hidden/);
  const gone = await run(['serve', '--data', join(folder, 'none'), '--store', 'postgresql://u:hidden@127.0.0.1:1/d']);
  assert.notEqual(gone.code, 0);
  assert.match(gone.err, /cannot be reached/);
  assert.doesNotMatch(gone.err, /hidden/);
});
