// The real binary for the flow tests: started on a free port with its data in a folder of its own,
// stopped or killed, started again; and a small client for its API.
//
//   const baton = await startBaton({ workspace: 'workspace: acme\n…', env: { SECRET: '…' } });
//   await baton.post('/v1/leads', { email: 'ann@oak.test' })   { status, headers, body, text }
//   await baton.restart({ signal: 'SIGKILL' })                 the same data, another port
//   await baton.close()                                        stopped, and its data taken away

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = process.env.BATON ?? join(root, 'build/baton');

// Asks again until `look` gives something, and fails with `what` after `timeout` milliseconds.
export async function until(what, look, { timeout = 15_000, every = 20 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`within ${timeout} ms it did not come to: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

// Runs a command of the binary to its end: { code, out, err }.
export async function run(args, { env = {}, input = '' } = {}) {
  const child = spawn(binary, args, { env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, out, err };
}

class Baton {
  constructor(options) {
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'baton-flow-'));
    this.data = options.data ?? join(this.folder, 'data');
    this.errors = '';
  }

  async start({ withWorkspace = false } = {}) {
    const { listen = '127.0.0.1:0', under = [] } = this.options;
    const args = ['serve', '--data', this.data, '--listen', listen, ...(this.options.args ?? [])];
    if (withWorkspace) {
      const file = join(this.folder, 'workspace.yaml');
      writeFileSync(file, this.options.workspace);
      args.push('--workspace', file);
    }
    const [program, ...before] = [...under, binary];
    const child = spawn(program, [...before, ...args], {
      env: { ...process.env, ...this.options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors = (this.errors + text).slice(-20_000);
    });
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([once(lines, 'line').then(([line]) => line), this.ended]);
    const address = typeof first === 'string' && first.match(/^Baton serves on (http:\S+)$/);
    if (!address) throw new Error(`the server did not start: ${JSON.stringify(first)}\n${this.errors}`);
    this.url = address[1];
    return this;
  }

  // Ends the process and waits for its end.
  async end(signal = 'SIGTERM') {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }

  async restart({ signal = 'SIGTERM' } = {}) {
    await this.end(signal);
    return this.start();
  }

  // Nobody needs this one any more. It takes its leave of open connections, half a second's time, while the
  // next test begins; what it was lent, a database or a folder of data, has to outlive it.
  async close() {
    const ended = this.end().then(() => rmSync(this.folder, { recursive: true, force: true }));
    if (this.options.data || this.options.args?.includes('--store')) await ended;
  }

  // `body`: an object is sent as JSON, anything else as it is. `options`: more for fetch, as a signal.
  async call(method, path, body, headers = {}, options = {}) {
    const plain = body !== null && typeof body === 'object' && Object.getPrototypeOf(body) === Object.prototype;
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.options.headers, ...(plain ? { 'content-type': 'application/json' } : {}), ...headers },
      body: plain ? JSON.stringify(body) : body,
      redirect: 'manual',
      ...options,
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && !/ndjson/.test(response.headers.get('content-type'));
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }
  get(path, headers) {
    return this.call('GET', path, undefined, headers);
  }
  post(path, body, headers, options) {
    return this.call('POST', path, body, headers, options);
  }
  put(path, body, headers) {
    return this.call('PUT', path, body, headers);
  }

  // What fetch does not let through: any Host and Origin.
  async raw(method, path, headers, body = '') {
    const request = httpRequest(this.url + path, { method, headers: { 'content-length': Buffer.byteLength(body), ...headers } });
    request.end(body);
    const [response] = await once(request, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode, headers: response.headers, text, body: text && /json/.test(response.headers['content-type']) ? JSON.parse(text) : undefined };
  }

  // Every entry of a list that comes in pages.
  async all(path, name) {
    const entries = [];
    let cursor = null;
    do {
      const page = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      if (page.status !== 200) throw new Error(`${path}: ${page.status} ${page.text}`);
      entries.push(...page.body[name]);
      cursor = page.body.cursor;
    } while (cursor);
    return entries;
  }

  // Events as they come: next() gives one, cut() ends the line. `after`: the last one known.
  async events({ after, query = '' } = {}) {
    const stop = new AbortController();
    const headers = { ...this.options.headers, ...(after === undefined ? {} : { 'last-event-id': String(after) }) };
    const response = await fetch(`${this.url}/v1/events${query}`, { headers, signal: stop.signal });
    if (response.status !== 200) throw new Error(`/v1/events: ${response.status}`);
    const texts = response.body.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    let waiting = '';
    const next = async () => {
      for (;;) {
        const at = waiting.indexOf('\n\n');
        if (at >= 0) {
          const lines = waiting.slice(0, at).split('\n');
          waiting = waiting.slice(at + 2);
          const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).join('\n');
          if (!data) continue;
          return { id: lines.find((line) => line.startsWith('id:'))?.slice(3).trim(), ...JSON.parse(data) };
        }
        const { value, done } = await texts.next();
        if (done) throw new Error('the stream of events ended');
        waiting += value.replaceAll('\r', '');
      }
    };
    return { next, cut: () => stop.abort() };
  }
}

// options: workspace (the document's text), args, env, data (where to keep the data), listen, headers
// (sent with every request), under (a command that runs the binary, as ['ip', 'netns', 'exec', NAME]).
export async function startBaton(options) {
  const baton = new Baton(options);
  try {
    return await baton.start({ withWorkspace: options.workspace !== undefined });
  } catch (error) {
    rmSync(baton.folder, { recursive: true, force: true });
    throw error;
  }
}
