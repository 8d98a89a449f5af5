// People who sign in, for the flow tests: an account made by the command, its password chosen by the
// link, and calls as its browser would make them.
import assert from 'node:assert/strict';
import { run } from './server.mjs';

export const password = 'correct horse battery';

// The secret of the link that the command prints for somebody new.
export async function invite(baton, email, role, person) {
  const made = await run(['user', 'add', email, '--role', role, ...(person ? ['--person', person] : []), '--data', baton.data]);
  assert.equal(made.code, 0, made.err);
  return made.out.trim().split('=').at(-1);
}

// One browser: its cookie, and every call from a page of the server.
export class Browser {
  constructor(baton) {
    this.baton = baton;
    this.cookie = '';
  }

  async call(method, path, body, headers = {}) {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.baton.raw(
      method,
      path,
      { origin: this.baton.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.cookie ? { cookie: this.cookie } : {}), ...headers },
      text,
    );
    const set = answer.headers['set-cookie']?.[0];
    if (set) this.cookie = set.split(';')[0];
    return answer;
  }
  get(path, headers) {
    return this.call('GET', path, undefined, headers);
  }
  post(path, body, headers) {
    return this.call('POST', path, body, headers);
  }
  put(path, body, headers) {
    return this.call('PUT', path, body, headers);
  }

  async signIn(email, word = password) {
    return this.post('/v1/session', { email, password: word });
  }

  // Events as they come, as the server's own client has them.
  events(options) {
    const { baton, cookie } = this;
    return Object.assign(Object.create(Object.getPrototypeOf(baton)), { url: baton.url, options: { headers: { cookie } } }).events(options);
  }
}

// Somebody new, signed in.
export async function person(baton, email, role, key) {
  const browser = new Browser(baton);
  const answer = await browser.post('/v1/sign-in/link', { link: await invite(baton, email, role, key), password });
  assert.equal(answer.status, 200, answer.text);
  return Object.assign(browser, { email, who: answer.body });
}
