// Every operation of openapi.json by every role, over HTTP: what is refused is refused by the server,
// and whose rows a role does not see are in no list, no page, no search and no stream. An operation
// that is not in the table here fails.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Browser, person } from './people.mjs';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
  olga:   { name: Olga Berg, email: olga@acme.test }
pools:
  inside: { members: [sarah, marcus] }
  other:  { members: [olga] }
queues:
  nurture: { open_to: inside }
  away:    { open_to: other }
rules:
  - { name: Marcus, when: lead.source == "marcus", route: { person: marcus } }
  - { name: Sarah, when: lead.source == "sarah", route: { person: sarah } }
  - { name: Olga, when: lead.source == "olga", route: { person: olga } }
  - { name: Nurture, when: lead.source == "nurture", route: { queue: nurture } }
otherwise: { queue: away }
`;

const roles = ['admin', 'operations', 'manager', 'rep'];
const reaches = { a: 'all', t: 'team', o: 'own', '-': 'none' };

// Operation → for admin, operations, manager, rep: a(ll), t(eam), o(wn), - (refused); 'open': nobody
// need be known.
const table = {
  'POST /v1/leads': 'aa--',
  'POST /v1/leads/batch': 'aa--',
  'GET /v1/leads': 'aato',
  'GET /v1/leads/{lead}': 'aato',
  'GET /v1/leads/{lead}/history': 'aato',
  'GET /v1/leads/{lead}/explanation': 'aato',
  'POST /v1/leads/{lead}/acknowledge': 'aato',
  'POST /v1/leads/{lead}/contact': 'aato',
  'POST /v1/leads/{lead}/close': 'aato',
  'POST /v1/leads/{lead}/reassign': 'aato',
  'POST /v1/leads/{lead}/claim': 'aato',
  'POST /v1/forget': 'a---',
  'POST /v1/decide': 'aa--',
  'GET /v1/people': 'aato',
  'GET /v1/people/{person}': 'aato',
  'PUT /v1/people/{person}/availability': 'aato',
  'PUT /v1/people/{person}/figures': 'aa--',
  'GET /v1/pools': 'aaaa',
  'GET /v1/pools/{pool}/ledger': 'aaa-',
  'GET /v1/reports/{report}': 'aato',
  'GET /v1/workspace': 'aa--',
  'PUT /v1/workspace': 'aa--',
  'POST /v1/workspace/check': 'aa--',
  'POST /v1/workspace/simulate': 'aa--',
  'POST /v1/workspace/compare': 'aa--',
  'GET /v1/workspace/versions': 'aa--',
  'GET /v1/workspace/versions/{version}': 'aa--',
  'POST /v1/workspace/rollback': 'aa--',
  'PUT /v1/workspace/editors/{editor}': 'aa--',
  'DELETE /v1/workspace/editors/{editor}': 'aa--',
  'GET /v1/events': 'aato',
  'GET /v1/deliveries': 'aa--',
  'GET /v1/deliveries/{delivery}': 'aa--',
  'POST /v1/deliveries/{delivery}/retry': 'aa--',
  'POST /v1/deliveries/replay': 'aa--',
  'GET /v1/connections': 'aa--',
  'POST /v1/connections/{connection}/test': 'aa--',
  'GET /v1/tokens': 'a---',
  'POST /v1/tokens': 'a---',
  'DELETE /v1/tokens/{token}': 'a---',
  'GET /v1/session': 'aaaa',
  'DELETE /v1/session': 'aaaa',
  'GET /v1/sessions': 'aaaa',
  'DELETE /v1/sessions/{session}': 'aaaa',
  'PUT /v1/account/password': 'aaaa',
  'GET /v1/push': 'aaaa',
  'POST /v1/push/subscriptions': 'aaaa',
  'DELETE /v1/push/subscriptions/{subscription}': 'aaaa',
  'POST /v1/push/test': 'aaaa',
  'GET /v1/members': 'a---',
  'POST /v1/members': 'a---',
  'PUT /v1/members/{account}': 'a---',
  'DELETE /v1/members/{account}': 'a---',
  'POST /v1/members/{account}/link': 'a---',
  'GET /v1/audit': 'a---',
  'GET /metrics': 'a---',
  'GET /v1/openapi.json': 'aaaa',
  'GET /v1/sign-in': 'open',
  'GET /v1/sign-in/sso': 'open',
  'GET /v1/sign-in/sso/callback': 'open',
  'POST /v1/sign-in/link': 'open',
  'POST /v1/sign-in/reset': 'open',
  'POST /v1/session': 'open',
  'POST /f/{form}': 'open',
  'OPTIONS /f/{form}': 'open',
  'GET /f/{form}/key': 'open',
  'OPTIONS /f/{form}/key': 'open',
  'POST /v1/hooks/{source}': 'open',
  'GET /v1/hooks/{source}': 'open',
  'GET /a/{link}': 'open',
  'POST /a/{link}': 'open',
  'GET /healthz': 'open',
  'GET /readyz': 'open',
};

const nobody = '018f3c1e-0000-7000-8000-000000000000';
let baton;
let document;
const people = {};
const leads = {};

before(async () => {
  baton = await startBaton({ workspace });
  document = (await baton.get('/v1/openapi.json')).body;
  for (const [role, key] of [['admin'], ['operations'], ['manager', 'dana'], ['rep', 'marcus']]) {
    people[role] = await person(baton, `${role}@acme.test`, role, key);
  }
  for (const source of ['marcus', 'sarah', 'olga', 'nurture', 'away']) {
    leads[source] = await lead(source);
  }
});
after(() => baton?.close());

async function lead(source) {
  const answer = await people.admin.post('/v1/leads', { email: `${source}.${Math.random().toString(36).slice(2)}@x.test`, company: 'Findable', source });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.lead;
}

function operations() {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'].includes(method))
      .map((method) => ({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, operation: item[method] })),
  );
}

const filled = (path, lead) =>
  path
    .replace('{lead}', lead)
    .replace('{person}', 'marcus')
    .replace('{pool}', 'inside')
    .replace('{version}', '1')
    .replace(/\{(delivery|session|account|subscription|editor)\}/, nobody)
    .replace('{token}', 'none')
    .replace('{connection}', 'none')
    .replace('{form}', 'website')
    .replace('{report}', 'volume')
    .replace('{source}', 'none');

// The status alone: a stream has no end.
async function statusOf(method, path, headers, body) {
  const call = request(baton.url + path, { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } });
  call.end(body);
  const [response] = await once(call, 'response');
  call.destroy();
  response.on('error', () => {});
  return response.statusCode;
}

// A body that no call takes: what is allowed is told so, and nothing is changed.
const harmless = (method) => (method === 'GET' || method === 'DELETE' ? '' : '[]');
const headersOf = (browser, method) => ({ origin: baton.url, cookie: browser.cookie, ...(harmless(method) ? { 'content-type': 'application/json' } : {}) });

test('the table has every operation, and the document says the same', () => {
  assert.deepEqual(operations().map((one) => one.name).sort(), Object.keys(table).sort());
  for (const { name, operation } of operations()) {
    const entry = table[name];
    const said = entry === 'open' ? undefined : Object.fromEntries(roles.map((role, i) => [role, reaches[entry[i]]]));
    assert.deepEqual(operation['x-roles'], said, name);
    assert.deepEqual(operation.security, entry === 'open' ? [] : undefined, name);
  }
});

test('each role may call what the table says, and is refused the rest', async () => {
  for (const { name, method, path } of operations()) {
    const entry = table[name];
    if (entry === 'open') continue;
    for (const [i, role] of roles.entries()) {
      const caller = name === 'DELETE /v1/session' ? new Browser(baton) : people[role];
      if (caller !== people[role]) await caller.signIn(people[role].email);
      const status = await statusOf(method, filled(path, leads.marcus), headersOf(caller, method), harmless(method));
      if (entry[i] === '-') assert.equal(status, 403, `${role}: ${name}`);
      else assert.ok(![401, 403, 500].includes(status), `${role}: ${name}: ${status}`);
    }
  }
});

test('without a session or a token, and with one that is none, every call is refused', async () => {
  for (const { name, method, path } of operations()) {
    if (table[name] === 'open') continue;
    const target = filled(path, leads.marcus);
    assert.equal(await statusOf(method, target, {}, harmless(method)), 401, name);
    assert.equal(await statusOf(method, target, { cookie: 'baton_session=bs_none', origin: baton.url }, harmless(method)), 401, name);
  }
});

test('a lead that is not theirs: no page, no story, no action', async () => {
  const hidden = { rep: ['sarah', 'olga', 'away'], manager: ['olga', 'away'] };
  for (const [role, sources] of Object.entries(hidden)) {
    for (const source of sources) {
      for (const { name, method, path } of operations().filter((one) => one.path.includes('{lead}'))) {
        const body = name.endsWith('close') ? '{"lost":"no"}' : name.endsWith('claim') ? '{"person":"marcus"}' : name.endsWith('reassign') ? '{"to":{"person":"marcus"}}' : harmless(method) && '{}';
        const status = await statusOf(method, filled(path, leads[source]), headersOf(people[role], method), body);
        assert.equal(status, 403, `${role}: ${name} of ${source}'s`);
      }
    }
  }
  for (const source of Object.keys(leads)) {
    assert.equal((await people.admin.get(`/v1/leads/${leads[source]}`)).body.state === 'assigned', !['nurture', 'away'].includes(source), 'nothing has moved');
  }
  assert.equal((await people.rep.get(`/v1/leads/${nobody}`)).status, 404);
});

