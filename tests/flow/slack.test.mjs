// A Slack app over a double of its Web API: a lead reaches the person directly and their pool's channel;
// what they press is done, once, as theirs, and the message then says what happened. Signatures are held
// against @slack/bolt's own check, payloads against @slack/types and @slack/web-api's types.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import bolt from '@slack/bolt';
import { press, startSlackApi } from './receivers/slack-api.mjs';
import { startBaton, until } from './server.mjs';

const secret = 'the app signs with this';
const token = 'xoxb-the-bot';
const here = fileURLToPath(new URL('.', import.meta.url));

const workspaceFor = (url) => `workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test, slack: U0DANA }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus, slack: U0SARAH }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside, notify: true }
rules:
  - { name: Alone, when: lead.employees < 10, route: { person: sarah } }
  - { name: Later, when: lead.freemail, route: { queue: nurture } }
otherwise: { pool: inside }
channels:
  desk: { type: slack, token: "\${SLACK_TOKEN}", secret: "\${SLACK_SECRET}", pools: { inside: C0INSIDE }, url: "${url}" }
notify: [desk]
`;

async function withWorld(use) {
  const slack = await startSlackApi({ token, members: { U0DANA: 'dana@acme.test', U0SARAH: 'sarah@acme.test', U0MARCUS: 'marcus@acme.test', U0GUEST: 'guest@elsewhere.test' } });
  let baton;
  try {
    baton = await startBaton({
      workspace: workspaceFor(slack.url),
      args: ['--allow-private', '--public-url', 'https://baton.acme.test'],
      env: { SLACK_TOKEN: token, SLACK_SECRET: secret },
    });
    await use({ baton, slack });
  } finally {
    await baton?.close();
    await slack.close();
  }
}

const posted = (slack, channel, lead) =>
  slack.calls
    .waitFor(({ method, payload, answer }) => method === 'chat.postMessage' && answer?.ok && payload.channel === channel && payload.metadata.event_payload.lead === lead)
    .then(({ payload, answer }) => ({ channel, ts: answer.ts, message: payload }));

const pressing = (baton, where, action, user, more = {}) => {
  const { body, headers } = press({ ...where, action, user, secret, ...more });
  return baton.post('/v1/hooks/slack', body, headers);
};

const updated = (slack, { channel, ts }, says = /./, options = {}) =>
  slack.calls.waitFor(({ method, payload, answer }) => method === 'chat.update' && answer?.ok && payload.channel === channel && payload.ts === ts && says.test(payload.text), options);

const buttons = (message) => (message.blocks.find((block) => block.type === 'actions')?.elements ?? []).map((element) => element.action_id);
const remarks = (slack) => slack.calls.items.filter(({ method }) => method === 'chat.postEphemeral').map(({ payload }) => payload);
const noComplaints = (slack) => assert.deepEqual(slack.calls.items.flatMap(({ complaints }) => complaints), []);
const submit = async (baton, fields = {}) => (await baton.post('/v1/leads', { name: 'Ann Oak', email: 'ann@oak.test', employees: 40, ...fields })).body;
const kinds = async (baton, lead) => (await baton.get(`/v1/leads/${lead}/history`)).body.events.map((event) => event.kind);

