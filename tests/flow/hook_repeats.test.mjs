// Replays, for each type of hook: the same post again is the same lead, by the source's own id, before
// and after a kill; and a post that was signed too long ago is refused where the source signs the time. And
// the WordPress forms of docs/WORKSPACE.md, as their add-ons post them.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root, startBaton } from './server.mjs';

const secret = 'the shared secret';
const standard = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const hmac = (text, as = 'hex', hash = 'sha256', key = secret) => createHmac(hash, key).update(text).digest(as);
const minutes = 60_000;
const publicUrl = 'https://baton.acme.test';

// The example of the reference, with its own comments taken off by the YAML reader.
const wordpress = /```yaml aside\n(hooks:\n {2}gravity:[\s\S]*?)```/.exec(readFileSync(join(root, 'docs/WORKSPACE.md'), 'utf8'))[1];

const workspaceFor = (graph) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
otherwise: { person: sarah }
${wordpress}  typeform: { type: typeform, secret: "\${SECRET}" }
  meta: { type: meta, secret: "\${SECRET}", verify: "\${SECRET}", token: "\${SECRET}", url: "${graph}" }
  google: { type: google, secret: "\${SECRET}" }
  hubspot: { type: hubspot, secret: "\${SECRET}", token: "\${SECRET}", url: "${graph}" }
  calendly: { type: calendly, secret: "\${SECRET}" }
  intercom: { type: intercom, secret: "\${SECRET}" }
  webflow: { type: webflow, secret: "\${SECRET}" }
  own: { type: json, secret: "\${STANDARD}" }
`;

let graph, baton;
before(async () => {
  // What Meta and HubSpot keep until it is fetched.
  const server = createServer((request, response) => {
    const id = /(\d+)(\?|$)/.exec(request.url)[1];
    const email = `${id}@oak.test`;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, field_data: [{ name: 'email', values: [email] }], properties: { email } }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph = { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
  baton = await startBaton({
    workspace: workspaceFor(graph.url),
    args: ['--allow-private', '--public-url', publicUrl],
    env: { SECRET: secret, STANDARD: standard, WORDPRESS_SECRET: secret },
  });
});
after(async () => {
  await baton?.close();
  graph?.close();
});

// Of each type a post, and how the source signs it at a time in ms; `ages`: whether it signs the time.
const sources = {
  typeform: {
    body: { event_type: 'form_response', form_response: { token: 't-1', definition: { fields: [{ id: 'a', title: 'E-mail' }] }, answers: [{ type: 'email', email: 'a@oak.test', field: { id: 'a' } }] } },
    sign: (text) => ({ 'typeform-signature': `sha256=${hmac(text, 'base64')}` }),
  },
  meta: {
    body: { object: 'page', entry: [{ changes: [{ field: 'leadgen', value: { leadgen_id: 501 } }] }] },
    sign: (text) => ({ 'x-hub-signature-256': `sha256=${hmac(text)}` }),
  },
  google: { body: { lead_id: 'L-1', google_key: secret, user_column_data: [{ column_id: 'EMAIL', string_value: 'g@oak.test' }] }, sign: () => ({}) },
  hubspot: {
    body: [{ eventId: 1, subscriptionType: 'contact.creation', objectId: 701 }],
    sign: (text, at) => ({ 'x-hubspot-signature-v3': hmac(`POST${publicUrl}/v1/hooks/hubspot${text}${at}`, 'base64'), 'x-hubspot-request-timestamp': String(at) }),
    ages: true,
  },
  calendly: {
    body: { event: 'invitee.created', payload: { uri: 'https://calendly.test/i/1', email: 'c@oak.test', name: 'Cal Oak' } },
    sign: (text, at) => ({ 'calendly-webhook-signature': `t=${Math.floor(at / 1000)},v1=${hmac(`${Math.floor(at / 1000)}.${text}`)}` }),
    ages: true,
  },
  intercom: {
    body: { type: 'notification_event', id: 'n-1', topic: 'contact.user.created', data: { item: { type: 'contact', id: 'p-1', name: 'Ivy', email: 'i@oak.test' } } },
    sign: (text) => ({ 'x-hub-signature': `sha1=${hmac(text, 'hex', 'sha1')}` }),
  },
  webflow: {
    body: { triggerType: 'form_submission', payload: { id: 'sub-1', data: { 'E-mail': 'w@oak.test' } } },
    sign: (text, at) => ({ 'x-webflow-timestamp': String(at), 'x-webflow-signature': hmac(`${at}:${text}`) }),
    ages: true,
  },
  own: {
    body: { email: 'o@oak.test' }, // no id of its own: the message's is taken
    sign: (text, at) => {
      const time = Math.floor(at / 1000);
      const key = Buffer.from(standard.slice('whsec_'.length), 'base64');
      return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(time), 'webhook-signature': `v1,${hmac(`msg_1.${time}.${text}`, 'base64', 'sha256', key)}` };
    },
    ages: true,
  },
};

const post = (type, at = Date.now()) => {
  const { body, sign } = sources[type];
  const text = JSON.stringify(body);
  return baton.post(`/v1/hooks/${type}`, text, { 'content-type': 'application/json', ...sign(text, at) });
};
const count = async (type) => (await baton.all(`/v1/leads?source=${type}`, 'leads')).length;

for (const type of Object.keys(sources)) {
  test(`${type}: the same post again is the same lead`, async () => {
    const first = await post(type);
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(first.body.leads.map((one) => one.repeat), [false]);
    const again = await post(type, Date.now() - 1000);
    assert.deepEqual(again.body.leads, [{ lead: first.body.leads[0].lead, repeat: true }]);
    assert.equal(await count(type), 1);
  });
}

for (const [type, { ages }] of Object.entries(sources)) {
  if (!ages) continue;
  test(`${type}: a post that was signed too long ago, or ahead, is refused`, async () => {
    const had = await count(type);
    for (const off of [-6 * minutes, 6 * minutes]) {
      const refused = await post(type, Date.now() + off);
      assert.equal(refused.status, 401);
      assert.match(refused.body.detail, /minutes from now/);
    }
    assert.equal(await count(type), had);
  });
}

test('posts that come out of order, and again, make each lead once', async () => {
  const before = await count('calendly');
  const booked = (number, event = 'invitee.created') => ({ event, payload: { uri: `https://calendly.test/i/late-${number}`, email: `late${number}@oak.test`, name: `Late ${number}` } });
  const moved = { event: 'invitee.created', payload: { ...booked(3).payload, old_invitee: 'https://calendly.test/i/late-1', rescheduled: false } };
  const send = async (body, at) => {
    const text = JSON.stringify(body);
    const answer = await baton.post('/v1/hooks/calendly', text, { 'content-type': 'application/json', ...sources.calendly.sign(text, at) });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.leads[0];
  };
  // The third was signed last and comes first: what it moves is not there yet.
  const now = Date.now();
  const third = await send(moved, now);
  const second = await send(booked(2), now - 20_000);
  const first = await send(booked(1), now - 40_000);
  for (const [again, known] of [[booked(2), second], [moved, third], [booked(1), first]]) {
    assert.deepEqual(await send(again, now), { lead: known.lead, repeat: true });
  }
  const leads = new Set([first, second, third].map(({ lead }) => lead));
  assert.equal(await count('calendly'), before + leads.size);
  assert.equal(first.lead, third.lead, 'the booking that moved stays the same lead, whichever of the two came first');
});