test('lists and searches hold what they see, whatever is asked for', async () => {
  const seen = { admin: Object.values(leads), operations: Object.values(leads), manager: [leads.marcus, leads.sarah, leads.nurture], rep: [leads.marcus, leads.nurture] };
  for (const [role, ids] of Object.entries(seen)) {
    const listed = async (query) => (await people[role].get(`/v1/leads?limit=200${query}`)).body.leads.map((one) => one.lead).sort();
    assert.deepEqual(await listed(''), [...ids].sort(), role);
    assert.deepEqual(await listed('&q=findable'), [...ids].sort(), role);
    const olgas = role === 'admin' || role === 'operations' ? [leads.olga] : [];
    assert.deepEqual(await listed('&person=olga'), olgas, role);
    const { email } = (await people.admin.get(`/v1/leads/${leads.olga}`)).body.fields;
    assert.deepEqual(await listed(`&email=${encodeURIComponent(email)}`), olgas, role);
  }
});

test('reports are of their own and their team’s assignments, as JSON and as CSV', async () => {
  const seen = { admin: ['marcus', 'olga', 'sarah'], operations: ['marcus', 'olga', 'sarah'], manager: ['marcus', 'sarah'], rep: ['marcus'] };
  for (const [role, who] of Object.entries(seen)) {
    for (const report of ['volume', 'response', 'conversion']) {
      const path = `/v1/reports/${report}?by=person`;
      const { rows, total } = (await people[role].get(path)).body;
      assert.deepEqual(rows.map((row) => row.person).filter(Boolean).sort(), who, `${role}: ${path}`);
      const csv = (await people[role].get(path, { accept: 'text/csv' })).text;
      assert.deepEqual(csv.split('\r\n').slice(1, -1).map((line) => line.split(',')[0]).filter(Boolean).sort(), who, `${role}: CSV of ${path}`);
      const all = (await people.admin.get(path)).body.total;
      if (role === 'rep' || role === 'manager') assert.ok(total.assigned < all.assigned, `${role}: the sum holds no others`);
      const asked = (await people[role].get(`${path}&person=olga`)).body.rows.map((row) => row.person);
      assert.deepEqual(asked, who.includes('olga') ? ['olga'] : [], `${role}: ${path} of olga`);
    }
    const capacity = (await people[role].get('/v1/reports/capacity')).body.rows.map((row) => row.person);
    assert.deepEqual(capacity, role === 'rep' ? ['marcus'] : role === 'manager' ? ['dana', 'marcus', 'sarah'] : ['dana', 'marcus', 'olga', 'sarah'], role);
    const queues = (await people[role].get('/v1/reports/queues?by=queue')).body.rows.map((row) => row.queue).filter(Boolean).sort();
    assert.deepEqual(queues, role === 'rep' || role === 'manager' ? ['nurture'] : ['away', 'nurture'], role);
  }
  assert.equal((await people.rep.get('/v1/reports/conversion?by=source&source=olga')).body.total.leads, 0);
});

