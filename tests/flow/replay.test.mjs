// baton replay: a webhook is sent again what it was sent, under the same ids, by lead and by time, to a
// receiver that had lost it; what it is sent holds for its new secret, too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHttpReceiver } from './receivers/http.mjs';
import { run, startBaton, until } from './server.mjs';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const workspaceFor = (url) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
otherwise: { person: sarah }
channels:
  audit: { type: webhook, url: "${url}/hook", secret: "\${AUDIT_SECRET}" }
  chat:  { type: slack, webhook: "${url}/slack" }
`;

test('what a webhook was sent is sent again, by lead and by time', async () => {
  const hooks = await startHttpReceiver({ secret });
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(hooks.url), args: ['--allow-private'], env: { AUDIT_SECRET: secret } });
    const replay = (...args) => run(['replay', 'audit', '--data', baton.data, ...args]);
    const submit = async (name) => (await baton.post('/v1/leads', { name, email: `${name}@oak.test` })).body.lead;
    const began = new Date(Date.now() - 1000).toISOString();
    const [first, second] = [await submit('ann'), await submit('ben')];
    await baton.post(`/v1/leads/${second}/acknowledge`, {});
    const sent = await hooks.hooks.waitForAll(3);
    const idsOf = (lead) => hooks.hooks.items.filter((each) => each.payload.data.lead.id === lead).map((each) => each.headers['webhook-id']);
    await until('all are settled', async () => (await baton.all('/v1/deliveries?channel=audit', 'deliveries')).every((row) => row.state === 'sent'));
    const one = await replay('--lead', first);
    assert.deepEqual([one.code, one.out], [0, '1 delivery is sent again to audit\n'], one.err);
    await hooks.hooks.waitForAll(4);
    assert.equal(new Set(idsOf(first)).size, 1);
    assert.equal(idsOf(first).length, 2);
    // A kill right after: what was asked for is durable.
    const all = await replay('--from', began);
    assert.equal(all.out, '3 deliveries are sent again to audit\n', all.err);
    await baton.restart({ signal: 'SIGKILL' });
    await hooks.hooks.waitForAll(7, () => true, { timeout: 30_000 });
    assert.deepEqual(new Set(hooks.hooks.items.map((each) => each.headers['webhook-id'])), new Set(sent.map((each) => each.headers['webhook-id'])));
    assert.deepEqual(hooks.hooks.items.flatMap((each) => each.complaints ?? []), []);
    assert.equal((await replay('--from', began, '--to', began.replace(/\.\d+/, ''))).code, 1);
    assert.match((await replay('--from', 'soon')).err, /"from" is a time such as/);
    assert.match((await run(['replay', 'chat', '--lead', first, '--data', baton.data])).err, /only a webhook/);
    const nothing = await replay();
    assert.deepEqual([nothing.code, nothing.out], [2, '']);
    assert.match((await run(['replay', '--help'])).out, /Example:/);
  } finally {
    await baton?.close();
    await hooks.close();
  }
});