test('after a kill all of them are still known', async () => {
  await baton.restart({ signal: 'SIGKILL' });
  for (const type of Object.keys(sources)) {
    const again = await post(type);
    assert.deepEqual(again.body.leads.map((one) => one.repeat), [true], type);
  }
});

test('Gravity Forms: an entry as its Webhooks add-on posts it, by the numbers of its fields', async () => {
  const entry = { id: '57', form_id: '3', date_created: '2026-03-02 14:00:00', source_url: 'https://acme.test/contact', ip: '203.0.113.9', '1.3': 'Ada', '1.6': 'Lovelace', 2: 'ada@globex.test', 3: '+1 212 555 0142', 5: 'Can we see a demo?' };
  const headers = { 'x-baton-secret': secret };
  assert.equal((await baton.post('/v1/hooks/gravity', entry)).status, 401);
  const first = await baton.post('/v1/hooks/gravity', entry, headers);
  assert.equal(first.status, 200, first.text);
  const kept = (await baton.get(`/v1/leads/${first.body.leads[0].lead}`)).body;
  assert.deepEqual([kept.fields.first_name, kept.fields.last_name, kept.fields.email, kept.fields.phone, kept.fields.message, kept.fields.page], ['Ada', 'Lovelace', 'ada@globex.test', '+12125550142', 'Can we see a demo?', 'https://acme.test/contact']);
  // The add-on's other format, a form, is the same entry.
  const form = await baton.post('/v1/hooks/gravity', new URLSearchParams(entry).toString(), { ...headers, 'content-type': 'application/x-www-form-urlencoded' });
  assert.deepEqual(form.body.leads, [{ lead: first.body.leads[0].lead, repeat: true }]);
});

test('Contact Form 7: the mail tags as they are, each post a lead, or the same where it says which', async () => {
  const tags = { 'your-name': 'Ann Oak', 'your-email': 'ann@oak.test', 'your-subject': 'Prices', 'your-message': 'Hello', _wpcf7: '12' };
  const headers = { 'x-baton-secret': secret };
  const first = await baton.post('/v1/hooks/contact', tags, headers);
  assert.equal(first.status, 200, first.text);
  const kept = (await baton.get(`/v1/leads/${first.body.leads[0].lead}`)).body;
  assert.deepEqual([kept.fields.name, kept.fields.email, kept.fields.message], ['Ann Oak', 'ann@oak.test', 'Hello']);
  assert.ok(!JSON.stringify(kept).includes('_wpcf7'));
  const keyed = { ...headers, 'idempotency-key': 'submission-9' };
  const one = await baton.post('/v1/hooks/contact', tags, keyed);
  const two = await baton.post('/v1/hooks/contact', tags, keyed);
  assert.deepEqual(two.body.leads, [{ lead: one.body.leads[0].lead, repeat: true }]);
  assert.equal(await count('contact'), 2);
});
