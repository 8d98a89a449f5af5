// What form tools and ad platforms post, signed by node's own crypto: leads once each, also when the
// server is killed between a post and its repeat; leads that Meta only names are fetched, and asked
// for again while Meta is away.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startBaton } from './server.mjs';

const secrets = { TYPEFORM: 'typeform secret', META: 'app secret', VERIFY: 'open sesame', META_TOKEN: 'page token', CALENDLY: 'signing key' };
const workspaceFor = (graph) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
rules:
  - { name: Large, when: lead.employees >= 1000, route: { person: marcus } }
otherwise: { pool: inside }
hooks:
  talk: { type: typeform, secret: "\${TYPEFORM}", map: { employees: size } }
  ads: { type: meta, secret: "\${META}", verify: "\${VERIFY}", token: "\${META_TOKEN}", url: "${graph}" }
  demo: { type: calendly, secret: "\${CALENDLY}" }
`;

// A Graph API with the leads that it is given; without any it answers 500.
async function startGraph() {
  const leads = new Map();
  const asked = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    const lead = leads.get(request.url.slice(1).split('?')[0]);
    response.writeHead(lead ? 200 : 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify(lead ?? { error: { message: 'later' } }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { leads, asked, url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done)) };
}

async function withWorld(use) {
  const graph = await startGraph();
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(graph.url), args: ['--allow-private'], env: secrets });
    await use({ baton, graph });
  } finally {
    await baton?.close();
    await graph.close();
  }
}

const typeform = (token, email, size) => ({
  event_id: `event-${token}`,
  event_type: 'form_response',
  form_response: {
    token,
    definition: { fields: [{ id: 'a', ref: 'r', title: 'Where can we write to?' }, { id: 'b', ref: 'size', title: 'How many?' }] },
    answers: [
      { type: 'email', email, field: { id: 'a', ref: 'r' } },
      { type: 'number', number: size, field: { id: 'b', ref: 'size' } },
    ],
  },
});
const signTypeform = (body, secret = secrets.TYPEFORM) => ({
  'typeform-signature': `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('base64')}`,
});

test('a form response is a lead once, over repeats and a kill', async () => {
  await withWorld(async ({ baton }) => {
    const body = typeform('t1', 'ann@oak.test', 4000);
    const first = await baton.post('/v1/hooks/talk', body, signTypeform(body));
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(first.body.leads.map((each) => each.repeat), [false]);
    const { lead } = first.body.leads[0];
    await baton.restart({ signal: 'SIGKILL' });
    const again = await baton.post('/v1/hooks/talk', body, signTypeform(body));
    assert.deepEqual(again.body.leads, [{ lead, repeat: true }]);
    const kept = (await baton.get(`/v1/leads/${lead}`)).body;
    assert.deepEqual([kept.person, kept.rule, kept.source, kept.external_id], ['marcus', 'Large', 'talk', 't1']);
    assert.equal((await baton.all('/v1/leads', 'leads')).length, 1);
  });
});

test('another secret, a changed byte and an old signature are refused, and no secret is told', async () => {
  await withWorld(async ({ baton }) => {
    const body = typeform('t1', 'ann@oak.test', 5);
    const guess = await baton.post('/v1/hooks/talk', body, signTypeform(body, 'guess'));
    assert.equal(guess.status, 401);
    const changed = await baton.post('/v1/hooks/talk', { ...body, more: 1 }, signTypeform(body));
    assert.equal(changed.status, 401);
    const invitee = { event: 'invitee.created', payload: { uri: 'https://calendly.test/i/1', email: 'ann@oak.test', name: 'Ann' } };
    const signed = (age) => {
      const t = Math.floor(Date.now() / 1000) - age;
      const v1 = createHmac('sha256', secrets.CALENDLY).update(`${t}.${JSON.stringify(invitee)}`).digest('hex');
      return { 'calendly-webhook-signature': `t=${t},v1=${v1}` };
    };
    assert.equal((await baton.post('/v1/hooks/demo', invitee, signed(600))).status, 401);
    assert.equal((await baton.all('/v1/leads', 'leads')).length, 0);
    assert.equal((await baton.post('/v1/hooks/demo', invitee, signed(5))).status, 200);
    for (const { text } of [guess, changed, await baton.get('/v1/workspace')]) {
      for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), text);
    }
  });
});

test('leads that Meta names are fetched; while Meta is away, it is asked to come again', async () => {
  await withWorld(async ({ baton, graph }) => {
    const hello = await baton.get('/v1/hooks/ads?hub.mode=subscribe&hub.challenge=42&hub.verify_token=open%20sesame');
    assert.deepEqual([hello.status, hello.text], [200, '42']);
    const body = { object: 'page', entry: [{ changes: [{ field: 'leadgen', value: { leadgen_id: 901 } }, { field: 'leadgen', value: { leadgen_id: 902 } }] }] };
    const post = () =>
      baton.post('/v1/hooks/ads', body, { 'x-hub-signature-256': `sha256=${createHmac('sha256', secrets.META).update(JSON.stringify(body)).digest('hex')}` });
    graph.leads.set('901', { id: '901', field_data: [{ name: 'full_name', values: ['Ann Oak'] }, { name: 'email', values: ['ann@oak.test'] }] });
    const half = await post();
    assert.equal(half.status, 503);
    assert.ok(half.headers.get('retry-after'));
    assert.match(half.body.detail, /lead 902 cannot be fetched/);
    graph.leads.set('902', { id: '902', field_data: [{ name: 'email', values: ['ben@oak.test'] }] });
    const whole = await post();
    assert.deepEqual(whole.body.leads.map((each) => each.repeat), [true, false]);
    const leads = await baton.all('/v1/leads', 'leads');
    assert.deepEqual(leads.map((each) => each.external_id ?? each.source).length, 2);
    assert.ok(graph.asked.every(({ url, authorization }) => authorization === 'Bearer page token' && !url.includes('token')));
  });
});
