// The line between a node and PostgreSQL drops every packet, in silence: the node that is cut off
// refuses in bounded time and acknowledges nothing that is not written, the other goes on; when the
// line is back it goes on too, and nothing was lost or doubled. Needs the right to make network
// namespaces; skipped without.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, environment, Load, secret, workspaceFor } from './company.mjs';
import { makeNetwork } from './network.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { run, startBaton, until } from './server.mjs';

const port = 5432;
// A hanging connection ends after 3 s, and so does an attempt to connect; a request may wait for one
// of each, twice, and machines that test are slow.
const bound = 20_000;

// Two nodes on one PostgreSQL: one across the line, and one beside the server, of which nothing is cut.
async function withNodes(network, use) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-partition-'));
  const postgres = startPostgres(`listen_addresses=${network.here}`);
  const nodes = [];
  let receiver;
  try {
    appendFileSync(join(postgres.home, 'data/pg_hba.conf'), `host all all ${network.there}/32 trust\n`);
    postgres.sql('SELECT pg_reload_conf()');
    receiver = await startHttpReceiver({ secret, host: network.here });
    const headers = {};
    const common = { workspace: workspaceFor(receiver.url), env: environment, headers };
    nodes.push(await startBaton({ ...common, args: ['--store', postgres.url, '--allow-private'] }));
    const made = await run(['token', 'create', 'flow', '--store', postgres.url, '--data', join(folder, 'none')]);
    assert.equal(made.code, 0, made.err);
    headers.authorization = `Bearer ${made.out.match(/bt_\S+/)[0]}`;
    nodes.unshift(await startBaton({
      ...common,
      args: ['--store', `postgresql://baton@${network.here}:${port}/postgres`, '--allow-private'],
      listen: `${network.there}:0`,
      under: network.under,
    }));
    await use({ nodes, postgres, receiver });
  } finally {
    network.heal();
    await Promise.all(nodes.map((node) => node.close()));
    await receiver?.close();
    postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

// What a request came to and how long that took.
async function timed(ask) {
  const begun = performance.now();
  const answer = await ask();
  return { ...answer, took: performance.now() - begun };
}

test('a node is cut off from PostgreSQL under load, and the line comes back', async (t) => {
  const network = makeNetwork();
  if (!network) return t.skip('network namespaces cannot be made here');
  try {
    await withNodes(network, async ({ nodes, postgres, receiver }) => {
      const far = new Load([nodes[0]], { name: 'far', clients: 4, patience: 60_000 });
      const near = new Load([nodes[1]], { name: 'near', clients: 4 });
      t.after(() => [far, near].forEach((load) => load.abandon()));
      far.start();
      near.start();
      await far.takes();

      network.cut(port);
      await until('requests are refused', () => far.refused > 0, { timeout: bound, every: 100 });
      const taken = far.answered.size;
      // The other is held up by nothing of what the first had under way.
      await near.takes(60);
      for (const ask of [
        () => nodes[0].post('/v1/leads', { email: 'cut@oak.test' }),
        () => nodes[0].get('/v1/leads'),
        () => nodes[0].get('/readyz'),
      ]) {
        const { status, text, headers, took } = await timed(ask);
        assert.equal(status, 503, text);
        assert.ok(headers.has('retry-after'));
        assert.ok(took < bound, `refused after ${took} ms`);
      }
      assert.equal(far.answered.size, taken, 'a 201 came from a node that could not write');
      assert.equal((await nodes[0].get('/healthz')).status, 200);
      assert.equal((await nodes[1].get('/readyz')).status, 200);

      network.heal();
      await far.takes();
      await until('it is ready', async () => (await nodes[0].get('/readyz')).status === 200, { timeout: bound });
      await Promise.all([far.finish(), near.finish()]);
      assert.ok(far.slowest < bound, `an answer took ${far.slowest} ms`);
      assert.ok(near.slowest < bound, `an answer of the other took ${near.slowest} ms`);
      t.diagnostic(`slowest answers: cut off ${Math.round(far.slowest)} ms, the other ${Math.round(near.slowest)} ms; ${far.refused} refusals`);

      const answered = new Map([...far.answered, ...near.answered]);
      const { log } = await audit(nodes[1], { company, answered, closed: new Set([...far.closed, ...near.closed]) });
      postgres.passLeases();
      await auditTold(nodes[0], receiver, log);
    });
  } finally {
    network.remove();
  }
});
