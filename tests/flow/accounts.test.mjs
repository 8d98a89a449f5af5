// Accounts over the real binary: the first administrator, signing in and out, links that work once,
// sessions seen and ended, attempts that come too fast, requests that a page elsewhere forges, and the
// trail of all of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Browser, invite, password, person } from './people.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { binary, run, startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }
otherwise: { person: ann }
`;

async function withBaton(use, options = {}) {
  const baton = await startBaton({ workspace, ...options });
  try {
    await use(baton);
  } finally {
    await baton.close();
  }
}

// What the server prints as it starts, beside the line that startBaton reads.
async function printed(data, args = []) {
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
  await until('it serves', () => /Baton serves on/.test(text));
  child.kill('SIGTERM');
  await once(child, 'close');
  return text;
}

test('before the first account this machine is let in; from then on nobody is without a session', async () => {
  await withBaton(async (baton) => {
    assert.deepEqual((await baton.get('/v1/sign-in')).body, { open: true, sso: null, reset_by_mail: false });
    assert.equal((await baton.get('/v1/session')).body.kind, 'open');
    const admin = await person(baton, 'Dana@Acme.test', 'admin', 'ann');
    assert.deepEqual(
      { kind: admin.who.kind, actor: admin.who.actor, role: admin.who.role, person: admin.who.person, workspace: admin.who.workspace },
      { kind: 'account', actor: 'user:dana@acme.test', role: 'admin', person: 'ann', workspace: 'acme' },
    );
    assert.equal((await baton.get('/v1/leads')).status, 401);
    assert.equal((await baton.get('/healthz')).status, 200);
    assert.equal((await baton.get('/v1/sign-in')).body.open, false);
    assert.equal((await admin.get('/v1/leads')).status, 200);
    await baton.restart({ signal: 'SIGKILL' });
    assert.equal((await admin.get('/v1/leads')).status, 200, 'the session is kept');
  });
});

test('the link that is printed at the first start makes the first administrator, once', async () => {
  await withBaton(async (baton) => {
    await baton.end();
    const child = spawn(binary, ['serve', '--data', baton.data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
    const link = await until('the link', () => text.match(/(http:\/\/\S+)\/app\/welcome#setup=(bl_\S+)/));
    const served = { url: link[1], raw: baton.raw };
    const browser = new Browser(served);
    const use = (more) => browser.post('/v1/sign-in/link', { link: link[2], password, ...more });
    assert.equal((await use({})).status, 422, 'who they are has to be said');
    assert.equal((await use({ email: 'ann@acme.test', password: 'short' })).status, 422);
    const made = await use({ email: 'ann@acme.test', name: 'Ann' });
    assert.deepEqual([made.status, made.body.role], [200, 'admin']);
    assert.equal((await use({ email: 'eve@acme.test' })).status, 404, 'it works once');
    assert.equal((await browser.get('/v1/members')).body.members.length, 1);
    child.kill('SIGTERM');
    await once(child, 'close');
    assert.doesNotMatch(await printed(baton.data), /first administrator/);
  });
});

test('a password signs in, a wrong one does not, and nothing tells who has an account', async () => {
  await withBaton(async (baton) => {
    await person(baton, 'ann@acme.test', 'rep', 'ann');
    const browser = new Browser(baton);
    const right = await browser.signIn(' ANN@acme.test ');
    assert.equal(right.status, 200, right.text);
    assert.match(right.headers['set-cookie'][0], /^baton_session=bs_[\w-]{43}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Strict$/);
    const wrong = await new Browser(baton).signIn('ann@acme.test', 'correct horse batterz');
    const unknown = await new Browser(baton).signIn('eve@acme.test', 'correct horse batterz');
    assert.deepEqual([wrong.status, unknown.status], [401, 401]);
    assert.equal(wrong.body.detail, unknown.body.detail);
    assert.equal((await browser.call('DELETE', '/v1/session')).status, 204);
    assert.equal((await browser.get('/v1/leads')).status, 401);
    // Nothing of it is stored as it is.
    for (const file of readdirSync(baton.data).filter((name) => name.startsWith('baton.db'))) {
      const bytes = readFileSync(join(baton.data, file)).toString('latin1');
      assert.ok(!bytes.includes(password) && !bytes.includes(right.headers['set-cookie'][0].split(/[=;]/)[1]), file);
    }
  });
});

test('attempts that come too fast are told to wait, and the server answers others meanwhile', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'ann@acme.test', 'admin');
    const tries = Array.from({ length: 14 }, () => new Browser(baton).signIn('ann@acme.test', 'wrong password'));
    const others = await Promise.all(Array.from({ length: 20 }, () => admin.get('/v1/leads')));
    assert.ok(others.every((one) => one.status === 200));
    const answers = await Promise.all(tries);
    const slowed = answers.filter((one) => one.status === 429);
    assert.equal(slowed.length, 4);
    assert.ok(Number(slowed[0].headers['retry-after']) > 0);
    assert.equal((await new Browser(baton).signIn('ann@acme.test')).status, 429, 'the right one too');
    assert.equal((await new Browser(baton).signIn('eve@acme.test')).status, 401, 'another account');
  });
});

test('sessions are listed, and ended one by one or all by a new password', async () => {
  await withBaton(async (baton) => {
    const one = await person(baton, 'ann@acme.test', 'rep', 'ann');
    const other = new Browser(baton);
    await other.call('POST', '/v1/session', { email: 'ann@acme.test', password }, { 'user-agent': 'Phone <b>"1"</b>' });
    const listed = (await one.get('/v1/sessions')).body.sessions;
    assert.deepEqual(listed.map((each) => [each.browser, each.address, each.this]), [['Phone <b>"1"</b>', '127.0.0.1', false], [null, '127.0.0.1', true]]);
    assert.equal((await one.call('DELETE', `/v1/sessions/${listed[0].id}`)).status, 204);
    assert.equal((await other.get('/v1/session')).status, 401);
    await other.signIn('ann@acme.test');
    const change = (present, next) => one.put('/v1/account/password', { present, password: next });
    assert.deepEqual([(await change('wrong one', 'another password')).status, (await change(password, 'short')).status], [422, 422]);
    assert.equal((await change(password, 'another password')).status, 204);
    assert.equal((await one.get('/v1/session')).status, 200, 'the one that did it goes on');
    const over = await other.get('/v1/session');
    assert.deepEqual([over.status, over.body.type], [401, 'urn:baton:session-over']);
    assert.equal((await new Browser(baton).signIn('ann@acme.test', 'another password')).status, 200);
  });
});

test('an administrator invites, changes, lets in again and sends away; the last one stays', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'dana@acme.test', 'admin');
    const bad = await admin.post('/v1/members', { email: 'x', role: 'chief', person: 'an' });
    assert.equal(bad.status, 422);
    assert.deepEqual(bad.body.errors.map((one) => one.field).sort(), ['email', 'person', 'role']);
    const added = await admin.post('/v1/members', { email: 'ann@acme.test', role: 'rep', person: 'ann', name: 'Ann <i>Ö</i>' });
    assert.equal(added.status, 201, added.text);
    assert.ok(added.body.link.startsWith(`${baton.url}/app/welcome#invite=bl_`));
    assert.equal((await admin.post('/v1/members', { email: 'ANN@acme.test', role: 'admin' })).status, 409);
    const rep = new Browser(baton);
    assert.equal((await rep.post('/v1/sign-in/link', { link: added.body.link.split('=')[1], password })).status, 200);
    const at = `/v1/members/${added.body.account}`;
    assert.equal((await admin.put(at, { role: 'operations' })).body.role, 'operations');
    await until('the new role counts', async () => (await rep.get('/v1/workspace')).status === 200);
    assert.equal((await admin.put(at, { disabled: true })).status, 200);
    assert.equal((await rep.get('/v1/session')).status, 401);
    assert.equal((await rep.signIn('ann@acme.test')).status, 401);
    await admin.put(at, { disabled: false });
    const again = (await admin.post(`${at}/link`, {})).body;
    assert.equal((await rep.post('/v1/sign-in/link', { link: again.link.split('=')[1], password: 'quite another one' })).status, 200);
    assert.equal((await admin.call('DELETE', at)).status, 204);
    assert.equal((await rep.signIn('ann@acme.test', 'quite another one')).status, 403, 'no role anywhere');
    const own = (await admin.get('/v1/members')).body.members[0].account;
    assert.equal((await admin.put(`/v1/members/${own}`, { role: 'rep' })).status, 409);
    assert.equal((await admin.call('DELETE', `/v1/members/${own}`)).status, 409);

    const trail = (await admin.get('/v1/audit?action=member')).body.entries;
    assert.deepEqual(
      trail.map((one) => [one.action, one.actor, one.subject, one.before?.role ?? null, one.after?.role ?? null, one.after?.disabled ?? null]),
      [
        ['member.removed', 'user:dana@acme.test', 'ann@acme.test', 'operations', null, null],
        ['member.changed', 'user:dana@acme.test', 'ann@acme.test', 'operations', 'operations', false],
        ['member.changed', 'user:dana@acme.test', 'ann@acme.test', 'operations', 'operations', true],
        ['member.changed', 'user:dana@acme.test', 'ann@acme.test', 'rep', 'operations', false],
        ['member.added', 'user:dana@acme.test', 'ann@acme.test', null, 'rep', false],
        ['member.added', 'admin', 'dana@acme.test', null, 'admin', false],
      ],
    );
  });
});

