// Two nodes on one PostgreSQL and one CRM: each lead is there once, whoever writes it, and also when a
// node is killed while it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crmWorkspace } from './crm_load.mjs';
import { startPostgres } from './postgres.mjs';
import { startTrytonDouble } from './receivers/tryton-double.mjs';
import { startBaton, until } from './server.mjs';

test('two nodes write each lead once, and one takes up what the other died with', async () => {
  const postgres = startPostgres();
  const crm = await startTrytonDouble({ delay: 40, employees: { 'sarah@acme.test': 1, 'marcus@acme.test': 2 } });
  const options = { workspace: crmWorkspace(crm.url), args: ['--store', postgres.url, '--allow-private'], env: { TRYTON_PASSWORD: 'of no meaning' } };
  const nodes = [await startBaton(options), await startBaton(options)];
  try {
    const leads = [];
    const submit = async (node) => {
      const { status, body } = await node.post('/v1/leads', { email: `p${leads.length}@oak.test`, name: 'Pat', message: 'Call me' });
      assert.equal(status, 201);
      leads.push(body.lead);
      // A second event of the same lead, most of all while the first is being written.
      await nodes[1].post(`/v1/leads/${body.lead}/acknowledge`, {});
    };
    for (let i = 0; i < 60; i += 1) await submit(nodes[i % 2]);
    await until('some are there', () => crm.written() > 0);
    await nodes[0].end('SIGKILL');
    for (let i = 0; i < 20; i += 1) await submit(nodes[1]);
    // The minute that its leases and claims would hold.
    await until('the rest is there', () => {
      postgres.passLeases();
      postgres.sql("UPDATE crm_lead SET until = 1 WHERE holder <> ''");
      return crm.written() === leads.length;
    }, { timeout: 40_000, every: 500 });
    await until('all of it is settled', async () => (await nodes[1].all('/v1/deliveries?state=pending', 'deliveries')).every((row) => row.kind === 'reading'), { timeout: 30_000 });
    assert.equal(crm.doubled, 0);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    crm.stop();
    postgres.stop();
  }
});
