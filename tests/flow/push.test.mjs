// Web push end to end: a browser is switched on, is told which lead and nothing about it, and is forgotten
// when it is no more; a push service that is busy, slow or down loses nothing and holds up nobody. What
// goes out is read by another make of the same standards, and the other way round.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import webpush from 'web-push';
import { Browser, person } from './people.mjs';
import { startPushService } from './receivers/push-service.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { run, startBaton, until } from './server.mjs';

const workspace = (smtp) => `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test, channels: [phones, mail] }
  marcus: { name: Marcus Oye, email: marcus@acme.test, channels: [phones] }
rules:
  - { name: Marcus, when: lead.source == "marcus", route: { person: marcus } }
otherwise: { person: sarah }
channels:
  phones: { type: push, contact: ops@acme.test }
  mail: { type: email, server: "${smtp}", from: leads@acme.test }
notify: [mail]
`;

let service, smtp, baton, admin, sarah, marcus, key;

before(async () => {
  service = await startPushService();
  smtp = await startMailServer({ plain: true });
  baton = await startBaton({ workspace: workspace(smtp.url), args: ['--allow-private', '--ca-file', service.certificate] });
  admin = await person(baton, 'admin@acme.test', 'admin');
  sarah = await person(baton, 'sarah@acme.test', 'rep', 'sarah');
  marcus = await person(baton, 'marcus@acme.test', 'rep', 'marcus');
  key = (await sarah.get('/v1/push')).body.key;
});
after(async () => {
  await baton?.close();
  await smtp?.close();
  await service?.close();
});
beforeEach(async () => {
  service.release();
  service.mode = 'ok';
  service.notes.items.length = 0;
  for (const who of [sarah, marcus]) {
    for (const { id } of (await who.get('/v1/push')).body.subscriptions) await who.call('DELETE', `/v1/push/subscriptions/${id}`);
  }
});

async function switchOn(who) {
  const browser = service.browser(key);
  const answer = await who.post('/v1/push/subscriptions', browser.subscription());
  assert.equal(answer.status, 204, answer.text);
  return browser;
}
const submit = async (source, fields = {}) => {
  const answer = await admin.post('/v1/leads', { name: 'Grace Tan', email: `g${Math.random()}@globex.test`, phone: '+1 212 555 0100', message: 'Call me', source, ...fields });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.lead;
};
const deliveries = async (lead) => (await admin.get(`/v1/deliveries?lead=${lead}`)).body.deliveries;
const settled = (lead, which = () => true) =>
  until(`the messages about ${lead} are settled`, async () => {
    const rows = (await deliveries(lead)).filter(which);
    return rows.length > 0 && rows.every((row) => row.state !== 'pending' && row.state !== 'under_way') && rows;
  });
const listed = async (who) => (await who.get('/v1/push')).body.subscriptions;

test('a browser that was switched on hears which lead it is, and nothing about it', async () => {
  const phone = await switchOn(sarah);
  const desk = await switchOn(sarah);
  const lead = await submit('web');
  const notes = await service.notes.waitForAll(2, ({ note }) => note?.lead === lead);
  assert.deepEqual(new Set(notes.map((one) => one.browser)), new Set([phone.name, desk.name]));
  for (const one of notes) {
    assert.deepEqual(one.complaints, []);
    assert.deepEqual(one.note, { kind: 'assigned', workspace: 'acme', lead, to: `/app/leads/${lead}` });
    assert.deepEqual([one.ttl, one.urgency, one.topic.length], ['86400', 'high', 32]);
  }
  assert.equal(notes[0].topic, notes[1].topic);
  await settled(lead);
  assert.equal(smtp.mails.items.filter((mail) => mail.to.includes('sarah@acme.test')).length, 0);
});

