// More load than there is room for: what is past the limits gets 503 and is told when to come again, and
// those who are served are served as quickly as before. The store is made slow, so that it is the limit
// and not this machine: a commit takes a fifth of a second more.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startBaton, until } from './server.mjs';

const slowDown = (postgres, seconds = 0.2) =>
  postgres.sql(`
    CREATE FUNCTION wait_a_little() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${seconds}); RETURN NULL; END';
    CREATE TRIGGER slow AFTER UPDATE OF seq ON workspace FOR EACH STATEMENT EXECUTE FUNCTION wait_a_little()`);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

// `clients` send leads one after the other, `each` of them: how long the answers took.
async function latencies(baton, name, clients, each) {
  const took = [];
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let n = 0; n < each; n += 1) {
      const begun = performance.now();
      const answer = await baton.post('/v1/leads', { email: `${name}-${client}-${n}@oak.test` });
      assert.equal(answer.status, 201, answer.text);
      took.push(performance.now() - begun);
    }
  }));
  return took;
}

test('four times the clients wait no longer: they share a commit', async (t) => {
  const postgres = startPostgres();
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(), args: ['--store', postgres.url] });
    slowDown(postgres);
    await latencies(baton, 'warm', 4, 2);
    const once = median(await latencies(baton, 'once', 16, 8));
    const fourfold = median(await latencies(baton, 'fourfold', 64, 8));
    t.diagnostic(`median with 16 clients ${Math.round(once)} ms, with 64 clients ${Math.round(fourfold)} ms`);
    assert.ok(once > 200, 'the store was not slow');
    assert.ok(fourfold < 2.5 * once, `${fourfold} ms against ${once} ms`);
  } finally {
    await baton?.close();
    postgres.stop();
  }
});

// Batches, each with its 256 leads in flight, ask for far more than the writer's queue holds (16,384), however
// fast it empties meanwhile: some half a minute, so only with FAULTS=1.
test('more requests than the queue holds', { skip: process.env.FAULTS !== '1' }, async (t) => {
  const postgres = startPostgres();
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(), args: ['--store', postgres.url] });
    slowDown(postgres, 0.5); // slower than any machine sends
    const batches = Array.from({ length: 200 }, (_, batch) => {
      const rows = Array.from({ length: 400 }, (_, n) => JSON.stringify({ email: `b${batch}n${n}@oak.test` }));
      return baton.post('/v1/leads/batch', rows.join('\n'), { 'content-type': 'application/x-ndjson' });
    });
    let number = 0;
    const refused = await until('a lead is refused', async () => {
      const answer = await baton.post('/v1/leads', { email: `single${(number += 1)}@oak.test` }, {}, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
      return answer?.status === 503 && answer;
    }, { timeout: 60_000, every: 10 });
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    assert.match(refused.body.detail, /too many requests/);
    const lines = (await Promise.all(batches)).flatMap(({ text }) => text.trim().split('\n').map((line) => JSON.parse(line)));
    assert.equal(lines.length, 200 * 400);
    const [taken, full] = [lines.filter((line) => line.lead), lines.filter((line) => line.error)];
    assert.ok(taken.length > 16_000, `${taken.length} taken`);
    for (const { error } of full) assert.equal(error.status, 503);
    t.diagnostic(`${taken.length} taken, ${full.length} refused`);
  } finally {
    await baton?.close();
    postgres.stop();
  }
});

// The one request that an agent of its own sends on its one connection.
function ask(baton, agent, method, path, body = '') {
  return new Promise((resolve, reject) => {
    const request = httpRequest(baton.url + path, { method, agent, headers: body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {} });
    request.on('error', reject);
    request.on('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    request.end(body);
  });
}

test('more connections than there is room for', async (t) => {
  const most = 4096;
  if (Number(execFileSync('bash', ['-c', 'ulimit -Hn'], { encoding: 'utf8' })) < 2 * most) return t.skip('too few files may be open');
  const baton = await startBaton({ workspace: workspaceFor() });
  const regular = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = [];
  try {
    const lead = (n) => JSON.stringify({ email: `n${n}@oak.test` });
    assert.equal((await ask(baton, regular, 'POST', '/v1/leads', lead(0))).status, 201);
    const { hostname, port } = new URL(baton.url);
    let refused;
    for (let n = 0; n < most + 50; n += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.on('data', (data) => (refused ??= String(data)));
      sockets.push(socket);
      if (n % 256 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until('somebody is refused', () => refused, { timeout: 30_000 });
    assert.match(refused, /^HTTP\/1.1 503 /);
    assert.match(refused, /\r\nRetry-After: \d+\r\n/i);
    assert.match(refused, /application\/problem\+json/);
    // Who has a connection is served on.
    for (let n = 1; n < 20; n += 1) assert.equal((await ask(baton, regular, 'POST', '/v1/leads', lead(n))).status, 201);
    assert.match((await ask(baton, regular, 'GET', '/metrics')).text, /^baton_http_connections_refused_total [1-9]/m);
    for (const socket of sockets) socket.destroy();
    await until('there is room again', async () => {
      const answer = await ask(baton, undefined, 'POST', '/v1/leads', lead(20)).catch(() => undefined);
      return answer?.status === 201;
    });
  } finally {
    regular.destroy();
    for (const socket of sockets) socket.destroy();
    await baton.close();
  }
});

test('more followers and more slow questions than there is room for', async () => {
  const baton = await startBaton({ workspace: workspaceFor() });
  const lines = [];
  try {
    for (let n = 0; n < 256; n += 1) lines.push(await baton.events());
    const more = await baton.get('/v1/events');
    assert.equal(more.status, 503, more.text);
    assert.match(more.headers.get('retry-after') ?? '', /^\d+$/);
    lines.pop().cut();
    await until('there is room again', async () => {
      const line = await baton.events().catch(() => undefined);
      if (line) lines.push(line);
      return line;
    });
    const rows = Array.from({ length: 4000 }, (_, n) => JSON.stringify({ email: `n${n}@oak.test`, message: 'x'.repeat(1000) }));
    await baton.post('/v1/leads/batch', rows.join('\n'), { 'content-type': 'application/x-ndjson' });
    const answers = await Promise.all(Array.from({ length: 300 }, () => baton.get('/v1/leads?q=nothing-like-this')));
    for (const { status, headers, text } of answers) {
      assert.ok(status === 200 || status === 503, text);
      if (status === 503) assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    }
    assert.ok(answers.some(({ status }) => status === 200));
    assert.ok(answers.some(({ status }) => status === 503), 'three hundred slow questions at once found room');
    assert.equal((await baton.post('/v1/leads', { email: 'after@oak.test' })).status, 201);
  } finally {
    for (const line of lines) line.cut();
    await baton.close();
  }
});