test('figures are their own and their team’s, availability is changed for nobody else', async () => {
  const figuresSeen = async (role) => (await people[role].get('/v1/people')).body.people.filter((one) => one.figures).map((one) => one.person).sort();
  assert.deepEqual(await figuresSeen('rep'), ['marcus']);
  assert.deepEqual(await figuresSeen('manager'), ['dana', 'marcus', 'sarah']);
  assert.equal((await figuresSeen('operations')).length, 4);
  assert.equal((await people.rep.put('/v1/people/sarah/availability', { paused: true })).status, 403);
  assert.equal((await people.manager.put('/v1/people/olga/availability', { paused: true })).status, 403);
  assert.equal((await people.manager.put('/v1/people/sarah/availability', { paused: true })).status, 200);
  assert.equal((await people.rep.put('/v1/people/marcus/availability', { back: true })).status, 200);
  assert.equal((await people.manager.put('/v1/people/sarah/availability', { paused: false })).status, 200);
});

test('who acts for another is refused; what waits in a queue of theirs can be claimed', async () => {
  assert.equal((await people.rep.post(`/v1/leads/${leads.marcus}/acknowledge`, { person: 'sarah' })).status, 403);
  const mine = await lead('nurture');
  assert.equal((await people.rep.post(`/v1/leads/${mine}/close`, { lost: 'no' })).status, 403);
  assert.equal((await people.rep.post(`/v1/leads/${mine}/claim`, { person: 'sarah' })).status, 403);
  const claimed = await people.rep.post(`/v1/leads/${mine}/claim`, { person: 'marcus' });
  assert.deepEqual([claimed.status, claimed.body.person], [200, 'marcus']);
  const history = await people.rep.get(`/v1/leads/${mine}/history`);
  assert.equal(history.body.events.at(-1).actor, 'user:rep@acme.test');
});