test('what is listed tells nobody where to write', async () => {
  const phone = await switchOn(sarah);
  const { body } = await sarah.get('/v1/push');
  assert.deepEqual(body.channels, ['phones']);
  assert.equal(body.most, 10);
  assert.equal(body.subscriptions.length, 1);
  assert.equal(body.subscriptions[0].service, new URL(service.url).host);
  assert.ok(!JSON.stringify(body).includes(phone.name));
  assert.deepEqual(await listed(marcus), []);
  assert.equal((await marcus.call('DELETE', `/v1/push/subscriptions/${body.subscriptions[0].id}`)).status, 404);
  // The same key after a restart, even a hard one.
  await baton.restart({ signal: 'SIGKILL' });
  assert.equal((await sarah.get('/v1/push')).body.key, key);
  assert.equal((await listed(sarah)).length, 1);
});

test('who has switched on no browser is told over the next channel', async () => {
  const lead = await submit('web', { name: 'Over Mail' });
  await smtp.mails.waitFor((mail) => mail.to.includes('sarah@acme.test') && /Over Mail/.test(mail.subject));
  const rows = await settled(lead);
  assert.match(rows.find((row) => row.channel === 'phones').last_error, /has switched on push in no browser/);
});

test('a browser that is no more is forgotten; where it was the last, the next channel tells', async () => {
  const phone = await switchOn(sarah);
  const desk = await switchOn(sarah);
  phone.mode = 'gone';
  const first = await submit('web', { name: 'One Left' });
  await service.notes.waitFor(({ note }) => note?.lead === first);
  await settled(first);
  await until('it is forgotten', async () => (await listed(sarah)).length === 1);
  desk.mode = 'unknown';
  const second = await submit('web', { name: 'None Left' });
  await smtp.mails.waitFor((mail) => /None Left/.test(mail.subject));
  await settled(second);
  assert.deepEqual(await listed(sarah), []);
  assert.equal(smtp.mails.items.filter((mail) => /One Left/.test(mail.subject)).length, 0);
});

test('a service that is busy is asked again, when it said', async () => {
  const phone = await switchOn(marcus);
  phone.mode = 'busy';
  const lead = await submit('marcus');
  await until('it was refused', async () => (await deliveries(lead)).some((row) => /429/.test(row.last_error ?? '')));
  phone.mode = 'ok';
  const note = await service.notes.waitFor((one) => one.note?.lead === lead);
  assert.deepEqual(note.complaints, []);
  await settled(lead);
});

test('a note that a service finds too long is given up, and said so', async () => {
  const phone = await switchOn(marcus);
  phone.mode = 'large';
  const lead = await submit('marcus');
  const rows = await settled(lead);
  const [dead] = rows.filter((row) => row.state === 'dead');
  assert.match(dead.last_error, /longer than the push service takes/);
  assert.equal((await listed(marcus)).length, 1);
});

test('a service that holds on to its calls holds up nobody else', async () => {
  await switchOn(marcus);
  service.mode = 'hold';
  const slow = await submit('marcus');
  await until('a call is held', () => service.heldNow() > 0);
  const quick = await submit('web', { name: 'Quick One' });
  await smtp.mails.waitFor((mail) => /Quick One/.test(mail.subject));
  await settled(quick);
  service.mode = 'ok';
  service.release();
  await service.notes.waitFor((one) => one.note?.lead === slow);
  await settled(slow);
});

test('a browser tells whoever is signed in there, and nobody else', async () => {
  const phone = await switchOn(sarah);
  assert.equal((await marcus.post('/v1/push/subscriptions', phone.subscription())).status, 204);
  assert.deepEqual(await listed(sarah), []);
  assert.equal((await listed(marcus)).length, 1);
  // The same once more is the same one.
  const [before] = await listed(marcus);
  await marcus.post('/v1/push/subscriptions', phone.subscription());
  assert.deepEqual(await listed(marcus), [before]);
});

test('ten browsers, and no more', async () => {
  for (let i = 0; i < 10; ++i) await switchOn(sarah);
  const eleventh = await sarah.post('/v1/push/subscriptions', service.browser(key).subscription());
  assert.equal(eleventh.status, 409);
  assert.match(eleventh.body.detail, /10 browsers are told already/);
});

