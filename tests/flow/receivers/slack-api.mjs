// Slack's Web API as an app's bot sees it, on 127.0.0.1 and a free port: chat.postMessage, .update and
// .postEphemeral, conversations.open, users.lookupByEmail and .info. It keeps the messages, checks what
// comes as strictly as Slack does, and can be told to misbehave.
//
//   const slack = await startSlackApi({ token: 'xoxb-…', members: { U1: 'sarah@acme.test' } });
//   slack.url                   'http://127.0.0.1:PORT/api'
//   slack.calls                 a Mailbox of { method, payload, complaints }
//   slack.messages              by "channel ts": what stands there now
//   slack.mode                  'ok' | 'lose' (done, but the answer is lost) | 'away' (500) | 'busy' (429) | an error's word
//   slack.only                  the method that `mode` is for; undefined: all
//   press(message, { … })       a press of a button as Slack posts it: { body, headers }
//   await slack.close()

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { Mailbox } from './mailbox.mjs';
import { slackComplaints } from './slack-format.mjs';

const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

class Workspace {
  constructor({ token, members }) {
    this.token = token;
    this.members = members;
    this.calls = new Mailbox();
    this.messages = new Map();
    this.mode = 'ok';
    this.only = undefined;
    this.count = 0;
  }

  answer(method, payload) {
    switch (method) {
      case 'users.lookupByEmail': {
        const found = Object.entries(this.members).find(([, email]) => email === payload.email);
        return found ? { ok: true, user: { id: found[0] } } : { ok: false, error: 'users_not_found' };
      }
      case 'users.info':
        return payload.user in this.members
          ? { ok: true, user: { id: payload.user, profile: { email: this.members[payload.user] } } }
          : { ok: false, error: 'user_not_found' };
      case 'conversations.open':
        return payload.users in this.members ? { ok: true, channel: { id: `D${payload.users.slice(1)}` } } : { ok: false, error: 'user_not_found' };
      case 'chat.postMessage': {
        if (!/^[CDG#]/.test(payload.channel ?? '')) return { ok: false, error: 'channel_not_found' };
        const ts = `1700000000.${String(++this.count).padStart(6, '0')}`;
        this.messages.set(`${payload.channel} ${ts}`, payload);
        return { ok: true, channel: payload.channel, ts, message: { ts, text: payload.text } };
      }
      case 'chat.update':
        if (!this.messages.has(`${payload.channel} ${payload.ts}`)) return { ok: false, error: 'message_not_found' };
        this.messages.set(`${payload.channel} ${payload.ts}`, payload);
        return { ok: true, channel: payload.channel, ts: payload.ts, text: payload.text };
      case 'chat.postEphemeral':
        return payload.user in this.members ? { ok: true, message_ts: '1.1' } : { ok: false, error: 'user_not_in_channel' };
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  async handle(request, response) {
    const body = await read(request);
    const method = request.url.replace('/api/', '');
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const payload = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    const complaints = [];
    if (request.method !== 'POST') complaints.push(`a ${request.method}`);
    if (isForm !== method.startsWith('users.')) complaints.push(`${method} as ${request.headers['content-type']}`);
    if (/^chat\.(postMessage|update)$/.test(method)) complaints.push(...slackComplaints(payload, { isApp: true }));
    const mode = this.only === undefined || this.only === method ? this.mode : 'ok';
    const json = (status, answer, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(answer));
    };
    const note = (answer) => this.calls.put({ method, payload, complaints, mode, answer, at: performance.now() });
    if (request.headers.authorization !== `Bearer ${this.token}`) return json(200, { ok: false, error: 'invalid_auth' });
    if (mode === 'away') return note(), json(500, {});
    if (mode === 'busy') return note(), json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '1' });
    if (mode !== 'ok' && mode !== 'lose') return note(), json(200, { ok: false, error: mode });
    const answer = this.answer(method, payload);
    note(answer);
    if (mode === 'lose') return request.socket.destroy();
    return json(200, answer);
  }
}

export async function startSlackApi(options) {
  const workspace = new Workspace(options);
  const server = createServer((request, response) => {
    workspace.handle(request, response).catch((error) => {
      workspace.calls.put({ method: request.url, complaints: [error.message] });
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  workspace.url = `http://127.0.0.1:${server.address().port}/api`;
  workspace.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return workspace;
}

let presses = 0;

// `message`: what stands at `channel` and `ts`. `signWith` and `age` (seconds) are for wrong and old ones.
export function press({ channel, ts, message, action, user, secret, age = 0, signWith = secret }) {
  const actions = message.blocks.find((block) => block.type === 'actions')?.elements ?? [];
  const button = actions.find((element) => element.action_id === action);
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'somebody', team_id: 'T1' },
    api_app_id: 'A1',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'directmessage' },
    message: { type: 'message', ts, text: message.text, blocks: message.blocks },
    response_url: 'https://hooks.slack.test/actions/T1/1/x',
    actions: [{ type: 'button', action_id: action, block_id: 'baton', value: button?.value, text: button?.text, action_ts: `1700000000.${++presses}` }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000) - age);
  const signature = `v0=${createHmac('sha256', signWith).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return {
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature },
  };
}
