// What is wrong is refused with words that name the place, stores nothing, and leaves the server as
// it was: sizes, types, encodings, ragged files, documents full of errors, strangers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { run, startBaton } from './server.mjs';

const workspace = `workspace: acme
fields:
  product: { type: set, of: [basic, pro] }
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
otherwise: { pool: inside }
`;

async function withBaton(use) {
  const baton = await startBaton({ workspace });
  try {
    await use(baton);
    assert.equal((await baton.get('/healthz')).status, 200);
  } finally {
    await baton.close();
  }
}

const json = { 'content-type': 'application/json' };

// A refusal as RFC 9457 wants it.
function assertRefused(answer, status, words) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get?.('content-type') ?? answer.headers['content-type'], /^application\/problem\+json/);
  assert.equal(answer.body.status, status);
  if (words) assert.match(answer.body.detail, words);
}

// The lines that a batch gives back.
async function batch(baton, body, type = 'text/csv', headers = {}) {
  const answer = await baton.post('/v1/leads/batch', body, { 'content-type': type, ...headers });
  assert.equal(answer.status, 200, answer.text);
  return answer.text.trim().split('\n').map((line) => JSON.parse(line));
}

test('bodies of 5 and 6 MB: 413, before anybody looks at their type', async () => {
  await withBaton(async (baton) => {
    for (const megabytes of [5, 6]) {
      const body = Buffer.alloc(megabytes * 1_000_000, 'x');
      for (const path of ['/v1/leads', '/v1/decide', '/f/website']) {
        for (const type of ['application/json', 'image/png']) {
          assertRefused(await baton.post(path, body, { 'content-type': type }), 413, /larger than \d+ bytes/);
        }
      }
    }
    const big = Buffer.alloc(6_000_000, 'x');
    assertRefused(await baton.put('/v1/workspace', big, { 'content-type': 'image/png' }), 413);
    assert.deepEqual(await baton.all('/v1/leads', 'leads'), []);
  });
});

test('a body that breaks off stores nothing', async () => {
  await withBaton(async (baton) => {
    const request = httpRequest(`${baton.url}/v1/leads`, { method: 'POST', headers: { ...json, 'content-length': 1000 } });
    request.on('error', () => {});
    request.write('{"email":"ann@oak.test"}');
    await once(request, 'socket').then(([socket]) => socket.connecting && once(socket, 'connect'));
    const closed = new Promise((resolve) => request.on('close', resolve));
    request.destroy();
    await closed;
    assert.equal((await baton.post('/v1/leads', { email: 'kit@moss.test' })).status, 201);
    assert.deepEqual((await baton.all('/v1/leads', 'leads')).map((lead) => lead.fields.email), ['kit@moss.test']);
  });
});

test('broken UTF-8, broken JSON, the wrong type', async () => {
  await withBaton(async (baton) => {
    const broken = Buffer.from([...Buffer.from('{"name":"'), 0xff, 0xfe, ...Buffer.from('"}')]);
    assertRefused(await baton.post('/v1/leads', broken, json), 400, /UTF-8/);
    assertRefused(await baton.post('/v1/leads', '{"name":', json), 400);
    assertRefused(await baton.post('/v1/leads', '[1]', json), 400);
    assertRefused(await baton.post('/v1/leads', '{"a":1,"a":2}'.repeat(2), json), 400);
    assertRefused(await baton.post('/v1/leads', `${'['.repeat(5000)}`, json), 400);
    const wrong = await baton.post('/v1/leads', 'email=ann@oak.test', { 'content-type': 'application/x-www-form-urlencoded' });
    assertRefused(wrong, 415, /application\/json/);
    assertRefused(await baton.post('/v1/leads/batch', 'email\n', { 'content-type': 'application/pdf' }), 415);
    const latin = Buffer.from([...Buffer.from('workspace: acme # caf'), 0xe9]);
    const { headers } = await baton.get('/v1/workspace');
    assertRefused(await baton.put('/v1/workspace', latin, { 'content-type': 'text/yaml', 'if-match': headers.get('etag') }), 400);
    assertRefused(await baton.post('/v1/nothing', '{}', json), 404);
    assert.equal((await baton.call('DELETE', '/v1/leads')).status, 405);
    assert.deepEqual(await baton.all('/v1/leads', 'leads'), []);
    assert.equal((await baton.get('/v1/workspace')).text, workspace);
  });
});

test('a value of the wrong kind is a warning and no loss', async () => {
  await withBaton(async (baton) => {
    const { status, body } = await baton.post('/v1/leads', { email: 'ann@oak.test', product: 7, employees: [1, 2], signals: 3 });
    assert.equal(status, 201);
    assert.deepEqual(body.warnings.map((warning) => warning.field).sort(), ['employees', 'product', 'signals']);
    assert.match(body.warnings.find((warning) => warning.field === 'product').message, /number stands where a list/);
    assert.equal((await baton.get(`/v1/leads/${body.lead}`)).body.fields.employees, undefined);
  });
});

