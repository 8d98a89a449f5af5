// Clients that send a byte now and then, never read an answer, or follow the events without reading
// them: they hold neither memory nor, for long, a connection, and everybody else is served meanwhile.
// FAULTS=1 waits for the longer limits, too (a minute for a body, half a minute for an answer).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { workspaceFor } from './company.mjs';
import { startBaton, until } from './server.mjs';

const patient = process.env.FAULTS === '1';
const mebibyte = 1 << 20;

const memoryOf = (baton) => Number(readFileSync(`/proc/${baton.child.pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m)[1]) * 1024;

// A connection by hand: what was received is counted where it is read at all.
function open(baton, { reads = true } = {}) {
  const { hostname, port } = new URL(baton.url);
  const socket = connect(Number(port), hostname);
  const client = { socket, received: '', isOver: false };
  socket.on('error', () => {});
  socket.on('close', () => (client.isOver = true));
  if (reads) socket.on('data', (data) => (client.received += data));
  else socket.pause();
  return client;
}

async function metric(baton, name) {
  const { text } = await baton.get('/metrics');
  return Number(text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1]);
}

const takesLeads = async (baton, name) => assert.equal((await baton.post('/v1/leads', { email: `${name}@oak.test` })).status, 201);

// Sends `text` a byte at a time until the other side has had enough; says what it answered.
async function trickle(baton, count, begin, text, timeout) {
  const clients = Array.from({ length: count }, () => open(baton));
  let at = 0;
  const drip = setInterval(() => {
    for (const { socket } of clients) if (socket.writable) socket.write(text[at % text.length]);
    at += 1;
  }, 500);
  try {
    for (const { socket } of clients) socket.write(begin);
    await takesLeads(baton, `trickle${timeout}`);
    await until('slow clients are let go', () => clients.every((client) => /^HTTP\/1.1 408 /.test(client.received)), { timeout, every: 100 });
    await until('their connections are closed', () => clients.every((client) => client.isOver), { timeout: 15_000, every: 100 });
  } finally {
    clearInterval(drip);
    for (const { socket } of clients) socket.destroy();
  }
}

test('heads and bodies that trickle in', async () => {
  const baton = await startBaton({ workspace: workspaceFor() });
  try {
    await trickle(baton, 200, 'POST /v1/leads HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ', 'x', 40_000);
    if (patient) {
      await trickle(baton, 200, 'POST /v1/leads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{', ' ', 120_000);
    }
    await until('nothing is left of them', async () => (await metric(baton, 'baton_http_connections')) < 20);
  } finally {
    await baton.close();
  }
});

// Enough leads for answers and events of megabytes.
async function fill(baton) {
  const rows = Array.from({ length: 4000 }, (_, n) => JSON.stringify({ email: `n${n}@oak.test`, message: 'x'.repeat(2000) }));
  const answer = await baton.post('/v1/leads/batch', rows.join('\n'), { 'content-type': 'application/x-ndjson' });
  assert.equal(answer.status, 200);
}

test('answers that nobody reads', async () => {
  const baton = await startBaton({ workspace: workspaceFor() });
  const clients = [];
  try {
    await fill(baton);
    const before = memoryOf(baton);
    for (let n = 0; n < 100; n += 1) clients.push(open(baton, { reads: false }));
    for (const { socket } of clients) {
      for (let n = 0; n < 20; n += 1) socket.write('GET /v1/leads?limit=200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    }
    await until('they are being answered', async () => (await metric(baton, 'baton_http_connections')) > 100);
    for (let n = 0; n < 50; n += 1) await takesLeads(baton, `unread${n}`);
    // An answer has some 450 kB; each may have one, not the twenty that it asked for.
    const more = memoryOf(baton) - before;
    assert.ok(more < 200 * mebibyte, `${Math.round(more / mebibyte)} MiB are held by clients that do not read`);
    if (patient) {
      await until('they are let go', async () => (await metric(baton, 'baton_http_connections')) < 20, { timeout: 90_000, every: 500 });
    }
  } finally {
    for (const { socket } of clients) socket.destroy();
    await baton.close();
  }
});

test('followers who never read', async () => {
  const baton = await startBaton({ workspace: workspaceFor() });
  const clients = [];
  try {
    await fill(baton);
    const before = memoryOf(baton);
    for (let n = 0; n < 60; n += 1) clients.push(open(baton, { reads: false }));
    for (const { socket } of clients) socket.write('GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: 0\r\n\r\n');
    await until('they follow', async () => (await metric(baton, 'baton_event_streams')) >= 60);
    for (let n = 0; n < 3; n += 1) await fill(baton);
    for (let n = 0; n < 50; n += 1) await takesLeads(baton, `event${n}`);
    const more = memoryOf(baton) - before;
    assert.ok(more < 250 * mebibyte, `${Math.round(more / mebibyte)} MiB are held by followers who do not read`);
    if (patient) {
      await until('they are let go', async () => (await metric(baton, 'baton_event_streams')) === 0, { timeout: 90_000, every: 500 });
    }
    // Who does read is told everything.
    const line = await baton.events({ after: 0 });
    for (let seq = 1; seq < 12_000; seq += 1) assert.equal((await line.next()).seq, seq);
    line.cut();
  } finally {
    for (const { socket } of clients) socket.destroy();
    await baton.close();
  }
});