// What came, as TypeScript that has to compile against Slack's own types.
function checkTypes(calls) {
  const folder = mkdtempSync(join(here, '.types-'));
  try {
    const kind = { 'chat.postMessage': 'ChatPostMessageArguments', 'chat.update': 'ChatUpdateArguments', 'chat.postEphemeral': 'ChatPostEphemeralArguments', 'conversations.open': 'ConversationsOpenArguments' };
    const typed = calls.filter(({ method }) => method in kind);
    const blocks = typed.flatMap(({ payload }) => payload.blocks ?? []);
    const source = [
      `import type { KnownBlock } from '@slack/types';`,
      `import type { ${Object.values(kind).join(', ')} } from '@slack/web-api';`,
      ...typed.map(({ method, payload }, n) => `export const call${n}: ${kind[method]} = ${JSON.stringify(payload)};`),
      `export const blocks: KnownBlock[] = ${JSON.stringify(blocks)};`,
    ];
    writeFileSync(join(folder, 'payloads.ts'), source.join('\n'));
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
    execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), ...flags, join(folder, 'payloads.ts')], { cwd: here, encoding: 'utf8' });
    return typed.length;
  } catch (error) {
    throw new Error(`Slack's types refuse it: ${error.stdout ?? error.message}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a press is theirs, once, and the message says what happened', async () => {
  await withWorld(async ({ baton, slack }) => {
    const { lead, person } = await submit(baton);
    assert.equal(person, 'sarah');
    const direct = await posted(slack, 'D0SARAH', lead);
    const room = await posted(slack, 'C0INSIDE', lead);
    for (const { message } of [direct, room]) assert.deepEqual(buttons(message), ['acknowledge', 'pass_on', 'open']);
    const first = await pressing(baton, direct, 'acknowledge', 'U0SARAH');
    assert.deepEqual([first.status, first.text], [200, '']);
    const { payload } = await updated(slack, direct, /Sarah Lee took it after \d+ s/);
    assert.deepEqual(buttons(payload), ['open']);
    // Again, and in the other message.
    assert.equal((await pressing(baton, direct, 'acknowledge', 'U0SARAH')).status, 200);
    assert.equal((await pressing(baton, room, 'acknowledge', 'U0SARAH')).status, 200);
    await updated(slack, room, /Sarah Lee took it after/);
    assert.equal((await kinds(baton, lead)).filter((kind) => kind === 'acknowledged').length, 1);
    const { events } = (await baton.get(`/v1/leads/${lead}/history`)).body;
    assert.equal(events.find((event) => event.kind === 'acknowledged').actor, 'slack:sarah');
    assert.deepEqual(remarks(slack), []);
    noComplaints(slack);
    assert.ok(checkTypes(slack.calls.items) >= 5);
    const listed = (await baton.get(`/v1/deliveries?lead=${lead}`)).body.deliveries;
    assert.ok(listed.some((row) => row.kind === 'pressed'));
    assert.ok(!JSON.stringify(listed).includes(secret) && !JSON.stringify(listed).includes(token));
  });
});

test('a press in one message brings the others about the lead up to date', async () => {
  await withWorld(async ({ baton, slack }) => {
    const { lead } = await submit(baton);
    const direct = await posted(slack, 'D0SARAH', lead);
    const room = await posted(slack, 'C0INSIDE', lead);
    const other = (await submit(baton, { employees: 5 })).lead;
    const untouched = await posted(slack, 'D0SARAH', other);
    await pressing(baton, room, 'acknowledge', 'U0SARAH');
    for (const where of [room, direct]) {
      const { payload } = await updated(slack, where, /Sarah Lee took it after \d+ s/);
      assert.deepEqual(buttons(payload), ['open']);
    }
    assert.equal(slack.calls.items.filter(({ method, payload }) => method === 'chat.update' && payload.ts === untouched.ts).length, 0);
    noComplaints(slack);
  });
});

test('what bolt would not believe is refused, and changes nothing', async () => {
  await withWorld(async ({ baton, slack }) => {
    const { lead } = await submit(baton);
    const direct = await posted(slack, 'D0SARAH', lead);
    const boltTakes = ({ body, headers }) => bolt.isValidSlackRequest({ signingSecret: secret, body, headers });
    for (const wrong of [{ signWith: 'guess' }, { age: 400 }, { age: 4000 }]) {
      const made = press({ ...direct, action: 'acknowledge', user: 'U0SARAH', secret, ...wrong });
      assert.equal(boltTakes(made), false);
      const refused = await baton.post('/v1/hooks/slack', made.body, made.headers);
      assert.equal(refused.status, 401, refused.text);
      assert.ok(!refused.text.includes(secret));
    }
    const good = press({ ...direct, action: 'acknowledge', user: 'U0SARAH', secret });
    const changed = { ...good, body: good.body.replace('acknowledge', 'pass_on') };
    assert.equal(boltTakes(changed), false);
    assert.equal((await baton.post('/v1/hooks/slack', changed.body, changed.headers)).status, 401);
    assert.equal((await baton.post('/v1/hooks/slack', good.body, { 'content-type': good.headers['content-type'] })).status, 401);
    assert.equal((await baton.get(`/v1/leads/${lead}`)).body.state, 'assigned');
    assert.equal(boltTakes(good), true);
    assert.equal((await baton.post('/v1/hooks/slack', good.body, good.headers)).status, 200);
    assert.equal((await baton.get(`/v1/leads/${lead}`)).body.state, 'acknowledged');
  });
});

test('a lead that went on to another stays there, and the one who pressed is told', async () => {
  await withWorld(async ({ baton, slack }) => {
    const { lead } = await submit(baton);
    const direct = await posted(slack, 'D0SARAH', lead);
    assert.equal((await baton.post(`/v1/leads/${lead}/reassign`, { to: { person: 'marcus' } })).status, 200);
    for (const action of ['acknowledge', 'pass_on']) {
      assert.equal((await pressing(baton, direct, action, 'U0SARAH')).status, 200);
    }
    const { payload } = await updated(slack, direct, /Lead passed on to Marcus Oye/);
    assert.deepEqual(buttons(payload), ['open']);
    await until('both presses are remarked on', () => remarks(slack).length === 2);
    for (const remark of remarks(slack)) {
      assert.equal(remark.user, 'U0SARAH');
      assert.match(remark.text, /^The lead is with "marcus"/);
    }
    const { state, person } = (await baton.get(`/v1/leads/${lead}`)).body;
    assert.deepEqual([state, person], ['assigned', 'marcus']);
    noComplaints(slack);
  });
});

test('passing on goes to the others of the pool, else to the backup; taking from a queue works, too', async () => {
  await withWorld(async ({ baton, slack }) => {
    const { lead } = await submit(baton);
    const direct = await posted(slack, 'D0SARAH', lead);
    await pressing(baton, direct, 'pass_on', 'U0SARAH');
    await updated(slack, direct, /Lead passed on to Marcus Oye/);
    // Marcus is known by his address alone: found for the message, and asked for when he presses.
    const next = await posted(slack, 'D0MARCUS', lead);
    await pressing(baton, next, 'acknowledge', 'U0MARCUS');
    await updated(slack, next, /Marcus Oye took it after/);
    const alone = await submit(baton, { employees: 3, email: 'ben@oak.test' });
    assert.equal(alone.person, 'sarah');
    await pressing(baton, await posted(slack, 'D0SARAH', alone.lead), 'pass_on', 'U0SARAH');
    await until('the backup has it', async () => (await baton.get(`/v1/leads/${alone.lead}`)).body.person === 'marcus');
    const queued = await submit(baton, { email: 'eve@gmail.com' });
    assert.equal(queued.state, 'queued');
    const offer = await posted(slack, 'C0INSIDE', queued.lead);
    assert.deepEqual(buttons(offer.message), ['claim', 'open']);
    // Somebody from elsewhere cannot, and is told so.
    await pressing(baton, offer, 'claim', 'U0GUEST');
    await until('the guest is told', () => remarks(slack).some((remark) => remark.user === 'U0GUEST' && /does not know you/.test(remark.text)));
    await pressing(baton, offer, 'claim', 'U0MARCUS');
    await updated(slack, offer, /Marcus Oye/);
    assert.equal((await baton.get(`/v1/leads/${queued.lead}`)).body.person, 'marcus');
    noComplaints(slack);
  });
});

test('an answer of Slack that is lost, a Slack that is away and a kill in between', async () => {
  await withWorld(async ({ baton, slack }) => {
    Object.assign(slack, { mode: 'lose', only: 'chat.postMessage' });
    const { lead } = await submit(baton);
    await slack.calls.waitForAll(2, ({ method, payload }) => method === 'chat.postMessage' && payload.channel === 'D0SARAH');
    slack.mode = 'ok';
    const twice = slack.calls.items.filter(({ method, payload }) => method === 'chat.postMessage' && payload.channel === 'D0SARAH');
    assert.equal(new Set(twice.map(({ payload }) => payload.metadata.event_payload.delivery)).size, 1);
    const [{ payload, answer }] = twice;
    const direct = { channel: 'D0SARAH', ts: answer.ts, message: payload };
    Object.assign(slack, { mode: 'lose', only: 'chat.update' });
    await pressing(baton, direct, 'acknowledge', 'U0SARAH');
    await slack.calls.waitForAll(2, ({ method }) => method === 'chat.update');
    slack.mode = 'ok';
    assert.match(slack.messages.get(`D0SARAH ${direct.ts}`).text, /Sarah Lee took it after/);
    // The press is durable before its answer: what the message says comes after a kill, too.
    const second = await submit(baton, { employees: 3, email: 'ben@oak.test' });
    const other = await posted(slack, 'D0SARAH', second.lead);
    Object.assign(slack, { mode: 'away', only: 'chat.update' });
    assert.equal((await pressing(baton, other, 'acknowledge', 'U0SARAH')).status, 200);
    await baton.end('SIGKILL');
    Object.assign(slack, { mode: 'ok', only: undefined });
    await baton.start();
    await updated(slack, other, /Sarah Lee took it after/, { timeout: 20_000 });
    assert.equal((await kinds(baton, second.lead)).filter((kind) => kind === 'acknowledged').length, 1);
  });
});

test('a Slack that asks for patience gets it, and a token that is no good is told and mended by hand', async () => {
  await withWorld(async ({ baton, slack }) => {
    Object.assign(slack, { mode: 'busy', only: 'chat.postMessage' });
    const { lead } = await submit(baton, { employees: 3 });
    const busy = await slack.calls.waitFor(({ method, mode }) => method === 'chat.postMessage' && mode === 'busy');
    slack.mode = 'ok';
    await posted(slack, 'D0SARAH', lead);
    const taken = slack.calls.items.find(({ method, answer }) => method === 'chat.postMessage' && answer?.ok);
    assert.ok(taken.at - busy.at >= 1000, `Retry-After: 1, and it came after ${taken.at - busy.at} ms`);
    slack.token = 'xoxb-another';
    const later = await submit(baton, { employees: 3, email: 'ben@oak.test' });
    const waiting = await until('the failure is listed', async () => {
      const rows = (await baton.get(`/v1/deliveries?lead=${later.lead}`)).body.deliveries;
      return rows.find((row) => row.last_error?.includes('invalid_auth'));
    });
    assert.equal(waiting.state, 'pending');
    assert.ok(!JSON.stringify(waiting).includes(token));
    slack.token = token;
    assert.ok([200, 409].includes((await baton.post(`/v1/deliveries/${waiting.id}/retry`, {})).status));
    await posted(slack, 'D0SARAH', later.lead);
  });
});

test('from the press to the message that says so: under a second for 99 of 100', async (t) => {
  await withWorld(async ({ baton, slack }) => {
    const times = [];
    for (let n = 0; n < 100; n++) {
      const { lead } = await submit(baton, { employees: 3, email: `lead${n}@oak.test` });
      const direct = await posted(slack, 'D0SARAH', lead);
      const began = performance.now();
      const answered = await pressing(baton, direct, 'acknowledge', 'U0SARAH');
      assert.equal(answered.status, 200);
      assert.ok(performance.now() - began < 3000);
      times.push((await updated(slack, direct)).at - began);
    }
    times.sort((a, b) => a - b);
    t.diagnostic(`press to updated message: p50 ${times[49].toFixed(1)} ms, p99 ${times[98].toFixed(1)} ms`);
    assert.ok(times[98] < 1000, `p99 ${times[98]} ms`);
  });
});
