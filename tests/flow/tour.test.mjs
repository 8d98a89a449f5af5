// A lead's way through the real binary, as the interface promises it: taken once, found again, worked
// on by people, decided under published documents, told as events, and still there after a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
queues:
  nurture: { open_to: inside }
sla:
  standard: { respond_within: 5m, acknowledge: [ { after: 2h, notify: manager } ] }
rules:
  - { name: Small, when: lead.employees < 10, route: { queue: nurture } }
  - { name: Large, when: lead.employees >= 1000, route: { person: sarah }, sla: standard }
otherwise: { pool: inside }
`;
const changed = workspace.replace('name: Large', 'name: Enterprise');

async function withBaton(use) {
  const baton = await startBaton({ workspace });
  try {
    await use(baton);
  } finally {
    await baton.close();
  }
}

const ann = { email: 'Ann@BigCo.test', name: 'Ann Other', company: 'BigCo', employees: '5,000' };

// Everything that can be asked about how things stand.
async function stateOf(baton) {
  const leads = await baton.all('/v1/leads', 'leads');
  const histories = [];
  for (const { lead } of leads) histories.push((await baton.get(`/v1/leads/${lead}/history`)).body);
  return {
    leads,
    histories,
    people: (await baton.get('/v1/people')).body,
    document: (await baton.get('/v1/workspace')).text,
    versions: await baton.all('/v1/workspace/versions', 'versions'),
  };
}

test('a posted lead is decided, kept and found', async () => {
  await withBaton(async (baton) => {
    const posted = await baton.post('/v1/leads', { ...ann, id: 'crm-7' });
    assert.equal(posted.status, 201, posted.text);
    assert.equal(posted.body.state, 'assigned');
    assert.equal(posted.body.person, 'sarah');
    assert.equal(posted.body.rule, 'Large');
    assert.match(posted.body.explanation, /Large/);
    assert.match(posted.body.lead, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(posted.headers.get('location'), `/v1/leads/${posted.body.lead}`);

    const one = await baton.get(`/v1/leads/${posted.body.lead}`);
    assert.equal(one.body.external_id, 'crm-7');
    assert.equal(one.body.fields.email, 'ann@bigco.test');
    assert.equal(one.body.fields.employees, 5000);

    await baton.post('/v1/leads', { email: 'kit@moss.test', company: 'Moss', employees: 3 });
    const found = async (query) => (await baton.all(`/v1/leads?${query}`, 'leads')).map((lead) => lead.fields.email);
    assert.deepEqual(await found('q=big'), ['ann@bigco.test']);
    assert.deepEqual(await found('email=ann@bigco.test'), ['ann@bigco.test']);
    assert.deepEqual(await found('person=sarah&state=assigned'), ['ann@bigco.test']);
    assert.deepEqual(await found('queue=nurture'), ['kit@moss.test']);
    assert.deepEqual(await found('state=open'), ['kit@moss.test', 'ann@bigco.test']);
    assert.deepEqual(await found('rule=nothing'), []);
    assert.equal((await baton.get('/v1/leads?persn=sarah')).status, 400);
    assert.equal((await baton.get('/v1/leads/01a2050a-5353-7aec-a06d-779037648c8f')).status, 404);

    const history = (await baton.get(`/v1/leads/${posted.body.lead}/history`)).body.events;
    assert.equal(history[0].kind, 'received');
    assert.ok(history.every((event, n) => n === 0 || event.seq > history[n - 1].seq));
    assert.ok(history.some((event) => event.person === 'sarah'));
  });
});

test('an idempotency key takes a lead once, however often it is sent', async () => {
  await withBaton(async (baton) => {
    const key = { 'idempotency-key': 'order-1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => baton.post('/v1/leads', ann, key)));
    assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([201]));
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.equal(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true').length, 7);
    const other = await baton.post('/v1/leads', { ...ann, employees: 1 }, key);
    assert.equal(other.status, 422);
    assert.match(other.headers.get('content-type'), /^application\/problem\+json/);
    assert.equal((await baton.all('/v1/leads', 'leads')).length, 1);
    await baton.restart({ signal: 'SIGKILL' });
    const later = await baton.post('/v1/leads', ann, key);
    assert.equal(later.text, answers[0].text);
    assert.equal((await baton.all('/v1/leads', 'leads')).length, 1);
  });
});

test('what people do: acknowledge, contact, reassign, claim, close', async () => {
  await withBaton(async (baton) => {
    const { lead } = (await baton.post('/v1/leads', ann)).body;
    const act = (what, body = {}) => baton.post(`/v1/leads/${lead}/${what}`, body);
    assert.equal((await act('acknowledge', { person: 'marcus' })).status, 409);
    assert.equal((await act('acknowledge', { person: 'nobody' })).status, 422);
    assert.equal((await act('acknowledge')).body.state, 'acknowledged');
    const moved = await act('reassign', { to: { person: 'marcus' }, by: 'sarah' });
    assert.deepEqual([moved.status, moved.body.person], [200, 'marcus']);
    assert.equal((await act('contact', { person: 'marcus' })).body.state, 'contacted');
    const won = await act('close', { won: 12000 });
    assert.deepEqual([won.status, won.body.state], [200, 'won']);
    const over = await act('reassign', { to: { person: 'sarah' } });
    assert.equal(over.status, 409);
    assert.equal(over.body.type, 'urn:baton:lead-is-over');
    assert.equal((await act('close', { won: 1 })).status, 409);

    const small = (await baton.post('/v1/leads', { email: 'kit@moss.test', employees: 3 })).body;
    assert.deepEqual([small.state, small.queue], ['queued', 'nurture']);
    assert.notEqual((await baton.post(`/v1/leads/${small.lead}/claim`, { person: 'dana' })).status, 200);
    assert.equal((await baton.post(`/v1/leads/${small.lead}/claim`, { person: 'marcus' })).body.person, 'marcus');
    assert.equal((await baton.post(`/v1/leads/${small.lead}/claim`, { person: 'sarah' })).status, 409);

    const kinds = (await baton.get(`/v1/leads/${lead}/history`)).body.events.map((event) => event.kind);
    assert.deepEqual(kinds.filter((kind) => ['received', 'acknowledged', 'contacted', 'closed'].includes(kind)), ['received', 'acknowledged', 'contacted', 'closed']);
  });
});

test('decide tells what would happen and changes nothing', async () => {
  await withBaton(async (baton) => {
    const before = await stateOf(baton);
    const said = await Promise.all([1, 2, 3].map(() => baton.post('/v1/decide', { email: 'kit@moss.test' })));
    assert.equal(said[0].status, 200, said[0].text);
    assert.equal(said[0].body.lead, null);
    assert.ok(said[0].body.trace.rules.length >= 2);
    assert.equal(new Set(said.map((answer) => answer.body.person)).size, 1);
    assert.deepEqual(await stateOf(baton), before);
    const posted = await baton.post('/v1/leads', { email: 'kit@moss.test' });
    assert.equal(posted.body.person, said[0].body.person);
  });
});

test('who is out gets nothing, and gets it again when back', async () => {
  await withBaton(async (baton) => {
    const set = (person, body) => baton.put(`/v1/people/${person}/availability`, body);
    assert.equal((await set('sarah', { out: { for: '2d' } })).status, 200);
    const large = (await baton.post('/v1/leads', ann)).body;
    assert.equal(large.person, 'marcus');
    assert.equal((await set('marcus', { paused: true })).status, 200);
    const nobody = (await baton.post('/v1/leads', { email: 'kit@moss.test' })).body;
    assert.equal(nobody.state, 'unrouted');
    assert.equal((await set('sarah', { back: true })).status, 200);
    const routed = await until('the waiting lead is given out', async () => {
      const { body } = await baton.get(`/v1/leads/${nobody.lead}`);
      return body.state === 'assigned' && body;
    });
    assert.equal(routed.person, 'sarah');
    assert.equal((await set('nobody', { back: true })).status, 404);
    assert.equal((await set('sarah', { out: { for: 'long' } })).status, 422);
    assert.equal((await set('sarah', { out: true, back: true })).status, 422);
  });
});

test('the document: published against its ETag, refused with its errors, rolled back', async () => {
  await withBaton(async (baton) => {
    const first = await baton.get('/v1/workspace');
    assert.equal(first.text, workspace);
    const etag = first.headers.get('etag');
    const yaml = { 'content-type': 'text/yaml' };
    assert.equal((await baton.put('/v1/workspace', changed, yaml)).status, 428);
    assert.equal((await baton.put('/v1/workspace', changed, { ...yaml, 'if-match': '"v9-0"' })).status, 412);
    const put = await baton.put('/v1/workspace?note=Renamed', changed, { ...yaml, 'if-match': etag });
    assert.equal(put.status, 200, put.text);
    assert.equal(put.body.version, 2);
    assert.equal((await baton.put('/v1/workspace', workspace, { ...yaml, 'if-match': etag })).status, 412);
    assert.equal((await baton.post('/v1/leads', ann)).body.rule, 'Enterprise');

    const broken = changed.replace('person: sarah', 'person: sara');
    const refused = await baton.put('/v1/workspace', broken, { ...yaml, 'if-match': put.body.etag });
    assert.equal(refused.status, 422, refused.text);
    assert.equal(refused.body.errors[0].line, broken.split('\n').findIndex((line) => line.includes('person: sara ')) + 1);
    const check = await baton.post('/v1/workspace/check', broken, yaml);
    assert.deepEqual([check.status, check.body.ok], [200, false]);
    assert.match(check.body.findings[0].message + check.body.findings[0].hint, /sarah/);

    const back = await baton.post('/v1/workspace/rollback', { version: 1, note: 'The name was wrong' });
    assert.equal(back.status, 200, back.text);
    assert.equal(back.body.version, 3);
    assert.equal((await baton.get('/v1/workspace')).text, workspace);
    const versions = await baton.all('/v1/workspace/versions', 'versions');
    assert.deepEqual(versions.map(({ version, note }) => [version, note]), [[3, 'The name was wrong'], [2, 'Renamed'], [1, versions[2].note]]);
    assert.equal((await baton.get('/v1/workspace/versions/2')).text, changed);
    assert.equal((await baton.post('/v1/leads', { ...ann, email: 'bo@oak.test' })).body.rule, 'Large');
  });
});

test('events: a line that is cut is taken up without a gap and without a double', async () => {
  await withBaton(async (baton) => {
    for (let n = 0; n < 10; n++) await baton.post('/v1/leads', { email: `lead${n}@oak.test` });
    const whole = [];
    const line = await baton.events({ after: 0 });
    while (whole.filter((event) => event.kind === 'received').length < 10 || whole.at(-1).lead === undefined) whole.push(await line.next());
    line.cut();

    const pieces = [];
    let after = 0;
    while (after < Number(whole.at(-1).id)) {
      const part = await baton.events({ after });
      for (let n = 0; n < 3 && after < Number(whole.at(-1).id); n++) {
        pieces.push(await part.next());
        after = Number(pieces.at(-1).id);
      }
      part.cut();
    }
    assert.deepEqual(pieces, whole);

    // Across a restart, while leads come in.
    await baton.restart();
    const later = await baton.events({ after });
    const { lead } = (await baton.post('/v1/leads', { email: 'late@oak.test' })).body;
    const next = await later.next();
    later.cut();
    assert.equal(next.lead, lead);
    assert.equal(next.seq, after + 1);
  });
});

test('a restart keeps everything, after SIGTERM and after SIGKILL', async () => {
  await withBaton(async (baton) => {
    const leads = [];
    for (let n = 0; n < 20; n++) leads.push((await baton.post('/v1/leads', { email: `lead${n}@oak.test`, employees: n % 2 ? 5 : 50 })).body.lead);
    await baton.post('/v1/leads', ann);
    await baton.post(`/v1/leads/${leads[0]}/acknowledge`, {});
    await baton.post(`/v1/leads/${leads[2]}/close`, { won: 12000 });
    await baton.put('/v1/people/marcus/availability', { out: { for: '2d' } });
    const before = await stateOf(baton);
    assert.equal(before.leads.length, 21);
    const next = (await baton.post('/v1/decide', { email: 'next@oak.test' })).body;
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      const { code } = await baton.end(signal);
      if (signal === 'SIGTERM') assert.equal(code, 0);
      await baton.start();
      assert.deepEqual(await stateOf(baton), before, `after ${signal}`);
      assert.deepEqual((await baton.post('/v1/decide', { email: 'next@oak.test' })).body, next);
    }
  });
});
