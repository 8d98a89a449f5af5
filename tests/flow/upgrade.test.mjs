// A rolling upgrade: three nodes on one PostgreSQL are stopped and started one after the other under
// load, and clients that move on to the next node see no request fail. And the other way round: a node
// that meets an event of a newer version does not guess; it refuses that workspace and says why.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { audit, auditTold } from './audit.mjs';
import { company, environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton } from './server.mjs';

test('three nodes are replaced one after the other', async (t) => {
  const postgres = startPostgres();
  const receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', postgres.url, '--allow-private'], env: environment };
  const nodes = [];
  let load;
  try {
    for (let n = 0; n < 3; n += 1) nodes.push(await startBaton(options));
    load = new Load(nodes, { clients: 6 });
    load.start();
    for (const node of nodes) {
      await load.takes(40);
      await node.restart();
    }
    await load.takes(40);
    await load.finish();
    // No request came to nothing: whatever was accepted by a node that stops was answered by it.
    assert.equal(load.unfinished, 0, `${load.unfinished} requests were cut off`);
    t.diagnostic(`${load.answered.size} leads, ${load.refused} times 503, ${load.lost} connections refused, slowest ${Math.round(load.slowest)} ms`);
    const { log } = await audit(nodes[0], { company, answered: load.answered, closed: load.closed });
    await auditTold(nodes[0], receiver, log);
  } finally {
    load?.abandon();
    await Promise.all(nodes.map((node) => node.close()));
    await receiver.close();
    postgres.stop();
  }
});

// Puts an event to the end of the log, in its place in the chain of hashes: the hash before, seq, time
// and length of the kind as 64-bit numbers, the kind, a byte for "about no lead", the body.
function appendEvent(postgres, kind, body) {
  const [seq, at, hash] = postgres.sql("SELECT seq + 1, at, encode(hash, 'hex') FROM event ORDER BY seq DESC LIMIT 1").split('|');
  const numbers = Buffer.alloc(24);
  [seq, at, Buffer.byteLength(kind)].forEach((number, n) => numbers.writeBigInt64BE(BigInt(number), 8 * n));
  const chained = createHash('sha256').update(Buffer.from(hash, 'hex')).update(numbers).update(kind).update('\0').update(body).digest('hex');
  postgres.sql(`BEGIN;
    INSERT INTO event (workspace, seq, at, kind, body, hash) VALUES ('acme', ${seq}, ${at}, '${kind}', convert_to('${body}', 'UTF8'), '\\x${chained}');
    UPDATE workspace SET seq = ${seq}, hash = '\\x${chained}' WHERE name = 'acme';
    COMMIT`);
}

for (const [name, kind, body] of [
  ['a newer schema of a known kind', 'received', '{"v":99,"cause":"submitted","what":"nobody here knows"}'],
  ['a kind that is not known', 'telepathy', '{"v":1,"cause":"submitted"}'],
]) {
  test(`a node meets an event of a newer version: ${name}`, async () => {
    const postgres = startPostgres();
    const options = { workspace: workspaceFor(), args: ['--store', postgres.url] };
    let node;
    try {
      node = await startBaton(options);
      assert.equal((await node.post('/v1/leads', { email: 'ann@oak.test' })).status, 201);
      // As a newer node appends it, with its place in the chain of hashes.
      appendEvent(postgres, kind, body);
      const before = postgres.sql('SELECT count(*) FROM event');
      const refused = await node.post('/v1/leads', { email: 'ben@oak.test' });
      assert.equal(refused.status, 503, refused.text);
      assert.match(refused.body.detail, /newer version/);
      assert.equal((await node.get('/readyz')).status, 503);
      assert.equal(postgres.sql('SELECT count(*) FROM event'), before, 'it wrote after what it cannot read');
      // What is known can be read, and stopping writes nothing over it.
      assert.equal((await node.get('/v1/leads')).body.leads.length, 1);
      await node.end();
      assert.equal(postgres.sql('SELECT count(*) FROM event'), before);
    } finally {
      await node?.close();
      postgres.stop();
    }
  });
}
