// Connections and their tests: every kind of connection against the double of what it leads to, one that
// refuses and one that does not answer; who may test, how often, what stands in the trail; no secret is
// shown; and the settings page in Chromium. SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { startHubspot } from './hubspot_double.mjs';
import { person } from './people.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startPushService } from './receivers/push-service.mjs';
import { startSlackApi } from './receivers/slack-api.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { startBaton, until } from './server.mjs';

const secrets = {
  AUDIT_SECRET: `whsec_${Buffer.from('the secret of the audit hook').toString('base64')}`,
  BOT_TOKEN: 'xoxb-the-token-of-the-bot',
  HUBSPOT_TOKEN: 'pat-eu1-of-a-private-app',
  GRAPH_TOKEN: 'EAAB-of-the-page',
  FORM_SECRET: 'the-secret-of-the-form',
};

let http;
let refusing;
let silent;
let slack;
let smtp;
let hubspot;
let graph;
let push;
let baton;
let admin;
let operations;

const workspace = () => `workspace: acme
people:
  dana: { name: Dana Ruiz, email: dana@acme.test }
otherwise: { person: dana }
channels:
  room:    { type: slack, webhook: "${http.url}/slack/T00/B00/theroomspassword" }
  teams:   { type: teams, webhook: "${http.url}/teams/workflow" }
  audit:   { type: webhook, url: "${http.url}/hook", secret: "\${AUDIT_SECRET}", events: [closed] }
  refuses: { type: webhook, url: "${refusing.url}/hook" }
  silent:  { type: webhook, url: "${silent.url}/hook" }
  unset:   { type: webhook, url: "${http.url}/hook", secret: "\${NOBODY_SET_THIS}" }
  mail:    { type: email, server: "${smtp.url}", from: "Baton <leads@acme.test>" }
  bot:     { type: slack, token: "\${BOT_TOKEN}", url: "${slack.url}", channel: "#sales" }
  direct:  { type: slack, token: "\${BOT_TOKEN}", url: "${slack.url}" }
  phones:  { type: push, contact: ops@acme.test }
notify: [refuses]
crm:
  main: { type: hubspot, url: "${hubspot.url}", token: "\${HUBSPOT_TOKEN}", every: 1h }
hooks:
  ads:  { type: meta, secret: "\${FORM_SECRET}", verify: "\${FORM_SECRET}", token: "\${GRAPH_TOKEN}", url: "${graph.url}" }
  form: { type: typeform, secret: "\${FORM_SECRET}", map: { email: email } }
`;

