// A node is stopped in mid-flight (SIGSTOP), its leases run out, the others take over; resumed, what it
// had under way is fenced off: it delivers nothing under a lease that is not its own any more without
// that being seen, and acknowledges nothing that is not written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton, until } from './server.mjs';

test('a node paused past its leases and resumed', async (t) => {
  const postgres = startPostgres();
  const receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', postgres.url, '--allow-private'], env: environment };
  const nodes = [];
  try {
    for (let n = 0; n < 2; n += 1) nodes.push(await startBaton(options));
    const slept = new Load([nodes[0]], { name: 'slept', clients: 4 });
    const awake = new Load([nodes[1]], { name: 'awake', clients: 4 });
    t.after(() => [slept, awake].forEach((load) => load.abandon()));
    slept.start();
    awake.start();
    await slept.takes();
    // It holds deliveries that are answered after it has fallen asleep.
    receiver.slowMs = 2000;
    receiver.mode = 'slow';
    const leased = "SELECT count(DISTINCT lease_owner) FROM delivery WHERE state = 2 AND lease_owner <> ''";
    await until('both nodes hold leases', () => Number(postgres.sql(leased)) === 2, { every: 100 });
    nodes[0].child.kill('SIGSTOP');
    await awake.takes(5); // what had left the sleeper is read
    const asleep = slept.answered.size;
    await awake.takes(100);
    assert.equal(slept.answered.size, asleep);
    receiver.mode = 'ok';
    postgres.passLeases();
    await until('the other sends what the sleeper held', () => Number(postgres.sql('SELECT count(*) FROM delivery WHERE state IN (1, 2)')) < 20, { timeout: 60_000, every: 200 });

    nodes[0].child.kill('SIGCONT');
    await slept.takes();
    await Promise.all([slept.finish(), awake.finish()]);
    const answered = new Map([...slept.answered, ...awake.answered]);
    const closed = new Set([...slept.closed, ...awake.closed]);
    const { log } = await audit(nodes[1], { company, answered, closed });
    const { messages, notifications } = await auditTold(nodes[1], receiver, log);
    // Nothing that the sleeper settled late was taken back: what was sent stays sent.
    assert.equal(Number(postgres.sql('SELECT count(*) FROM delivery WHERE state <> 3')), 0);
    assert.ok(messages > notifications, 'what the sleeper had sent is sent again, under its id');
    t.diagnostic(`${answered.size} leads, ${messages} messages of ${notifications}; slowest answer of the other ${Math.round(awake.slowest)} ms`);
    assert.ok(awake.slowest < 20_000);
  } finally {
    nodes[0]?.child.kill('SIGCONT');
    await Promise.all(nodes.map((node) => node.close()));
    await receiver.close();
    postgres.stop();
  }
});
