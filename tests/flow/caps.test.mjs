// Caps are exact: 64 clients at once, who send leads and close them, never bring anybody past an open,
// hour, day or week capacity, nor a pool past its own; and everybody comes up against one of
// theirs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBaton } from './server.mjs';

const zone = 'America/New_York';
const caps = {
  ann: { open: 7 },
  ben: { day: 11 },
  cleo: { week: 13 },
  dan: { open: 3, day: 9 },
  eva: { hour: 8 },
  fay: { open: 2, week: 10 },
};
const poolCaps = { small: { open: 4, day: 21 } };
const inYaml = (capacity) => `{ ${Object.entries(capacity).map(([period, n]) => `${period}: ${n}`).join(', ')} }`;
const workspace = `workspace: acme
timezone: ${zone}
people:
${Object.entries(caps).map(([name, capacity]) => `  ${name}: { name: ${name}, email: ${name}@acme.test, capacity: ${inYaml(capacity)} }`).join('\n')}
  gus: { name: gus, email: gus@acme.test }
pools:
  team:  { members: [${Object.keys(caps).join(', ')}] }
  small: { members: [gus], capacity: ${inYaml(poolCaps.small)} }
queues: { rest: {} }
rules: [ { name: All, route: [ { pool: team }, { pool: small }, { queue: rest } ] } ]
`;

// The hour, day and week of the workspace's clock that a moment lies in, as texts.
function periodsOf(at) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' })
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() - ((noon.getUTCDay() + 6) % 7));
  // An hour that the clocks repeat is two hours: it is told apart by the moment it began.
  return { hour: String(Math.floor(new Date(at) / 3_600_000)), day, week: noon.toISOString().slice(0, 10) };
}

// Counts along the log, and complains at the event that goes past a cap.
class Auditor {
  constructor() {
    this.counts = new Map();
    this.holders = new Map();
    this.most = {};
  }
  add(name, capacity, period, key, by) {
    const place = `${name} ${period} ${key}`;
    const count = (this.counts.get(place) ?? 0) + by;
    this.counts.set(place, count);
    if (capacity?.[period] === undefined) return;
    assert.ok(count <= capacity[period], `${name}: ${period} ${count} of ${capacity[period]}`);
    const most = `${name} ${period}`;
    this.most[most] = Math.max(this.most[most] ?? 0, count);
  }
  give(name, capacity, at) {
    this.add(name, capacity, 'open', '', 1);
    for (const [period, key] of Object.entries(periodsOf(at))) this.add(name, capacity, period, key, 1);
  }
  see(event) {
    if (event.state === 'assigned') {
      this.holders.set(event.lead, event);
      this.give(event.person, caps[event.person], event.at);
      if (event.pool) this.give(event.pool, poolCaps[event.pool], event.at);
    } else if (event.kind === 'closed') {
      const { person, pool } = this.holders.get(event.lead);
      this.add(person, caps[person], 'open', '', -1);
      if (pool) this.add(pool, poolCaps[pool], 'open', '', -1);
    }
  }
}

test('64 clients at once pass no cap, and come up against each of them', async () => {
  const baton = await startBaton({ workspace });
  try {
    const client = async (number) => {
      for (let n = 0; n < 12; n += 1) {
        const sent = await baton.post('/v1/leads', { email: `c${number}n${n}@client${number}.test` });
        assert.equal(sent.status, 201, sent.text);
        if (sent.body.state !== 'assigned' || (number + n) % 2 !== 0) continue;
        const closed = await baton.post(`/v1/leads/${sent.body.lead}/close`, { lost: 'no answer' });
        assert.equal(closed.status, 200, closed.text);
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, number) => client(number)));
    const last = await baton.post('/v1/leads', { email: 'last@last.test' });
    const auditor = new Auditor();
    const events = await baton.events({ after: 0 });
    let leads = 0;
    for (;;) {
      const event = await events.next();
      if (event.kind === 'received') leads += 1;
      if (event.kind) auditor.see(event);
      if (event.lead === last.body.lead) break;
    }
    events.cut();
    assert.equal(leads, 64 * 12 + 1);
    for (const [name, capacity] of Object.entries({ ...caps, ...poolCaps })) {
      const full = Object.entries(capacity).filter(([period, limit]) => auditor.most[`${name} ${period}`] === limit);
      assert.ok(full.length > 0, `${name} came up against none of their caps`);
    }
    // What the server itself says is what the log adds up to.
    const { people } = (await baton.get('/v1/people')).body;
    for (const { person, open } of people) {
      assert.equal(open, auditor.counts.get(`${person} open `) ?? 0, person);
    }
  } finally {
    await baton.close();
  }
});
