// `kill -9` at random moments under load, again and again, on SQLite and on three nodes that share a
// PostgreSQL: no lead that got its 201 is lost, none is taken or assigned twice, no notification is
// forgotten. KILLS= says how often on each store (30 and 12, or as many as fit into 15 s each),
// KILL_SECONDS= for how long; SEED= repeats a run's moments.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, dice, environment, Load, secret, workspaceFor } from './company.mjs';
import { passLeases, startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton } from './server.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007);
const seconds = Number(process.env.KILL_SECONDS ?? 0);
const killsOn = (usual) => Number(process.env.KILLS ?? (seconds ? Infinity : usual));
const budget = seconds ? seconds * 500 : process.env.KILLS ? Infinity : 15_000;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Kills one of `nodes` after the other while they are under load, each at a random moment, and starts
// it again. After every kill what was answered since the one before is there, as it was answered.
async function killAgainAndAgain(t, nodes, load, kills) {
  const roll = dice(seed);
  const end = performance.now() + budget;
  let done = 0;
  let seen = 0;
  load.start();
  t.after(() => load.abandon());
  while (done < kills && performance.now() < end) {
    await pause(roll() * 250);
    const node = nodes[Math.floor(roll() * nodes.length)];
    await node.restart({ signal: 'SIGKILL' });
    done += 1;
    const since = [...load.answered].slice(seen);
    seen += since.length;
    await Promise.all(since.slice(-40).map(async ([key, said]) => {
      const { status, body } = await node.get(`/v1/leads/${said.lead}`);
      assert.deepEqual([status, body?.person, body?.queue], [200, said.person, said.queue], `${key} after kill ${done}`);
    }));
  }
  await load.finish();
  return done;
}

// A key that comes again gets its first answer, however many kills lie between.
async function sameAnswers(node, load) {
  const keys = [...load.answered.keys()];
  const roll = dice(seed + 1);
  for (let n = 0; n < 8; n += 1) {
    const key = keys[Math.floor(roll() * keys.length)];
    const said = load.answered.get(key);
    const source = said.rule === 'Fair' ? 'fair' : 'site';
    const again = await node.post('/v1/leads', { email: `${key}@oak.test`, source }, { 'idempotency-key': key });
    assert.deepEqual(again.body, said);
  }
}

async function checked(t, node, load, receiver, done) {
  await sameAnswers(node, load);
  const { log } = await audit(node, { company, answered: load.answered, closed: load.closed });
  const { messages, notifications } = await auditTold(node, receiver, log);
  t.diagnostic(`${done} kills, ${load.answered.size} leads, ${messages} messages of ${notifications} assignments, seed ${seed}`);
}

test(`SQLite: killed at random moments under load (SEED=${seed})`, async (t) => {
  const receiver = await startHttpReceiver({ secret });
  const baton = await startBaton({ workspace: workspaceFor(receiver.url), args: ['--allow-private'], env: environment });
  try {
    const load = new Load([baton], { seed });
    const kills = killsOn(30);
    const done = await killAgainAndAgain(t, [baton], load, kills);
    assert.ok(done >= Math.min(kills, 5) && load.answered.size > 0);
    await baton.end();
    // What a killed process had under way is free a minute later; the minute is taken off.
    execFileSync('sqlite3', [join(baton.data, 'baton.db'), passLeases]);
    await baton.start();
    await checked(t, baton, load, receiver, done);
  } finally {
    await baton.close();
    await receiver.close();
  }
});

test(`PostgreSQL: three nodes killed at random moments under load (SEED=${seed})`, async (t) => {
  const postgres = startPostgres();
  const receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', postgres.url, '--allow-private'], env: environment };
  const nodes = [];
  try {
    for (let n = 0; n < 3; n += 1) nodes.push(await startBaton(options));
    const load = new Load(nodes, { seed, clients: 6 });
    const kills = killsOn(12);
    const done = await killAgainAndAgain(t, nodes, load, kills);
    assert.ok(done >= Math.min(kills, 5) && load.answered.size > 0);
    postgres.passLeases();
    await checked(t, nodes[0], load, receiver, done);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    await receiver.close();
    postgres.stop();
  }
});