test('the stream tells each of what they see, and whoever loses a lead sees it go', async () => {
  const heard = {};
  const lines = {};
  for (const role of roles) {
    heard[role] = [];
    const line = await people[role].events();
    lines[role] = line;
    (async () => {
      for (;;) heard[role].push(await line.next());
    })().catch(() => {});
  }
  const ids = {};
  for (const source of ['olga', 'away', 'sarah', 'nurture', 'marcus']) ids[source] = await lead(source);
  await people.admin.post(`/v1/leads/${ids.marcus}/reassign`, { to: { person: 'olga' } });
  await people.admin.post(`/v1/leads/${ids.marcus}/acknowledge`, {});
  await people.admin.put('/v1/people/olga/availability', { paused: true });
  await people.admin.put('/v1/people/sarah/availability', { paused: true });
  const last = await lead('marcus');
  for (const role of roles) await until(`${role} hears of the last lead`, () => heard[role].some((one) => one.lead === last && one.kind === 'received'));
  const kinds = (role, source) => heard[role].filter((one) => one.lead === ids[source]).map((one) => one.kind);
  assert.deepEqual(kinds('admin', 'marcus'), ['received', 'decided', 'acknowledged']);
  assert.deepEqual(kinds('rep', 'marcus'), ['received', 'decided']);
  assert.deepEqual(kinds('rep', 'nurture'), ['received']);
  for (const source of ['olga', 'away', 'sarah']) assert.deepEqual(kinds('rep', source), [], source);
  assert.deepEqual(kinds('manager', 'sarah'), ['received']);
  for (const source of ['olga', 'away']) assert.deepEqual(kinds('manager', source), [], source);
  const away = (role) => heard[role].filter((one) => one.kind === 'availability').map((one) => one.person);
  assert.deepEqual(away('operations'), ['olga', 'sarah']);
  assert.deepEqual(away('manager'), ['sarah']);
  assert.deepEqual(away('rep'), []);
  for (const line of Object.values(lines)) line.cut();
  await people.admin.put('/v1/people/sarah/availability', { paused: false });

  // The same from the log's beginning, and of one lead that is not theirs: nothing.
  const again = await people.rep.events({ after: 0 });
  for (;;) {
    const event = await again.next();
    if (event.lead) assert.ok(![ids.olga, ids.away, ids.sarah, leads.sarah, leads.olga].includes(event.lead));
    if (event.lead === last) break;
  }
  again.cut();
});

test('a stream ends with its session, and with its role', async () => {
  const one = await person(baton, 'leaver@acme.test', 'rep', 'marcus');
  const line = await one.events();
  const { members } = (await people.admin.get('/v1/members')).body;
  const account = members.find((each) => each.email === 'leaver@acme.test').account;
  assert.equal((await people.admin.call('DELETE', `/v1/members/${account}`)).status, 204);
  await assert.rejects(line.next(), /ended|terminated/);
  assert.equal((await one.get('/v1/leads')).status, 401);
});

test('a token does what its scopes say, in its workspace, until it expires', async () => {
  const { token } = (await people.admin.post('/v1/tokens', { name: 'reader', scopes: 'leads:read', expires_in: '1s' })).body;
  const as = { authorization: `Bearer ${token}` };
  assert.equal((await baton.raw('GET', '/v1/leads', as)).status, 200);
  assert.equal((await baton.raw('GET', '/v1/audit', as)).status, 403);
  await until('it has expired', async () => (await baton.raw('GET', '/v1/leads', as)).status === 401);
});
