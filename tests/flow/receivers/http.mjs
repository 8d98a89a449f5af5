// A receiver of Slack messages (POST /slack), Teams messages (POST /teams) and signed webhooks (POST /hook)
// on 127.0.0.1 (or `host`) and a free port. It checks what comes as strictly as the real ones, answers as they do, and can be told to
// misbehave.
//
//   const receiver = await startHttpReceiver({ secret: 'whsec_…' });
//   receiver.url            'http://127.0.0.1:PORT'
//   receiver.mode           'ok' | 'hang' | 'error' | 'cut' | 'slow' | 'redirect' | 'busy' | 'gone'
//   receiver.slack, .teams, .hooks  Mailboxes: await receiver.hooks.waitFor((m) => m.payload.type === 'assigned')
//   await receiver.close()
//
// By itself (node http.mjs [--secret whsec_…] [--mode MODE]) it prints a JSON line for its address
// and one for each message, and takes a new mode as a line of standard input.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { isProgram } from './by-itself.mjs';
import { Mailbox } from './mailbox.mjs';
import { slackComplaints } from './slack-format.mjs';
import { teamsComplaints } from './teams-format.mjs';

const MOST_BYTES = 1 << 20;

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('the body is over 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// A room that people talk in: `judge` knows its format.
function checkRoom(request, body, judge) {
  const complaints = [];
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    complaints.push(`content type ${request.headers['content-type']}`);
  }
  let payload = null;
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    complaints.push(...judge(payload, body.length));
  } catch (error) {
    complaints.push(`not JSON: ${error.message}`);
  }
  return { payload, complaints };
}

function checkHook(request, body, secret) {
  const complaints = [];
  let payload = null;
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    for (const key of ['type', 'timestamp', 'data']) {
      if (!(key in payload)) complaints.push(`no "${key}"`);
    }
    if (Number.isNaN(Date.parse(payload.timestamp))) complaints.push('timestamp is no time');
    if (secret) new Webhook(secret).verify(body, request.headers);
  } catch (error) {
    complaints.push(error.message);
  }
  return { payload, complaints, id: request.headers['webhook-id'] };
}

export async function startHttpReceiver({ secret, mode = 'ok', slowMs = 1000, port = 0, host = '127.0.0.1' } = {}) {
  const receiver = { mode, slowMs, slack: new Mailbox(), teams: new Mailbox(), hooks: new Mailbox(), requests: 0 };

  // What the receiver does instead of taking the message; false: it takes it.
  function misbehave(response) {
    switch (receiver.mode) {
      case 'hang':
        return true;
      case 'cut':
        response.socket.destroy();
        return true;
      case 'error':
        response.writeHead(500).end('internal error');
        return true;
      case 'busy':
        response.writeHead(429, { 'Retry-After': '1' }).end('rate_limited');
        return true;
      case 'gone':
        response.writeHead(410).end('channel_is_archived');
        return true;
      case 'redirect':
        response.writeHead(302, { Location: '/elsewhere' }).end();
        return true;
      default:
        return false;
    }
  }

  const server = createServer(async (request, response) => {
    receiver.requests += 1;
    let body;
    try {
      body = await readBody(request);
    } catch (error) {
      response.writeHead(413).end(error.message);
      return;
    }
    if (misbehave(response)) return;
    if (receiver.mode === 'slow') {
      await new Promise((resolve) => setTimeout(resolve, receiver.slowMs));
    }
    const kind = request.url.match(/^\/(slack|teams|hook)/)?.[1];
    if (request.method !== 'POST' || !kind) {
      response.writeHead(404).end('no_service');
      return;
    }
    const isHook = kind === 'hook';
    const checked = isHook ? checkHook(request, body, secret) : checkRoom(request, body, kind === 'slack' ? slackComplaints : teamsComplaints);
    const message = { path: request.url, headers: request.headers, ...checked };
    receiver[isHook ? 'hooks' : kind].put(message);
    if (checked.complaints.length > 0) {
      response.writeHead(400).end(isHook ? 'invalid_signature' : 'invalid_payload');
    } else if (kind === 'slack') {
      response.writeHead(200).end('ok');
    } else {
      response.writeHead(isHook ? 204 : 202).end(); // a workflow has taken it up
    }
  });
  await new Promise((resolve) => server.listen(port, host, resolve));
  receiver.url = `http://${host}:${server.address().port}`;
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return receiver;
}

if (isProgram(import.meta.url)) {
  const { values } = parseArgs({ options: { secret: { type: 'string' }, mode: { type: 'string' } } });
  const receiver = await startHttpReceiver(values);
  const print = (item) => process.stdout.write(`${JSON.stringify(item)}\n`);
  for (const kind of ['slack', 'teams', 'hooks']) {
    const box = receiver[kind];
    const put = box.put.bind(box);
    box.put = (item) => {
      put(item);
      print({ kind, ...item });
    };
  }
  print({ listening: receiver.url });
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      receiver.mode = line.trim();
    })
    .on('close', () => receiver.close());
}
