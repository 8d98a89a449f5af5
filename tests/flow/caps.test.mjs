// Caps are exact: 64 clients at once, who send leads and close them, never bring anybody past an open,
// hour, day or week capacity, nor a pool past its own; and everybody comes up against one of
// theirs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Auditor } from './audit.mjs';
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
    const auditor = new Auditor({ zone, people: caps, pools: { small: { capacity: poolCaps.small } } });
    const events = await baton.events({ after: 0 });
    for (;;) {
      const event = await events.next();
      auditor.see(event);
      if (event.lead === last.body.lead) break;
    }
    events.cut();
    assert.equal(auditor.leads.size, 64 * 12 + 1);
    for (const [name, capacity] of Object.entries({ ...caps, ...poolCaps })) {
      const full = Object.entries(capacity).filter(([period, limit]) => auditor.most[`${name} ${period}`] === limit);
      assert.ok(full.length > 0, `${name} came up against none of their caps`);
    }
    // What the server itself says is what the log adds up to.
    const { people } = (await baton.get('/v1/people')).body;
    for (const { person, open } of people) {
      assert.equal(open, auditor.open(person), person);
    }
  } finally {
    await baton.close();
  }
});
