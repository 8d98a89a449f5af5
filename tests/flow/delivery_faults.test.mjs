// A receiver that never answers, answers 500, cuts the line or is gone holds up nobody: leads are
// taken, the other channel delivers, and what was not delivered is listed, retried and sent in the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton, until } from './server.mjs';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;

const workspaceFor = (slack, hook) => `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
rules:
  - { name: All, route: { person: sarah } }
otherwise: { person: marcus }
channels:
  good: { type: slack, webhook: "${slack}/slack" }
  bad:  { type: webhook, url: "${hook}/hook", secret: "\${AUDIT_SECRET}", events: [assigned] }
notify: [good, bad]
`;

async function withWorld(mode, use) {
  const good = await startHttpReceiver();
  const bad = await startHttpReceiver({ secret, mode });
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(good.url, bad.url), args: ['--allow-private'], env: { AUDIT_SECRET: secret } });
    await use({ baton, good, bad });
  } finally {
    bad.mode = 'ok';
    await bad.close();
    await baton?.close();
    await good.close();
  }
}

const post = async (baton, name) => (await baton.post('/v1/leads', { email: `${name}@oak.test`, name })).body;

async function deliveryOf(baton, lead, channel) {
  const { body } = await baton.get(`/v1/deliveries?lead=${lead}&channel=${channel}`);
  return body.deliveries[0];
}

const reaches = (baton, lead, channel, holds) =>
  until(`delivery on ${channel}: ${holds}`, async () => {
    const delivery = await deliveryOf(baton, lead, channel);
    return delivery && holds(delivery) && delivery;
  }, { timeout: 40_000 });

// Twenty leads are taken while the bad channel is bad, each at once and told on the good one.
async function goesOn(baton, good) {
  const leads = [];
  for (let n = 0; n < 20; n++) {
    const lead = await post(baton, `lead${n}`);
    assert.equal(lead.person, 'sarah');
    leads.push(lead.lead);
  }
  await good.slack.waitForAll(20, () => true, { timeout: 30_000 });
  return leads;
}

for (const [mode, status, words] of [
  ['error', 500, /500/],
  ['cut', null, /./],
]) {
  test(`a receiver that fails (${mode}): intake and the other channel go on, and it gets all once it is well`, async () => {
    await withWorld(mode, async ({ baton, good, bad }) => {
      const leads = await goesOn(baton, good);
      const failed = await reaches(baton, leads[0], 'bad', (delivery) => delivery.last_error && delivery.state === 'pending');
      assert.equal(failed.last_status, status);
      assert.match(failed.last_error, words);
      assert.ok(failed.attempts >= 1);
      assert.ok(Date.parse(failed.next_at) > Date.parse(failed.created_at));
      assert.ok(!failed.last_error.includes(secret));
      bad.mode = 'ok';
      const messages = await bad.hooks.waitForAll(20, () => true, { timeout: 60_000 });
      assert.deepEqual(messages.flatMap((message) => message.complaints), []);
      assert.deepEqual(new Set(messages.map((message) => message.payload.data.lead.id)), new Set(leads));
      const sent = await reaches(baton, leads[0], 'bad', (delivery) => delivery.state === 'sent');
      assert.ok(sent.attempts >= 2);
    });
  });
}

test('a receiver that never answers: intake and the other channel go on', async () => {
  await withWorld('hang', async ({ baton, good, bad }) => {
    const leads = await goesOn(baton, good);
    await until('the bad one has been asked', () => bad.requests > 0);
    assert.notEqual((await deliveryOf(baton, leads[0], 'bad')).state, 'sent');
    const failed = await reaches(baton, leads[0], 'bad', (delivery) => delivery.last_error);
    assert.match(failed.last_error, /answer|time/i);
  });
});

test('a channel that is gone: dead at once, listed, and sent by a retry when it is back', async () => {
  await withWorld('gone', async ({ baton, bad }) => {
    const { lead } = await post(baton, 'ann');
    const dead = await reaches(baton, lead, 'bad', (delivery) => delivery.state === 'dead');
    assert.equal(dead.last_status, 410);
    assert.ok(dead.ended_at);
    const listed = await baton.all('/v1/deliveries?state=dead', 'deliveries');
    assert.ok(listed.some((delivery) => delivery.id === dead.id));
    bad.mode = 'ok';
    const retried = await baton.post(`/v1/deliveries/${dead.id}/retry`, {});
    assert.equal(retried.status, 200, retried.text);
    const message = await bad.hooks.waitFor();
    assert.deepEqual(message.complaints, []);
    await reaches(baton, lead, 'bad', (delivery) => delivery.state === 'sent');
    assert.equal((await baton.post(`/v1/deliveries/${dead.id}/retry`, {})).status, 409);
    assert.equal((await baton.post('/v1/deliveries/01a2050a-5353-7aec-a06d-779037648c8f/retry', {})).status, 404);
  });
});

test('a message that no longer holds when its channel is back is superseded', async () => {
  await withWorld('ok', async ({ baton, good }) => {
    good.mode = 'error';
    const { lead } = await post(baton, 'ann');
    const failed = await reaches(baton, lead, 'good', (delivery) => delivery.attempts > 0 && delivery.last_error);
    await baton.post(`/v1/leads/${lead}/close`, { lost: 'a test' });
    good.mode = 'ok';
    const ended = await until('it comes to an end', async () => {
      const { body } = await baton.get(`/v1/deliveries/${failed.id}`);
      return body.ended_at && body;
    });
    assert.equal(ended.state, 'superseded');
    assert.deepEqual(good.slack.items.filter((message) => JSON.stringify(message.payload).includes('Sarah')), []);
  });
});