test('a person who does not exist is named', async () => {
  await withBaton(async (baton) => {
    const { lead } = (await baton.post('/v1/leads', { email: 'ann@oak.test' })).body;
    assertRefused(await baton.get('/v1/people/sahra'), 404, /sahra/);
    assertRefused(await baton.put('/v1/people/sahra/availability', { back: true }), 404, /sahra/);
    const given = await baton.post(`/v1/leads/${lead}/reassign`, { to: { person: 'sahra' } });
    assertRefused(given, 422, /sahra/);
    assertRefused(await baton.post(`/v1/leads/${lead}/reassign`, { to: 'marcus' }), 422);
    assertRefused(await baton.post(`/v1/leads/${lead}/close`, { won: 'much' }), 422);
    assert.equal((await baton.get(`/v1/leads/${lead}`)).body.person, 'sarah');
  });
});

test('CSV with a BOM, CRLF and ragged rows: a bad row is that row alone', async () => {
  await withBaton(async (baton) => {
    const lines = await batch(baton, [
      '\ufeffemail,company,employees',
      'ann@oak.test,Oak,"5,000"',
      'bo@moss.test,Moss',
      'kit@fern.test,"Fern, Ltd",3,more',
      '"zed@elm.test","Elm ""& Sons""\r\nof Kent",40',
      'last@ash.test,Ash,7',
    ].join('\r\n'));
    assert.deepEqual(lines.map((line) => [line.line, line.error?.detail]), [
      [2, undefined],
      [3, 'line 3: the row has 2 cells, the header 3'],
      [4, 'line 4: the row has 4 cells, the header 3'],
      [5, undefined],
      [7, undefined],
    ]);
    const leads = new Map((await baton.all('/v1/leads', 'leads')).map((lead) => [lead.fields.email, lead.fields]));
    assert.deepEqual([...leads.keys()].sort(), ['ann@oak.test', 'last@ash.test', 'zed@elm.test']);
    assert.equal(leads.get('ann@oak.test').employees, 5000);
    assert.match(leads.get('zed@elm.test').company, /Elm "& Sons"/);
  });
});

test('JSON lines: a bad line is that line alone, and a key makes the whole upload repeatable', async () => {
  await withBaton(async (baton) => {
    const body = Buffer.concat([
      Buffer.from('{"email":"ann@oak.test"}\r\n\n{"email":\n[1]\n{"name":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"email":"kit@moss.test"}'),
    ]);
    const lines = await batch(baton, body, 'application/x-ndjson', { 'idempotency-key': 'upload-1' });
    assert.deepEqual(lines.map((line) => [line.line, line.error?.status ?? 201]), [[1, 201], [3, 400], [4, 400], [5, 400], [6, 201]]);
    const again = await batch(baton, body, 'application/x-ndjson', { 'idempotency-key': 'upload-1' });
    assert.deepEqual(again.map((line) => line.lead), lines.map((line) => line.lead));
    assert.equal((await baton.all('/v1/leads', 'leads')).length, 2);
  });
});

// The rows of a long file, made as they are sent.
async function* rows(count) {
  yield 'email,company,employees\r\n';
  for (let from = 0; from < count; from += 500) {
    let text = '';
    for (let n = from; n < Math.min(count, from + 500); n++) text += `lead${n}@company${n}.test,Company ${n},${n % 3000}\r\n`;
    yield text;
  }
}

const long = process.env.SLOW ? 1_000_000 : 20_000;

test(`CSV of ${long} rows, streamed both ways`, async () => {
  await withBaton(async (baton) => {
    const request = httpRequest(`${baton.url}/v1/leads/batch`, { method: 'POST', headers: { 'content-type': 'text/csv' } });
    let tellFirst;
    const firstResult = new Promise((resolve) => (tellFirst = resolve));
    const sending = (async () => {
      let pieces = 0;
      for await (const text of rows(long)) {
        if (!request.write(text)) await once(request, 'drain');
        if ((pieces += 1) === 2) await firstResult; // results come while the file is still being sent
      }
      request.end();
    })();
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 200);
    const people = new Map();
    let line = 1;
    for await (const text of createInterface({ input: response })) {
      tellFirst();
      const result = JSON.parse(text);
      line += 1;
      assert.equal(result.line, line);
      people.set(result.person, (people.get(result.person) ?? 0) + 1);
    }
    await sending;
    assert.equal(line, long + 1);
    assert.deepEqual([...people].sort(), [['marcus', long / 2], ['sarah', long / 2]]);
    const found = await baton.all(`/v1/leads?email=lead${long - 1}@company${long - 1}.test`, 'leads');
    assert.equal(found.length, 1);
  });
});

const ten = `workspace: acme
timezone: Mars/Olympus
schedules:
  office: { hours: "Mon-Fry 09:00-18:00" }
people:
  sarah: { name: Sarah, manager: nobody }
pools:
  inside: { members: [sarah], pick: roundrobin }
  other: { members: [sarah, ghost] }
sla:
  standard: { respond_within: soon }
territories:
  west: { states: [US-XX], owner: { person: sarah } }
rules:
  - { name: A, when: "lead.employes > 3", route: { pool: inside } }
  - { name: B, when: lead.employees >, route: { pool: inside } }
  - { name: C, route: { pool: outside } }
otherwise: { pool: inside }
`;
const tenPlaces = ['2:11', '4:20', '6:34', '8:37', '9:29', '11:31', '13:20', '15:23', '16:38', '17:31'];