test('the test notification says what became of each browser', async () => {
  assert.equal((await sarah.post('/v1/push/test', {})).status, 409);
  const phone = await switchOn(sarah);
  const desk = await switchOn(sarah);
  const tablet = await switchOn(sarah);
  desk.mode = 'gone';
  tablet.mode = 'error';
  const answer = await sarah.post('/v1/push/test', {});
  assert.equal(answer.status, 200, answer.text);
  const outcomes = answer.body.subscriptions.map((one) => one.outcome);
  assert.deepEqual(outcomes, ['sent', 'gone', 'failed']);
  const note = await service.notes.waitFor((one) => one.browser === phone.name);
  assert.deepEqual([note.note.kind, note.complaints], ['test', []]);
  assert.equal((await listed(sarah)).length, 2);
});

test('what is no subscription is refused, with its field', async () => {
  const good = service.browser(key).subscription();
  const refused = async (body) => {
    const answer = await sarah.post('/v1/push/subscriptions', body);
    assert.equal(answer.status, 422, answer.text);
    return JSON.stringify(answer.body);
  };
  assert.match(await refused({ ...good, endpoint: 'http://push.test/x' }), /"endpoint"/);
  assert.match(await refused({ ...good, endpoint: `https://push.test/${'x'.repeat(1000)}` }), /"endpoint"/);
  assert.match(await refused({ ...good, keys: { ...good.keys, auth: 'short' } }), /"keys"/);
  assert.match(await refused({ ...good, keys: { ...good.keys, p256dh: good.keys.auth } }), /"keys"/);
  assert.match(await refused({ endpoint: good.endpoint }), /"keys"/);
  assert.match(await refused({ ...good, surprise: 1 }), /surprise/);
  // A token has no account.
  const made = await run(['token', 'create', 'ci', '--data', baton.data]);
  const token = made.out.match(/bt_[\w-]+/)[0];
  assert.equal((await baton.get('/v1/push', { authorization: `Bearer ${token}` })).status, 403);
  assert.equal((await new Browser(baton).get('/v1/push')).status, 401);
});

test('who leaves the workspace is told no more', async () => {
  const gone = await person(baton, 'gone@acme.test', 'rep', 'marcus');
  await switchOn(gone);
  const lead = await submit('marcus');
  await service.notes.waitFor((one) => one.note?.lead === lead);
  await settled(lead);
  const left = await admin.call('DELETE', `/v1/members/${gone.who.account.id}`);
  assert.equal(left.status, 204, left.text);
  const next = await submit('marcus');
  const rows = await settled(next);
  assert.match(rows.find((row) => row.channel === 'phones').last_error, /no browser/);
});

test('a push service inside the network is not called unless that is allowed', async () => {
  const closed = await startBaton({ workspace: workspace(smtp.url), args: ['--ca-file', service.certificate] });
  try {
    const boss = await person(closed, 'boss@acme.test', 'admin', 'sarah');
    const { body } = await boss.get('/v1/push');
    await boss.post('/v1/push/subscriptions', service.browser(body.key).subscription());
    const { requests } = service;
    const answer = await boss.post('/v1/push/test', {});
    assert.equal(answer.body.subscriptions[0].outcome, 'failed');
    assert.equal(service.requests, requests);
  } finally {
    await closed.close();
  }
});

test('another sender of the same standards is read by the same browser', async () => {
  // The oracle is held to the double, too: what web-push makes has no complaints either.
  const own = webpush.generateVAPIDKeys();
  const phone = service.browser(own.publicKey);
  const details = webpush.generateRequestDetails(phone.subscription(), 'hello', {
    vapidDetails: { subject: 'mailto:ops@acme.test', ...own },
    contentEncoding: 'aes128gcm',
    TTL: 60,
    urgency: 'low',
  });
  assert.equal(phone.read(details.body), 'hello');
});