before(async () => {
  [http, refusing, silent, slack, smtp, hubspot, push] = await Promise.all([
    startHttpReceiver({ secret: secrets.AUDIT_SECRET }),
    startHttpReceiver({ mode: 'gone' }),
    startHttpReceiver({ mode: 'hang' }),
    startSlackApi({ token: secrets.BOT_TOKEN, members: { U0DANA: 'dana@acme.test' } }),
    startMailServer({ plain: true }),
    startHubspot({ token: secrets.HUBSPOT_TOKEN, owners: { 11: 'dana@acme.test', 12: 'ann@acme.test' } }),
    startPushService(),
  ]);
  graph = { calls: [], server: createServer((request, response) => {
    graph.calls.push(`${request.method} ${request.url}`);
    const known = request.headers.authorization === `Bearer ${secrets.GRAPH_TOKEN}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end(known ? '{"id":"1"}' : '{"error":{}}');
  }) };
  graph.server.listen(0, '127.0.0.1');
  await once(graph.server, 'listening');
  graph.url = `http://127.0.0.1:${graph.server.address().port}`;
  baton = await startBaton({ workspace: workspace(), args: ['--allow-private', '--ca-file', push.certificate, '--sso-issuer', 'http://127.0.0.1:1', '--sso-client', 'baton'], env: secrets });
  admin = await person(baton, 'dana@acme.test', 'admin', 'dana');
  operations = await person(baton, 'olga@acme.test', 'operations');
});
after(async () => {
  await baton?.close();
  graph?.server.close();
  await Promise.all([http, refusing, silent, slack, smtp, hubspot, push].map((one) => one?.close()));
});

const tried = async (name, who = admin) => {
  const answer = await who.post(`/v1/connections/${encodeURIComponent(name)}/test`, {});
  assert.equal(answer.status, 200, `${name}: ${answer.text}`);
  return answer.body;
};
const passed = async (name, found, who) => {
  const result = await tried(name, who);
  assert.deepEqual([result.outcome, result.error], ['passed', null], `${name}: ${JSON.stringify(result)}`);
  assert.match(result.found, found);
};
const failed = async (name, status, error) => {
  const result = await tried(name);
  assert.deepEqual([result.outcome, result.status, result.found], ['failed', status, null], `${name}: ${JSON.stringify(result)}`);
  assert.match(result.error, error);
  return result;
};

test('each kind of connection is tried as its deliveries go, and the message says that it is a test', async () => {
  await passed('room', /^a message in the channel$/);
  const [inRoom] = await http.slack.waitForAll(1);
  assert.deepEqual(inRoom.complaints, []);
  assert.match(JSON.stringify(inRoom.payload), /Test by Baton: messages of acme come through.*dana@acme\.test asked for it in the settings/s);
  await passed('teams', /^a message in the channel$/);
  assert.deepEqual((await http.teams.waitForAll(1))[0].complaints, []);
  // Signed, and sent although it hears of `closed` alone.
  await passed('audit', /type test/);
  const [event] = await http.hooks.waitForAll(1);
  assert.deepEqual(event.complaints, []);
  assert.equal(event.payload.type, 'test');
  assert.deepEqual(Object.keys(event.payload.data).sort(), ['detail', 'workspace']);
  await passed('mail', /^mail to olga@acme\.test$/, operations);
  const mail = await smtp.mails.waitFor((one) => one.to.includes('olga@acme.test'));
  assert.equal(mail.subject, 'Test by Baton: messages of acme come through');
  assert.match(mail.text, /olga@acme\.test asked for it in the settings\. Nothing needs to be done\./);
  await passed('bot', /^a message in #sales$/);
  await passed('direct', /^a direct message to dana@acme\.test$/);
  const rooms = slack.calls.items.filter(({ method }) => method === 'chat.postMessage').map(({ payload }) => payload.channel);
  assert.deepEqual(rooms, ['#sales', 'D0DANA']);
  await passed('crm:main', /^2 people can own records there$/);
  assert.ok(hubspot.calls.items.some(({ method, path }) => method === 'GET' && path.startsWith('/crm/v3/owners')));
  for (const type of ['contacts', 'companies', 'deals', 'leads', 'tasks']) assert.deepEqual(hubspot.all(type), [], 'a CRM is only read');
  await passed('hook:ads', /^its token is taken there$/);
  assert.deepEqual(graph.calls, ['GET /me?fields=id']);
  await passed('hook:form', /its secrets are there/);
});

test('notifications go to the browsers of whoever tests', async () => {
  const none = await admin.post('/v1/connections/phones/test', {});
  assert.deepEqual([none.status, none.body.detail], [409, 'push is switched on in none of your browsers']);
  const browser = push.browser((await admin.get('/v1/push')).body.key);
  assert.equal((await admin.post('/v1/push/subscriptions', browser.subscription())).status, 204);
  await passed('phones', /^a notification in 1 of your 1 browsers$/);
});

test('one that refuses, one that does not answer and one that is not set up are said to be', async () => {
  await failed('refuses', 410, /410/);
  const unset = await failed('unset', null, /NOBODY_SET_THIS/);
  assert.match(unset.error, /^channel unset: secret/);
  await failed('single-sign-on', null, /cannot be reached/);
  hubspot.token = 'another';
  await failed('crm:main', 401, /./);
  hubspot.token = secrets.HUBSPOT_TOKEN;
  Object.assign(slack, { mode: 'is_archived' });
  await failed('bot', 200, /is_archived/);
  slack.mode = 'ok';
  smtp.mode = 'refuse';
  await failed('mail', 550, /550/);
  smtp.mode = 'ok';
  await failed('silent', null, /./);
});

test('the list says how each stands, and no secret', async () => {
  await until('the first lead’s message is given up', async () => {
    if ((await admin.get('/v1/leads')).body.leads.length === 0) await admin.post('/v1/leads', { email: 'ann@oak.test', source: 'form' });
    return (await admin.get('/v1/deliveries?state=dead')).body.deliveries.length > 0;
  });
  const answer = await until('the lead is in the CRM', async () => {
    const list = await admin.get('/v1/connections');
    return list.body.connections.some((one) => one.name === 'crm:main' && one.waiting === 0 && one.last_sent_at) && list;
  }, { timeout: 60_000 });
  assert.equal(answer.body.whole, true);
  const of = (name) => answer.body.connections.find((one) => one.name === name);
  assert.deepEqual(answer.body.connections.map((one) => one.name), ['room', 'teams', 'audit', 'refuses', 'silent', 'unset', 'mail', 'bot', 'direct', 'phones', 'crm:main', 'hook:ads', 'hook:form', 'single-sign-on']);
  assert.deepEqual([of('refuses').dead, of('refuses').last_error.state, of('refuses').last_error.status], [1, 'dead', 410]);
  assert.match(of('unset').fault, /NOBODY_SET_THIS/);
  assert.equal(of('room').host, new URL(http.url).host);
  assert.equal(of('room').fault, null);
  assert.ok(of('hook:form').last_lead_at, 'the lead came by it');
  assert.equal(of('hook:ads').last_lead_at, null);
  const trail = await admin.get('/v1/audit?action=connection&limit=200');
  for (const text of [answer.text, trail.text]) {
    for (const secret of [...Object.values(secrets), 'theroomspassword']) assert.ok(!text.includes(secret), secret);
  }
  const [latest] = trail.body.entries.filter((one) => one.subject === 'refuses');
  assert.deepEqual([latest.action, latest.actor, latest.after.outcome, latest.after.status], ['connection.tested', 'user:dana@acme.test', 'failed', 410]);
});

test('who may not is refused, and so is who tests too often or what is not there', async () => {
  const rep = await person(baton, 'ann@acme.test', 'rep', 'dana');
  assert.equal((await rep.get('/v1/connections')).status, 403);
  assert.equal((await rep.post('/v1/connections/room/test', {})).status, 403);
  const wrong = await admin.post('/v1/connections/rom/test', {});
  assert.deepEqual([wrong.status, wrong.body.detail], [404, 'there is no connection "rom"; did you mean "room"?']);
  assert.equal((await admin.post('/v1/connections/room/test', { to: 'somebody@else.test' })).status, 422);
  let last;
  for (let i = 0; i < 12; i++) last = await operations.post('/v1/connections/teams/test', {});
  assert.equal(last.status, 429);
  assert.ok(Number(last.headers['retry-after']) > 0);
  // A token has no mailbox: the channel's own sender gets the mail; and no browser.
  const { token } = (await admin.post('/v1/tokens', { name: 'deploy', scopes: 'workspace' })).body;
  const byToken = { authorization: `Bearer ${token}` };
  const mail = await baton.post('/v1/connections/mail/test', {}, byToken);
  assert.equal(mail.body.outcome, 'passed', mail.text);
  await smtp.mails.waitFor((one) => one.to.includes('leads@acme.test') && /The token deploy asked/.test(one.text));
  assert.equal((await baton.post('/v1/connections/phones/test', {}, byToken)).status, 403);
});

for (const [width, height, colorScheme] of [[1280, 800, 'light'], [390, 844, 'dark']]) {
  test(`the settings test a connection in the browser (${width} px, ${colorScheme})`, async () => {
    await withPage({ viewport: { width, height }, colorScheme }, async (page, log) => {
      const [name, value] = operations.cookie.split('=');
      await page.context().addCookies([{ name, value, url: baton.url, httpOnly: true, sameSite: 'Strict' }]);
      await page.goto(`${baton.url}/app/settings`);
      const row = (words) => page.getByRole('listitem').filter({ hasText: words });
      await page.getByRole('button', { name: 'Test: room' }).click();
      await row('room').getByText(/^It works: a message in the channel/).waitFor();
      const before = (await admin.get('/v1/audit?action=connection&subject=refuses')).body.entries.length;
      await page.getByRole('button', { name: 'Test: refuses' }).focus();
      await page.keyboard.press('Enter');
      await row('refuses').getByText(/^It does not work: 410, /).waitFor();
      assert.equal((await admin.get('/v1/audit?action=connection&subject=refuses')).body.entries.length, before + 1);
      await row('refuses').getByText('Failing').waitFor();
      await row('unset').getByText('Not set up').waitFor();
      // Operations see no members, tokens or trail.
      assert.equal(await page.getByRole('button', { name: 'Team access' }).count(), 0);
      assert.deepEqual(await axeFindings(page), []);
      assert.equal(await fitsItsWidth(page), true);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/connections-${width}.png`, fullPage: true });
      for (const host of log.hosts) assert.equal(host, new URL(baton.url).host);
      assert.deepEqual(log.errors, []);
    });
  });
}
