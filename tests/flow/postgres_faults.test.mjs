// PostgreSQL crashes, is killed and is gone for a while under load: the nodes refuse in bounded time,
// go on by themselves, and nothing that was acknowledged is lost or doubled. CRASHES= says how often
// it goes down (4), CRASH_SECONDS= for how long it is brought down again and again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, dice, environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton, until } from './server.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007);
const seconds = Number(process.env.CRASH_SECONDS ?? 0);
const crashes = Number(process.env.CRASHES ?? (seconds ? Infinity : 4));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let postgres;
let receiver;
let load;
const nodes = [];

before(async () => {
  postgres = startPostgres();
  receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', postgres.url, '--allow-private'], env: environment };
  for (let n = 0; n < 2; n += 1) nodes.push(await startBaton(options));
  load = new Load(nodes, { seed, clients: 6 });
});
after(async () => {
  load?.abandon();
  await Promise.all(nodes.map((node) => node.close()));
  await receiver?.close();
  postgres?.stop();
});

// Everything is as it should be: asked of one node, and of the receiver.
async function checked(t, what) {
  const { log } = await audit(nodes[0], { company, answered: load.answered, closed: load.closed, others });
  others += 1; // the last lead of this audit
  postgres.passLeases();
  const { messages, notifications } = await auditTold(nodes[1], receiver, log);
  t.diagnostic(`${what}, ${load.answered.size} leads, ${load.refused} refusals, ${messages} messages of ${notifications}; slowest answer ${Math.round(load.slowest)} ms`);
}
let others = 0;

test(`crashed and killed under load, and started again (SEED=${seed})`, async (t) => {
  const roll = dice(seed);
  const end = performance.now() + (seconds ? seconds * 1000 : Infinity);
  let done = 0;
  load.start();
  for (; done < crashes && performance.now() < end; done += 1) {
    await load.takes();
    await pause(roll() * 100);
    if (done % 2) await postgres.kill();
    else postgres.crash();
    postgres.again();
  }
  await load.finish();
  await checked(t, `${done} crashes`);
  assert.ok(load.slowest < 20_000, `an answer took ${load.slowest} ms`);
});

test('gone for a while: refused in bounded time, and on again by itself', async (t) => {
  load.start();
  await load.takes();
  postgres.crash();
  // Each node lives, is not ready, refuses whatever needs the store and says when to come again.
  for (const node of nodes) {
    for (const ask of [
      () => node.get('/readyz'),
      () => node.post('/v1/leads', { email: 'gone@oak.test' }),
      () => node.get('/v1/leads'),
      () => node.get('/v1/deliveries'),
    ]) {
      const begun = performance.now();
      const answer = await ask();
      assert.equal(answer.status, 503, answer.text);
      assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
      assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
      assert.match(answer.body.detail, /PostgreSQL|refused to write/);
      assert.ok(performance.now() - begun < 15_000);
    }
    assert.equal((await node.get('/healthz')).status, 200);
  }
  postgres.again();
  await load.takes();
  for (const node of nodes) await until('it is ready', async () => (await node.get('/readyz')).status === 200, { timeout: 30_000 });
  await load.finish();
  await checked(t, 'gone and back');
});
