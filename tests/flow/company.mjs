// The company that the flows hurt, and those who send it leads: clients that go on whatever happens
// to the server, as careful clients do. What was not answered is sent again, with its key, to the
// next node.
//
//   const load = new Load([baton], { seed });      nodes may be restarted and replaced meanwhile
//   load.start();  …  await load.finish();          load.answered, load.closed: for audit.mjs
import assert from 'node:assert/strict';
import { until } from './server.mjs';

const zone = 'America/New_York';
const people = { sarah: {}, marcus: {}, jennifer: {}, gus: { open: 3 }, fay: { open: 2 } };
const pools = {
  inside: { weights: { sarah: 3, marcus: 2, jennifer: 1 } },
  small: { capacity: { open: 4 } },
};

export const company = { zone, people, pools };

export const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
export const environment = { AUDIT_SECRET: secret };

// The document; `url` is the receiver's, and without one nobody is notified.
export function workspaceFor(url) {
  return `workspace: acme
timezone: ${zone}
people:
  sarah:    { name: Sarah Lee, email: sarah@acme.test }
  marcus:   { name: Marcus Oye, email: marcus@acme.test }
  jennifer: { name: Jennifer Kay, email: jen@acme.test }
  gus:      { name: Gus Hall, email: gus@acme.test, capacity: { open: ${people.gus.open} } }
  fay:      { name: Fay Wood, email: fay@acme.test, capacity: { open: ${people.fay.open} } }
pools:
  inside: { members: [ { person: sarah, weight: 3 }, { person: marcus, weight: 2 }, jennifer ] }
  small:  { members: [gus, fay], capacity: { open: ${pools.small.capacity.open} } }
queues: { rest: {} }
rules:
  - { name: Fair, when: 'lead.source == "fair"', route: [ { pool: small }, { queue: rest } ] }
  - { name: Last, when: 'lead.source == "last"', route: { queue: rest } }
otherwise: { pool: inside }
${url ? `channels:
  audit: { type: webhook, url: "${url}/hook", secret: "\${AUDIT_SECRET}", events: [assigned] }
notify: [audit]
` : ''}`;
}

// Numbers in [0, 1) from a seed.
export function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word = (word + Math.imul(word ^ (word >>> 7), word | 61)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Load {
  // patience: milliseconds a client waits for an answer before it turns to the next node.
  constructor(nodes, { clients = 8, seed = 1, name = 's', patience = 60_000 } = {}) {
    Object.assign(this, { nodes, name, patience });
    this.roll = dice(seed);
    this.answered = new Map(); // key → the 201's body
    this.closed = new Set();
    this.refused = 0; // 503s
    this.lost = 0; // connections that were refused or broke off
    this.unfinished = 0; // requests that failed without a 503 or a connection that was never made
    this.late = 0; // answers that did not come within `patience`
    this.slowest = 0; // milliseconds, of all answers
    this.clients = Array.from({ length: clients }, (_, number) => ({ number, node: number % nodes.length, count: 0 }));
  }

  start() {
    this.isOver = false;
    this.running = this.clients.map((client) => this.run(client));
    // A complaint is told when finish() is asked; until then it must not end the process.
    for (const running of this.running) running.catch((problem) => (this.problem ??= problem));
  }

  // Until `more` leads have got their 201 since now.
  takes(more = 20, { timeout = 60_000 } = {}) {
    const wanted = this.answered.size + more;
    return until('leads are taken', () => {
      if (this.problem) throw this.problem;
      return this.answered.size >= wanted;
    }, { timeout });
  }

  // Lets what is under way come to its end: everything that was begun is answered.
  async finish() {
    this.isOver = true;
    await Promise.all(this.running);
  }

  // For the end of a test that may have failed: no client asks again.
  abandon() {
    this.isOver = true;
    this.isAbandoned = true;
  }

  async run(client) {
    while (!this.isOver) {
      const key = `${this.name}${client.number}-${(client.count += 1)}`;
      const isFair = this.roll() < 0.25;
      const lead = { email: `${key}@oak.test`, source: isFair ? 'fair' : 'site' };
      const { body } = await this.insist(client, '/v1/leads', lead, { 'idempotency-key': key }, [201]);
      this.answered.set(key, body);
      if (isFair && body.state === 'assigned' && this.roll() < 0.7) {
        await this.insist(client, `/v1/leads/${body.lead}/close`, { lost: 'no answer' }, {}, [200]);
        this.closed.add(body.lead);
      }
    }
  }

  // Asks until it is answered with one of `wanted`, of whichever node.
  async insist(client, path, body, headers, wanted) {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.ask(client, path, body, headers);
      if (answer && wanted.includes(answer.status)) return answer;
      assert.ok(!this.isAbandoned, 'the clients were sent home');
      // What was in doubt had been done.
      if (answer?.status === 409 && tries > 1) return answer;
      if (answer) {
        assert.equal(answer.status, 503, `${path}: ${answer.text}`);
        assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, answer.text);
        this.refused += 1;
      }
      client.node = (client.node + 1) % this.nodes.length;
      await pause(Math.min(5 * tries, 100));
    }
  }

  async ask(client, path, body, headers) {
    const begun = performance.now();
    try {
      const answer = await this.nodes[client.node].post(path, body, headers, { signal: AbortSignal.timeout(this.patience) });
      this.slowest = Math.max(this.slowest, performance.now() - begun);
      return answer;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      if (error.name === 'TimeoutError') this.late += 1;
      else this.lost += 1;
      if (error.cause?.code !== 'ECONNREFUSED') this.unfinished += 1;
      return undefined;
    }
  }
}