test('the trail has rules, people and access, page by page, whoever did it', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'dana@acme.test', 'admin');
    await admin.put('/v1/people/ann/availability', { paused: true });
    await admin.post('/v1/leads', { email: 'a@b.test' });
    await admin.put('/v1/people/ann/availability', { paused: false });
    const live = await admin.get('/v1/workspace');
    const put = await admin.call('PUT', '/v1/workspace?note=more', `${workspace}queues:\n  later: {}\n`, { 'content-type': 'text/yaml', 'if-match': live.headers.etag });
    assert.equal(put.status, 200, put.text);
    await admin.post('/v1/tokens', { name: 'web', scopes: 'leads:write' });
    await admin.call('DELETE', '/v1/tokens/web');
    const all = [];
    let cursor = null;
    do {
      const page = (await admin.get(`/v1/audit?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body;
      all.push(...page.entries);
      cursor = page.cursor;
    } while (cursor);
    assert.deepEqual(all.map((one) => one.action), [
      'token.revoked', 'token.made', 'rules.published', 'person.availability', 'person.availability', 'account.password', 'member.added', 'rules.published',
    ]);
    assert.deepEqual([all[2].before, all[2].after], [{ version: 1 }, { version: 2, note: 'more' }]);
    assert.equal(all[3].before.change, 'paused');
    assert.equal(all[3].after.change, 'resumed');
    assert.ok(all.slice(0, 5).every((one) => one.actor === 'user:dana@acme.test'));
    assert.equal((await admin.get('/v1/audit?actor=user:dana@acme.test&action=rules')).body.entries.length, 1);
    assert.equal((await admin.get('/v1/audit?subject=ann')).body.entries.length, 2);
    assert.equal((await admin.get('/v1/audit?cursor=nonsense')).status, 400);
  });
});

test('a page elsewhere can neither use a session nor make one', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'dana@acme.test', 'admin');
    const forge = (headers, method = 'POST', path = '/v1/tokens') =>
      baton.raw(method, path, { cookie: admin.cookie, 'content-type': 'application/json', ...headers }, method === 'GET' ? '' : '{"name":"evil","scopes":"*"}');
    assert.equal((await forge({ origin: 'https://evil.test' })).status, 403);
    assert.equal((await forge({ origin: 'null' })).status, 403);
    assert.equal((await forge({ origin: `${baton.url}.evil.test` })).status, 403);
    assert.equal((await forge({ origin: baton.url, 'sec-fetch-site': 'same-site' })).status, 403);
    assert.equal((await forge({ origin: baton.url, 'content-type': 'text/plain' })).status, 415);
    assert.equal((await forge({})).status, 403, 'whoever changes something says where from');
    assert.equal((await forge({ 'sec-fetch-site': 'cross-site' }, 'GET', '/v1/leads')).status, 403);
    assert.equal((await forge({}, 'GET', '/v1/leads')).status, 200);
    assert.equal((await forge({ 'sec-fetch-site': 'same-origin' })).status, 201);
    for (const path of ['/v1/session', '/v1/sign-in/link', '/v1/sign-in/reset']) {
      assert.equal((await baton.raw('POST', path, { origin: 'https://evil.test', 'content-type': 'application/json' }, '{}')).status, 403, path);
    }
  });
});

test('no page may be framed, and none runs what is not the server’s own', async () => {
  await withBaton(async (baton) => {
    for (const path of ['/', '/app/inbox', '/app/welcome', '/app/settings']) {
      const { headers } = await baton.get(path);
      const policy = headers.get('content-security-policy');
      assert.match(policy, /default-src 'none'/, path);
      assert.match(policy, /script-src 'self'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  });
});

test('behind an https address the cookie is bound to it', async () => {
  await withBaton(
    async (baton) => {
      const link = await invite(baton, 'ann@acme.test', 'admin');
      const answer = await baton.raw('POST', '/v1/sign-in/link', { origin: 'https://baton.acme.test', 'content-type': 'application/json' }, JSON.stringify({ link, password }));
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.headers['set-cookie'][0], /^__Host-baton_session=bs_.*; HttpOnly; SameSite=Strict; Secure$/);
      const cookie = answer.headers['set-cookie'][0].split(';')[0];
      const made = await baton.raw('POST', '/v1/tokens', { cookie, origin: 'https://baton.acme.test', 'content-type': 'application/json' }, '{"name":"a","scopes":"*"}');
      assert.equal(made.status, 201, made.text);
    },
    { args: ['--public-url', 'https://baton.acme.test/'] },
  );
});

test('who forgot is mailed a link where mail is set up, and nobody learns who has an account', async () => {
  const smtp = await startMailServer({ user: 'baton', password: 'pw', plain: true });
  const mails = `${workspace}channels:\n  mail: { type: email, server: "${smtp.url}", user: baton, password: "\${SMTP_PASSWORD}", from: leads@acme.test }\n`;
  try {
    await withBaton(
      async (baton) => {
        await person(baton, 'ann@acme.test', 'rep', 'ann');
        const browser = new Browser(baton);
        assert.equal((await browser.get('/v1/sign-in')).body.reset_by_mail, true);
        const ask = (email) => browser.post('/v1/sign-in/reset', { email });
        const [known, unknown] = [await ask('ann@acme.test'), await ask('eve@acme.test')];
        assert.deepEqual([known.status, unknown.status, known.text], [202, 202, unknown.text]);
        const mail = await smtp.mails.waitFor();
        assert.deepEqual(mail.to, ['ann@acme.test']);
        const text = mail.raw ?? mail.message ?? JSON.stringify(mail);
        const link = text.replaceAll(/=\r?\n/g, '').match(/#reset=(?:3D)?(bl_[\w-]{43})/)[1];
        assert.equal((await browser.post('/v1/sign-in/link', { link, password: 'a third password' })).status, 200);
        assert.equal((await new Browser(baton).signIn('ann@acme.test', 'a third password')).status, 200);
      },
      { workspace: mails, args: ['--allow-private'], env: { SMTP_PASSWORD: 'pw' } },
    );
  } finally {
    await smtp.close();
  }
});

test('the command shows, resets and removes, with the server and without', async () => {
  await withBaton(async (baton) => {
    const rep = await person(baton, 'ann@acme.test', 'rep', 'ann');
    const user = (...args) => run(['user', ...args, '--data', baton.data]);
    assert.match((await user('list')).out, /ann@acme\.test +rep +ann/);
    assert.equal((await user('add', 'x@acme.test', '--role', 'chief')).code, 2);
    assert.equal((await user('add', 'nobody', '--role', 'rep')).code, 1);
    assert.equal((await user('reset', 'eve@acme.test')).code, 1);
    assert.match((await user('reset', 'ann@acme.test')).out, /#reset=bl_/);
    assert.equal((await user('remove', 'ann@acme.test')).code, 0);
    assert.equal((await rep.get('/v1/session')).status, 401);
    await baton.end();
    const made = await user('add', 'zoe@acme.test', '--role', 'admin', '--name', 'Zoë');
    assert.match(made.out, /^\/app\/welcome#invite=bl_/);
    assert.match((await user('list')).out, /zoe@acme\.test +admin +Zoë|zoe@acme\.test +admin/);
    await baton.start();
    const zoe = new Browser(baton);
    assert.equal((await zoe.post('/v1/sign-in/link', { link: made.out.trim().split('=')[1], password })).body.role, 'admin');
  });
});
