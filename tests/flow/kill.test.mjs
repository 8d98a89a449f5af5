// `kill -9` at random moments under load, again and again: no lead that got its 201 is lost, none is
// taken or assigned twice, no notification is forgotten. KILLS= says how often (50, or as many as
// fit into half a minute), KILL_SECONDS= for how long; SEED= repeats a run's moments.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { startHttpReceiver } from './receivers/http.mjs';
import { startBaton, until } from './server.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007);
const seconds = Number(process.env.KILL_SECONDS ?? 0);
const kills = Number(process.env.KILLS ?? (seconds ? Infinity : 50));
const budget = seconds ? seconds * 1000 : process.env.KILLS ? Infinity : 30_000;
const clients = 8;
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;

const workspaceFor = (url) => `workspace: acme
people:
  sarah:    { name: Sarah Lee, email: sarah@acme.test }
  marcus:   { name: Marcus Oye, email: marcus@acme.test }
  jennifer: { name: Jennifer Kay, email: jen@acme.test }
pools:
  inside: { members: [sarah, marcus, jennifer] }
otherwise: { pool: inside }
channels:
  audit: { type: webhook, url: "${url}/hook", secret: "\${AUDIT_SECRET}", events: [assigned] }
notify: [audit]
`;

// Numbers in [0, 1) from a seed.
function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word = (word + Math.imul(word ^ (word >>> 7), word | 61)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// One source of leads: a key and an address each. What was not answered is sent again, with its key.
class Source {
  constructor(name) {
    this.name = name;
    this.count = 0;
    this.answered = new Map(); // key → the 201's body
    this.inDoubt = undefined;
  }

  async post(baton) {
    const key = (this.inDoubt ??= `${this.name}-${(this.count += 1)}`);
    const answer = await baton.post('/v1/leads', { email: `${key}@oak.test` }, { 'idempotency-key': key });
    assert.equal(answer.status, 201, answer.text);
    this.answered.set(key, answer.body);
    this.inDoubt = undefined;
  }

  // Until the server is gone.
  async flood(baton, isOver) {
    while (!isOver()) {
      try {
        await this.post(baton);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return;
      }
    }
  }
}

async function lastsUntilKilled(baton, sources, milliseconds) {
  let over = false;
  const floods = sources.map((source) => source.flood(baton, () => over));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await baton.end('SIGKILL');
  over = true;
  await Promise.all(floods);
}

// Every event of the log, from the first.
async function wholeLog(baton) {
  const last = (await baton.post('/v1/leads', { email: 'last@oak.test' }, { 'idempotency-key': 'last' })).body.lead;
  const line = await baton.events({ after: 0 });
  const log = [];
  while (log.at(-1)?.lead !== last) log.push(await line.next());
  line.cut();
  return log;
}

// What a killed process had under way is free for others a minute later; the minute is taken off.
function passLeases(baton) {
  execFileSync('sqlite3', [join(baton.data, 'baton.db'), 'UPDATE delivery SET due_at = 1, next_at = 1 WHERE state = 2']);
}

test(`killed at random moments under load (SEED=${seed})`, async (t) => {
  const roll = dice(seed);
  const receiver = await startHttpReceiver({ secret });
  const baton = await startBaton({ workspace: workspaceFor(receiver.url), args: ['--allow-private'], env: { AUDIT_SECRET: secret } });
  const sources = Array.from({ length: clients }, (_, n) => new Source(`s${n}`));
  const end = Date.now() + budget;
  let done = 0;
  try {
    while (done < kills && Date.now() < end) {
      const before = sources.map((source) => source.answered.size);
      await lastsUntilKilled(baton, sources, roll() * 250);
      await baton.start();
      done += 1;
      // What was answered since the last start is there, as it was answered.
      await Promise.all(sources.map(async (source, n) => {
        for (const [key, said] of [...source.answered].slice(before[n])) {
          const { status, body } = await baton.get(`/v1/leads/${said.lead}`);
          assert.deepEqual([status, body?.person, body?.state], [200, said.person, 'assigned'], `${key} after kill ${done}`);
        }
      }));
    }
    await baton.end();
    passLeases(baton);
    await baton.start();
    for (const source of sources) if (source.inDoubt) await source.post(baton);
    const answered = new Map(sources.flatMap((source) => [...source.answered]));
    t.diagnostic(`${done} kills, ${answered.size} leads, seed ${seed}`);
    assert.ok(done >= Math.min(kills, 5) && answered.size > 0);

    // A key that comes again gets its first answer, however many kills lie between.
    for (const source of sources) {
      const [key, said] = [...source.answered][Math.floor(roll() * source.answered.size)];
      const again = await baton.post('/v1/leads', { email: `${key}@oak.test` }, { 'idempotency-key': key });
      assert.deepEqual(again.body, said);
    }

    // The log has no gap; every lead was received once, and assigned once, to whom the answer said.
    const log = await wholeLog(baton);
    assert.deepEqual(log.map((event) => event.seq), log.map((_, n) => n + 1));
    const received = log.filter((event) => event.kind === 'received');
    assert.equal(new Set(received.map((event) => event.lead)).size, received.length);
    assert.equal(received.length, answered.size + 1);
    const byLead = new Map();
    for (const event of log) if (event.person) byLead.set(event.lead, [...(byLead.get(event.lead) ?? []), event.person]);
    for (const [key, said] of answered) assert.deepEqual(byLead.get(said.lead), [said.person], key);
    const addresses = (await baton.all('/v1/leads', 'leads')).map((lead) => lead.fields.email);
    assert.equal(new Set(addresses).size, addresses.length);
    assert.equal(addresses.length, received.length);

    // Each was told at least once; what came twice carries the same id.
    await until('every assignment is told', async () => {
      const { deliveries } = (await baton.get('/v1/deliveries?state=pending,under_way&limit=1')).body;
      return deliveries.length === 0;
    }, { timeout: 90_000, every: 250 });
    const told = new Map();
    for (const { id, payload, complaints } of receiver.hooks.items) {
      assert.deepEqual(complaints, []);
      assert.equal(told.get(id) ?? payload.data.lead.id, payload.data.lead.id);
      told.set(id, payload.data.lead.id);
    }
    assert.equal(new Set(told.values()).size, told.size, 'one id for each notification');
    const leads = new Set(told.values());
    const missing = [...answered.values()].filter((said) => !leads.has(said.lead));
    assert.deepEqual(missing, []);
    t.diagnostic(`${receiver.hooks.items.length} notifications of ${told.size} assignments`);
  } finally {
    await baton.close();
    await receiver.close();
  }
});
