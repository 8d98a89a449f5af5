// Single sign-on against a real OpenID provider on loopback: a rep comes in by it in a browser and may
// not open the rules; who has no account stays out; a way back that another browser began, or a token
// of another sign-in, is refused; so is one whose algorithm is not its key's. Keys on a curve and RSA-PSS
// are taken as the provider says, and keys that it changes are read anew, once.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { screens, withPage } from './browser.mjs';
import { Browser, invite, password } from './people.mjs';
import { startBaton } from './server.mjs';

const workspace = `workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }
otherwise: { person: ann }
`;
const client = { client_id: 'baton', client_secret: 'a secret of the client', token_endpoint_auth_method: 'client_secret_post' };
const accounts = {
  'ann-1': { email: 'Ann@acme.test', email_verified: true, name: 'Ann Other' },
  'eve-1': { email: 'eve@acme.test', email_verified: true, name: 'Eve' },
  'mal-1': { email: 'ann@acme.test', email_verified: false, name: 'Mal' },
  'two-1': { email: 'ann@acme.test', email_verified: true, name: 'Ann the second' },
};

let issuer;
let server;
let baton;
let tamper = (text) => text; // what the token endpoint's answers go through

// A provider that redirects to `to`; `more`: of its configuration and of the client's.
function makeProvider(at, to, { config = {}, ofClient = {} } = {}) {
  const provider = new Provider(at, {
    clients: [{ ...client, redirect_uris: [`${to.url}/v1/sign-in/sso/callback`], response_types: ['code'], grant_types: ['authorization_code'], ...ofClient }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_, id) => (accounts[id] ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined),
    ...config,
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === '/token' && context.status === 200) context.body = tamper(context.body);
  });
  return provider;
}

