// The checker of the flows that hurt a server: reads the whole log, what the server says of it, and
// what a receiver was sent, and complains of anything that was lost, doubled or out of turn.
//
//   const { log } = await audit(baton, { company, answered, closed })      the log and the 201s
//   await auditTold(baton, receiver, log)                                  the notifications
//
// `company` (see company.mjs) says which capacities hold and how a pool's turns are shared;
// `answered` maps an Idempotency-Key to the body of its 201, `closed` holds leads whose closing was
// answered.
import assert from 'node:assert/strict';
import { until } from './server.mjs';

// The hour, day and week of a zone's clock that a moment lies in, as texts.
function periodsOf(at, zone) {
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

// Goes along the log, counts, and complains at the event that should not be: a gap, a time that runs
// back, a lead received or held twice, a capacity passed, a turn out of its share.
//
// company: { zone, people: { NAME: CAPACITY }, pools: { NAME: { capacity, weights } } }; a capacity is
// { open, hour, day, week }, each where there is one; `weights` ({ NAME: WEIGHT }) only of a pool whose
// members always can: then nobody is ever a whole lead off their share, which is what the chairman
// assignment promises.
export class Auditor {
  constructor({ zone = 'UTC', people = {}, pools = {} }) {
    Object.assign(this, { zone, people, pools });
    this.counts = new Map(); // 'NAME PERIOD KEY' → how many
    this.most = {}; // 'NAME PERIOD' → the highest that was reached
    this.leads = new Map(); // lead → { received, holder, closed }
    this.given = new Map(); // pool → { person → how many }
    this.seq = 0;
    this.at = '';
    this.periods = new Map(); // moments to the second → their periods, since asking is slow
  }

  add(name, capacity, period, key, by) {
    const place = `${name} ${period} ${key}`;
    const count = (this.counts.get(place) ?? 0) + by;
    this.counts.set(place, count);
    if (capacity?.[period] === undefined) return;
    assert.ok(count <= capacity[period], `${name}: ${period} ${count} of ${capacity[period]} at event ${this.seq}`);
    const most = `${name} ${period}`;
    this.most[most] = Math.max(this.most[most] ?? 0, count);
  }

  give(name, capacity, at) {
    this.add(name, capacity, 'open', '', 1);
    const second = at.slice(0, 19);
    if (!this.periods.has(second)) this.periods.set(second, periodsOf(at, this.zone));
    for (const [period, key] of Object.entries(this.periods.get(second))) this.add(name, capacity, period, key, 1);
  }

  take({ person, pool }) {
    this.add(person, this.people[person], 'open', '', -1);
    if (pool) this.add(pool, this.pools[pool]?.capacity, 'open', '', -1);
  }

  turn(pool, person) {
    const given = this.given.get(pool) ?? {};
    this.given.set(pool, given);
    given[person] = (given[person] ?? 0) + 1;
    const weights = this.pools[pool]?.weights;
    if (!weights) return;
    const whole = Object.values(weights).reduce((sum, weight) => sum + weight);
    const all = Object.values(given).reduce((sum, count) => sum + count);
    for (const [name, weight] of Object.entries(weights)) {
      const off = (given[name] ?? 0) - (all * weight) / whole;
      assert.ok(Math.abs(off) < 1, `event ${this.seq}: ${name} is ${off} turns off their share of ${pool}`);
    }
  }

  see(event) {
    assert.equal(event.seq, this.seq + 1, 'an event is missing or there twice');
    // Without their Z: a whole second says no fraction.
    assert.ok(event.at.slice(0, -1) >= this.at.slice(0, -1), `event ${event.seq}: time runs back from ${this.at} to ${event.at}`);
    this.seq = event.seq;
    this.at = event.at;
    if (!event.lead) return;
    const known = this.leads.get(event.lead);
    if (event.kind === 'received') {
      assert.equal(known, undefined, `event ${event.seq}: ${event.lead} is received again`);
      this.leads.set(event.lead, { received: event });
    } else {
      assert.ok(known, `event ${event.seq} is about a lead that nobody received`);
      assert.equal(known.closed, undefined, `event ${event.seq}: ${event.lead} was closed already`);
    }
    const lead = this.leads.get(event.lead);
    if (event.kind === 'closed') {
      lead.closed = event;
      if (lead.holder) this.take(lead.holder);
    } else if (event.state === 'assigned') {
      if (lead.holder) this.take(lead.holder);
      lead.holder = event;
      this.give(event.person, this.people[event.person], event.at);
      if (event.pool) {
        this.give(event.pool, this.pools[event.pool]?.capacity, event.at);
        this.turn(event.pool, event.person);
      }
    }
  }

  open(name) {
    return this.counts.get(`${name} open `) ?? 0;
  }
}

// Every event of the log, from the first to the one that a lead of its own, posted here, brings.
export async function wholeLog(baton) {
  const email = `last-${crypto.randomUUID()}@last.test`;
  const answer = await until('a last lead is taken', async () => {
    const said = await baton.post('/v1/leads', { email, source: 'last' });
    return said.status === 201 && said;
  }, { timeout: 60_000 });
  const line = await baton.events({ after: 0 });
  const log = [];
  while (log.at(-1)?.lead !== answer.body.lead) log.push(await line.next());
  line.cut();
  return log;
}

// Every 201 is in the log and among the leads, once, as it was answered, and nothing else is; the log
// keeps what Auditor asks; what the server says of people and turns is what the log adds up to.
// `others`: how many leads came besides those of `answered`. Only of logs that nothing was reassigned
// in. Gives { log, auditor }.
export async function audit(baton, { company, answered, closed = new Set(), others = 0 }) {
  const log = await wholeLog(baton);
  const auditor = new Auditor(company);
  for (const event of log) auditor.see(event);

  assert.equal(auditor.leads.size, answered.size + others + 1, 'as many leads as were answered, and the last');
  for (const [key, said] of answered) {
    const { received } = auditor.leads.get(said.lead) ?? assert.fail(`${key} got its 201 and is not in the log`);
    const decided = ({ state, person, pool, queue }) => ({ state, person: person ?? null, pool: pool ?? null, queue: queue ?? null });
    assert.deepEqual(decided(received), decided(said), `${key}: the log against the 201`);
  }
  for (const lead of closed) assert.ok(auditor.leads.get(lead).closed, `${lead} was closed and the log does not know`);

  const leads = await baton.all('/v1/leads', 'leads');
  assert.equal(leads.length, auditor.leads.size, 'the leads that are listed');
  assert.equal(new Set(leads.map((lead) => lead.fields.email)).size, leads.length, 'an address came twice');
  for (const { lead, person } of leads) assert.equal(person ?? undefined, auditor.leads.get(lead).holder?.person, lead);

  const { people } = (await baton.get('/v1/people')).body;
  for (const { person, open } of people) assert.equal(open, auditor.open(person), `open leads of ${person}`);
  if (log.length < 190_000) await auditLedgers(baton, auditor, log);
  return { log, auditor };
}

// What the ledgers of the pools say was given, against the log.
async function auditLedgers(baton, auditor, log) {
  const from = encodeURIComponent(log[0].at);
  const to = encodeURIComponent(new Date(Date.parse(log.at(-1).at) + 1000).toISOString());
  for (const [pool, given] of auditor.given) {
    const { status, text, body } = await baton.get(`/v1/pools/${pool}/ledger?from=${from}&to=${to}&limit=1`);
    assert.equal(status, 200, text);
    const said = Object.fromEntries(body.totals.filter((of) => of.given > 0).map((of) => [of.person, of.given]));
    assert.deepEqual(said, given, `the ledger of ${pool}`);
  }
}

// Every assignment of the log reached the receiver's hook, as it was, and whatever came again came
// under the same id. Waits until nothing is under way any more; `timeout` milliseconds, since what a
// dead node had under way waits for the end of its lease.
export async function auditTold(baton, receiver, log, { timeout = 90_000 } = {}) {
  const assigned = new Map(log.filter((event) => event.state === 'assigned').map((event) => [event.lead, event.person]));
  await until('every assignment is told', async () => {
    const { status, body } = await baton.get('/v1/deliveries?state=pending,under_way,dead&limit=1');
    if (status !== 200 || body.deliveries.length > 0) return false;
    const leads = new Set(receiver.hooks.items.map((item) => item.payload.data.lead.id));
    return [...assigned.keys()].every((lead) => leads.has(lead));
  }, { timeout, every: 200 });
  const leadOf = new Map(); // id → lead
  for (const { id, payload, complaints } of receiver.hooks.items) {
    assert.deepEqual(complaints, []);
    const { lead, person } = payload.data;
    assert.equal(person.id, assigned.get(lead.id), `${lead.id} was told to be somebody else's`);
    assert.equal(leadOf.get(id) ?? lead.id, lead.id, `${id} stands for two notifications`);
    leadOf.set(id, lead.id);
  }
  assert.equal(leadOf.size, new Set(leadOf.values()).size, 'one notification came under two ids');
  return { messages: receiver.hooks.items.length, notifications: leadOf.size };
}
