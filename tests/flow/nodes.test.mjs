// Several `baton serve` on one PostgreSQL: all of them take leads at once, none is lost or doubled
// and the turns are right; one is killed with -9 and the others go on; a token made beside them
// lets in at each.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { run, startBaton } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'baton-nodes-'));
let postgres;
let store;
let leads = 0;

before(() => {
  postgres = startPostgres();
  store = postgres.url;
});
after(() => {
  postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('two nodes take leads at once, and one goes on when the other is killed', async (t) => {
  const receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', store, '--allow-private'], env: environment };
  const nodes = [await startBaton(options), await startBaton(options)];
  try {
    const load = new Load(nodes, { clients: 6 });
    load.start();
    t.after(() => load.abandon());
    await load.takes(80);
    await nodes[0].end('SIGKILL');
    await load.takes(160);
    await load.finish();
    const { log, auditor } = await audit(nodes[1], { company, answered: load.answered, closed: load.closed });
    leads = auditor.leads.size;
    postgres.passLeases();
    await auditTold(nodes[1], receiver, log);
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
    assert.equal((await node.all('/v1/leads', 'leads')).length, leads + 1);
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