before(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${server.address().port}`;
  baton = await startBaton({
    workspace,
    args: ['--allow-private', '--sso-issuer', issuer, '--sso-client', 'baton', '--sso-name', 'Acme'],
    env: { BATON_SSO_SECRET: client.client_secret },
  });
  const provider = makeProvider(issuer, baton);
  server.on('request', provider.callback());
  await invite(baton, 'admin@acme.test', 'admin');
  await invite(baton, 'ann@acme.test', 'rep', 'ann');
});
after(async () => {
  await baton?.close();
  server?.closeAllConnections();
  server?.close();
});

// A browser that goes where it is sent, and signs in at the provider as `login`.
async function goThere(login, { jar = {}, onWay = () => {}, to = baton } = {}) {
  let at = `${to.url}/v1/sign-in/sso`;
  let form;
  for (let step = 0; step < 20; step++) {
    const host = new URL(at).host;
    const held = (jar[host] ??= {});
    const answer = await fetch(at, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: Object.entries(held).map(([name, value]) => `${name}=${value}`).join('; '), ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
      body: form,
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0].split(/=(.*)/s);
      held[name] = value;
    }
    form = undefined;
    const next = answer.headers.get('location');
    onWay(answer, at);
    if (next) {
      at = new URL(next, at).href;
      if (new URL(at).pathname === '/') return { answer, jar };
      continue;
    }
    const page = await answer.text();
    const action = page.match(/action="([^"]+)"/)?.[1];
    if (!action) return { answer, text: page, at, jar };
    at = new URL(action, at).href;
    form = page.includes('name="login"') ? `prompt=login&login=${login}&password=x` : 'prompt=consent';
  }
  throw new Error('the way has no end');
}

const sessionIn = (jar) => Object.assign(new Browser(baton), { cookie: `baton_session=${jar[new URL(baton.url).host]?.baton_session}` });

for (const [width, screen] of screens) {
  test(`a rep comes in by single sign-on, in a browser of ${width} px, and may not open the rules`, async () => {
    await withPage(screen, async (page) => {
      await page.goto(`${baton.url}/app/inbox`);
      await page.getByRole('link', { name: 'Sign in with Acme' }).click();
      await page.locator('input[name=login]').fill('ann-1');
      await page.locator('input[name=password]').fill('x');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(`${baton.url}/app/inbox`);
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      const refused = await page.evaluate(async () => (await fetch('/v1/workspace')).status);
      assert.equal(refused, 403);
      assert.equal(await page.evaluate(() => document.cookie), '');
    });
  });
}

test('the account is found again by its subject, and by nobody else’s', async () => {
  const { jar } = await goThere('ann-1');
  const me = (await sessionIn(jar).get('/v1/session')).body;
  assert.deepEqual([me.account.email, me.account.name, me.role], ['ann@acme.test', 'Ann Other', 'rep']);
  for (const login of ['eve-1', 'mal-1', 'two-1']) {
    const { answer, text } = await goThere(login);
    assert.equal(answer.status, 403, `${login}: ${text}`);
    assert.match(text, /no account here/);
  }
});

test('a way back that this browser did not begin is refused', async () => {
  let back;
  await goThere('ann-1', { onWay: (answer, at) => (back = at.includes('/callback') ? at : back) });
  const stolen = await fetch(back, { redirect: 'manual' });
  assert.equal(stolen.status, 403);
  const forged = await fetch(`${baton.url}/v1/sign-in/sso/callback?code=x&state=y`, { redirect: 'manual', headers: { cookie: 'baton_sso=a.b.c' } });
  assert.equal(forged.status, 403);
});

test('a token that is not of this sign-in, or was changed, lets nobody in', async () => {
  let earlier;
  tamper = (body) => (earlier = body);
  await goThere('ann-1');
  const parts = earlier.id_token.split('.');
  const changed = (part, change) => {
    const value = JSON.parse(Buffer.from(parts[part], 'base64url'));
    const copy = [...parts];
    copy[part] = Buffer.from(JSON.stringify({ ...value, ...change })).toString('base64url');
    return copy.join('.');
  };
  for (const [token, words] of [
    [earlier.id_token, /not of this sign-in/],
    [changed(1, { sub: 'admin' }), /signature is not its issuer/],
    [changed(0, { alg: 'none' }), /not signed as its issuer says/],
    [`${changed(0, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`, /not signed as its issuer says|three parts/],
    [changed(0, { kid: 'another' }), /no key such as/],
    ['nonsense', /three parts/],
  ]) {
    tamper = (body) => ({ ...body, id_token: token });
    const { answer, text } = await goThere('ann-1');
    assert.equal(answer.status, 403, text);
    assert.match(text, words);
  }
  tamper = (body) => body;
});

// A key to sign with, as a provider keeps it.
const keyFor = (alg, kid) => {
  const { privateKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid };
};

for (const alg of ['ES256', 'PS256']) {
  test(`an issuer that signs by ${alg}: its keys may change, a made-up one is asked for once`, async () => {
    const asked = [];
    let handle;
    const own = createServer((request, response) => {
      asked.push(new URL(request.url, 'http://x').pathname);
      handle(request, response);
    });
    own.listen(0, '127.0.0.1');
    await once(own, 'listening');
    const at = `http://127.0.0.1:${own.address().port}`;
    const there = await startBaton({ workspace, args: ['--allow-private', '--sso-issuer', at, '--sso-client', 'baton'], env: { BATON_SSO_SECRET: client.client_secret } });
    const signsBy = (...keys) => {
      handle = makeProvider(at, there, {
        config: { jwks: { keys }, enabledJWA: { idTokenSigningAlgValues: [alg] } },
        ofClient: { id_token_signed_response_alg: alg },
      }).callback();
    };
    const keysRead = () => asked.filter((path) => path === '/jwks').length;
    const come = async () => {
      const { jar, text } = await goThere('ann-1', { to: there });
      const who = await Object.assign(new Browser(there), { cookie: `baton_session=${jar[new URL(there.url).host]?.baton_session}` }).get('/v1/session');
      assert.equal(who.status, 200, text);
      return who.body.account.email;
    };
    try {
      await invite(there, 'ann@acme.test', 'rep', 'ann');
      const first = keyFor(alg, 'first');
      signsBy(first);
      let token;
      tamper = (body) => ((token = body.id_token), body);
      assert.equal(await come(), 'ann@acme.test');
      assert.deepEqual(JSON.parse(Buffer.from(token.split('.')[0], 'base64url')), { alg, kid: 'first' });
      assert.equal(await come(), 'ann@acme.test');
      assert.equal(keysRead(), 1);
      // The header says another algorithm than the key's: whatever it is, and however it is signed.
      for (const other of ['RS256', 'ES256', 'PS256', 'HS256', 'none'].filter((one) => one !== alg)) {
        tamper = (body) => {
          const [, claims, signature] = body.id_token.split('.');
          const header = Buffer.from(JSON.stringify({ alg: other, kid: 'first' })).toString('base64url');
          return { ...body, id_token: `${header}.${claims}.${signature}` };
        };
        const { answer, text } = await goThere('ann-1', { to: there });
        assert.deepEqual([answer.status, /not signed as its issuer says/.test(text)], [403, true], text);
      }
      tamper = (body) => body;
      assert.equal(keysRead(), 1);
      // The issuer changes its keys.
      signsBy(keyFor(alg, 'second'), first);
      assert.equal(await come(), 'ann@acme.test');
      assert.equal(keysRead(), 2);
      // A key that nobody has: nobody makes us ask again and again.
      tamper = (body) => {
        const [, claims, signature] = body.id_token.split('.');
        return { ...body, id_token: `${Buffer.from(JSON.stringify({ alg, kid: 'nobody has it' })).toString('base64url')}.${claims}.${signature}` };
      };
      for (let i = 0; i < 3; i++) assert.match((await goThere('ann-1', { to: there })).text, /no key such as/);
      assert.equal(keysRead(), 2);
    } finally {
      tamper = (body) => body;
      await there.close();
      own.closeAllConnections();
      own.close();
    }
  });
}

test('an issuer that is away is said to be, and passwords still sign in', async () => {
  const link = await invite(baton, 'zoe@acme.test', 'admin');
  const zoe = new Browser(baton);
  assert.equal((await zoe.post('/v1/sign-in/link', { link, password })).status, 200);
  const away = await startBaton({ workspace, args: ['--allow-private', '--sso-issuer', 'http://127.0.0.1:1', '--sso-client', 'baton'] });
  try {
    assert.equal((await away.get('/v1/sign-in/sso')).status, 502);
  } finally {
    await away.close();
  }
});
