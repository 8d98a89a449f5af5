// SIGTERM in mid-load, while a receiver hangs and somebody follows the events: the server ends by itself
// within ten seconds, and everything that it acknowledged is there when it comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton } from './server.mjs';

async function stopsInTime(t, store) {
  const receiver = await startHttpReceiver({ secret, mode: 'hang' });
  const args = ['--allow-private', ...(store ? ['--store', store] : [])];
  const baton = await startBaton({ workspace: workspaceFor(receiver.url), args, env: environment });
  const load = new Load([baton], { clients: 16 });
  try {
    const line = await baton.events();
    load.start();
    await load.takes(50);
    const begun = performance.now();
    const { code } = await baton.end('SIGTERM');
    const took = performance.now() - begun;
    assert.equal(code, 0);
    assert.ok(took < 10_000, `it took ${took} ms to end`);
    t.diagnostic(`ended in ${Math.round(took)} ms`);
    await baton.start();
    await assert.rejects(async () => {
      for (;;) await line.next();
    });
    await load.takes();
    await load.finish();
    receiver.mode = 'ok';
    await baton.restart();
    const { log } = await audit(baton, { company, answered: load.answered, closed: load.closed });
    const { body } = await baton.get('/v1/deliveries?state=dead');
    for (const { id } of body.deliveries) await baton.post(`/v1/deliveries/${id}/retry`, {});
    await auditTold(baton, receiver, log);
  } finally {
    load.abandon();
    await baton.close();
    await receiver.close();
  }
}

test('SQLite: stopped under load', (t) => stopsInTime(t));

test('PostgreSQL: stopped under load', async (t) => {
  const postgres = startPostgres();
  try {
    await stopsInTime(t, postgres.url);
  } finally {
    postgres.stop();
  }
});
