// Ten thousand notifications for a receiver that holds on to each of them: leads are taken as quickly as
// without it, the other channel is told, no more is kept in hand than the bounds say, every row shows its
// state and its last error, and in the end each message has arrived. Some two minutes: only with FAULTS=1.
// COUNT= says how many.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton, until } from './server.mjs';

const many = Number(process.env.COUNT ?? 10_000);
const perRequest = 500;
// The most calls that may be under way to one receiver (kMostInFlightOfChannel).
const mostAtOnce = 8;

const workspaceFor = (good, slow) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
rules:
  - { name: Told, when: lead.source == "told", route: { person: sarah }, notify: [good] }
otherwise: { person: sarah }
channels:
  good: { type: slack, webhook: "${good}/slack" }
  slow: { type: webhook, url: "${slow}/hook", events: [assigned] }
notify: []
`;

// Answers only when told to; remembers the id and the lead of whatever it has taken.
async function startHolder() {
  const holder = { isHolding: true, open: 0, most: 0, requests: 0, taken: new Map() };
  const waiting = new Set();
  const server = createServer(async (request, response) => {
    holder.requests += 1;
    holder.open += 1;
    holder.most = Math.max(holder.most, holder.open);
    response.on('close', () => (holder.open -= 1));
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (holder.isHolding) await new Promise((resolve) => waiting.add(resolve));
    if (response.destroyed) return; // it was given up: not taken
    holder.taken.set(request.headers['webhook-id'], JSON.parse(body).data.lead.id);
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  holder.url = `http://127.0.0.1:${server.address().port}`;
  holder.release = () => {
    holder.isHolding = false;
    for (const go of waiting) go();
  };
  holder.close = async () => {
    holder.release();
    server.close();
    server.closeAllConnections();
  };
  return holder;
}

const residentMb = (baton) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${baton.child.pid}/status`, 'utf8'))[1]) / 1024;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

// One lead after another: the median of how long each took, in milliseconds.
async function intake(baton, count, source) {
  const times = [];
  const leads = [];
  for (let n = 0; n < count; n++) {
    const from = performance.now();
    const answer = await baton.post('/v1/leads', { email: `${source}${n}@oak.test`, source });
    times.push(performance.now() - from);
    assert.equal(answer.status, 201, answer.text);
    leads.push(answer.body.lead);
  }
  return { middle: median(times), leads };
}

async function pour(baton, count) {
  const leads = [];
  for (let from = 0; from < count; from += perRequest) {
    const lines = Array.from({ length: Math.min(perRequest, count - from) }, (_, n) => JSON.stringify({ email: `p${from + n}@oak.test` }));
    const answer = await baton.post('/v1/leads/batch', lines.join('\n'), { 'content-type': 'application/x-ndjson' });
    assert.equal(answer.status, 200, answer.text);
    for (const line of answer.text.trim().split('\n')) leads.push(JSON.parse(line).lead);
  }
  return leads;
}

test(`${many} notifications to a receiver that holds on to them`, { skip: process.env.FAULTS !== '1' && !process.env.COUNT, timeout: 600_000 }, async (t) => {
  const good = await startHttpReceiver();
  const slow = await startHolder();
  const baton = await startBaton({ workspace: workspaceFor(good.url, slow.url), args: ['--allow-private'] });
  try {
    await intake(baton, 50, 'warm');
    const before = await intake(baton, 300, 'before');
    const expected = new Set(await pour(baton, many));
    await until('the receiver has its hands full', () => slow.open === mostAtOnce);
    const loaded = residentMb(baton);

    // Intake and the other channel, while it holds.
    const meanwhile = await intake(baton, 300, 'meanwhile');
    const told = await intake(baton, 20, 'told');
    const heard = await good.slack.waitForAll(20, () => true, { timeout: 30_000 });
    assert.deepEqual(heard.flatMap((message) => message.complaints), []);
    t.diagnostic(`intake: ${before.middle.toFixed(2)} ms before, ${meanwhile.middle.toFixed(2)} ms while it holds; ${loaded.toFixed(0)} MB`);
    assert.ok(meanwhile.middle < 3 * before.middle + 2, `${meanwhile.middle} ms against ${before.middle} ms`);
    for (const { leads } of [meanwhile, told]) for (const lead of leads) expected.add(lead);

    // Held for longer than a call may take, it is given up for now, and says so.
    const waiting = await until('a row says why it waits', async () => {
      const rows = await baton.all('/v1/deliveries?channel=slow&state=pending', 'deliveries');
      return rows.find((row) => row.last_error);
    }, { timeout: 60_000, every: 1_000 });
    assert.ok(waiting.attempts >= 1 && Date.parse(waiting.next_at) > Date.parse(waiting.created_at));
    const metrics = (await baton.get('/metrics')).text;
    const gauge = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)[1]);
    assert.ok(gauge('baton_deliveries_in_flight') <= 64);
    assert.ok(gauge('baton_deliveries_outstanding') <= 2_000, 'the log is the queue: no more is planned ahead than that');
    assert.ok(slow.most <= mostAtOnce, `${slow.most} calls at once`);

    // Through a kill, and it lets go.
    await baton.restart({ signal: 'SIGKILL' });
    slow.release();
    for (const { leads } of [before]) for (const lead of leads) expected.add(lead);
    const arrived = () => new Set(slow.taken.values());
    await until('each has arrived', () => {
      const there = arrived();
      return [...expected].every((lead) => there.has(lead));
    }, { timeout: 500_000, every: 1_000 });
    assert.equal(slow.taken.size, arrived().size, 'one id a message, however often it came');
    await until('none waits', async () => {
      const { body } = await baton.get('/v1/deliveries?channel=slow&state=pending,under_way&limit=1');
      return body.deliveries.length === 0;
    }, { timeout: 60_000, every: 500 });
    const { body } = await baton.get('/v1/deliveries?channel=slow&state=dead&limit=1');
    assert.deepEqual(body.deliveries, []);
    assert.ok(residentMb(baton) < loaded + 200, `${residentMb(baton)} MB`);
  } finally {
    await slow.close();
    await baton.close();
    await good.close();
  }
});