test('a document with an error on ten lines: all ten, each at its place', async () => {
  await withBaton(async (baton) => {
    const file = join(baton.folder, 'ten.yaml');
    writeFileSync(file, ten);
    const checked = await run(['check', file]);
    assert.equal(checked.code, 1);
    const told = (checked.out + checked.err).split('\n').filter((line) => /:\d+:\d+: (?!warning)/.test(line));
    assert.deepEqual(told.map((line) => line.slice(file.length + 1).split(': ')[0]), tenPlaces);

    const { headers } = await baton.get('/v1/workspace');
    const put = await baton.put('/v1/workspace', ten, { 'content-type': 'text/yaml', 'if-match': headers.get('etag') });
    assertRefused(put, 422);
    assert.deepEqual(put.body.errors.map((error) => `${error.line}:${error.column}`), tenPlaces);
    assert.equal((await baton.get('/v1/workspace')).text, workspace);

    const served = await run(['serve', '--workspace', file, '--data', join(baton.folder, 'other'), '--listen', '127.0.0.1:0']);
    assert.equal(served.code, 1);
    for (const place of tenPlaces) assert.ok(served.err.includes(`${file}:${place}: `), `${place} is told by serve`);
  });
});

test('a file of leads with bad rows: each is told once with its line, the others are routed', async () => {
  await withBaton(async (baton) => {
    const company = join(baton.folder, 'company.yaml');
    writeFileSync(company, workspace);
    const told = async (name, text, words) => {
      const file = join(baton.folder, name);
      writeFileSync(file, text);
      const routed = await run(['route', '--workspace', company, '--leads', file, '--format', 'jsonl']);
      assert.equal(routed.out.trim().split('\n').length, 1, routed.out);
      assert.ok(routed.err.includes(`${name}: ${words}\n`), routed.err);
    };
    await told('bad.jsonl', '{"email":"a@x.example"}\n{"employees":NaN}\n', 'line 2: this is not JSON (at byte 14)');
    await told('bad.csv', 'email,company\na@x.example,X\nb@x.example\n', 'line 3: the row has 1 cells, the header 2');
  });
});

test('a document that names a file: publish tells its place and the two ways out', async () => {
  await withBaton(async (baton) => {
    const file = join(baton.folder, 'named.yaml');
    writeFileSync(join(baton.folder, 'accounts.csv'), 'id,name\nglobex,Globex\n');
    writeFileSync(file, `${workspace}accounts: { file: accounts.csv }\n`);
    const published = await run(['publish', file, '--data', baton.data]);
    assert.equal(published.code, 1);
    assert.equal(
      published.err,
      `baton publish: the document has an error; nothing was published
${file}:10:19: a document that comes over HTTP cannot name files [list the accounts in the document itself, or serve it from its file: baton serve --workspace FILE]
`,
    );
    assert.equal((await baton.get('/v1/workspace')).text, workspace);
  });
});

test('no page from elsewhere reaches a server without tokens', async () => {
  await withBaton(async (baton) => {
    const host = new URL(baton.url).host;
    assertRefused(await baton.raw('GET', '/v1/leads', { host: 'evil.test' }), 403);
    assertRefused(await baton.raw('GET', '/v1/leads', { host, origin: 'http://evil.test' }), 403);
    assertRefused(await baton.raw('POST', '/v1/leads', { host, origin: 'null', ...json }, '{}'), 403);
    assertRefused(await baton.raw('POST', '/f/website', { host, origin: 'http://evil.test', ...json }, '{"email":"a@b.test"}'), 403);
    assert.equal((await baton.raw('GET', '/v1/leads', { host, origin: baton.url })).status, 200);
    assert.deepEqual(await baton.all('/v1/leads', 'leads'), []);
  });
});

test('from the first token on every call needs one; other addresses always do', async () => {
  await withBaton(async (baton) => {
    const open = await run(['serve', '--data', join(baton.folder, 'open'), '--listen', '0.0.0.0:0']);
    assert.equal(open.code, 1);
    assert.match(open.err, /no API token/);

    const made = await baton.post('/v1/tokens', { name: 'website', scopes: 'leads:write' });
    assert.equal(made.status, 201, made.text);
    const bearer = { authorization: `Bearer ${made.body.token}` };
    assertRefused(await baton.post('/v1/leads', { email: 'ann@oak.test' }), 401);
    assertRefused(await baton.post('/v1/leads', { email: 'ann@oak.test' }, { authorization: 'Bearer bt_wrong' }), 401);
    assert.equal((await baton.post('/v1/leads', { email: 'ann@oak.test' }, bearer)).status, 201);
    assertRefused(await baton.get('/v1/leads', bearer), 403, /leads:read/);
    assert.equal((await baton.get('/healthz')).status, 200);
    assert.equal((await baton.post('/f/website', 'email=kit%40moss.test', { 'content-type': 'application/x-www-form-urlencoded' })).status < 400, true);
  });
});
