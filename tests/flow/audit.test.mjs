// The checker itself: a log that is as it should be passes, and each offence is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Auditor, auditTold } from './audit.mjs';

const company = {
  people: { ann: { open: 1 }, ben: {}, cleo: {} },
  pools: { team: { weights: { ben: 1, cleo: 1 } } },
};
const at = (second) => `2026-03-02T14:00:0${second}.000000Z`;
const received = (seq, lead, person, more = {}) => ({ seq, at: at(seq), kind: 'received', lead, state: 'assigned', person, ...more });

function look(events) {
  const auditor = new Auditor(company);
  for (const event of events) auditor.see(event);
  return auditor;
}

test('a log as it should be passes', () => {
  const auditor = look([
    { seq: 1, at: at(1), kind: 'published' },
    received(2, 'a', 'ben', { pool: 'team' }),
    received(3, 'b', 'cleo', { pool: 'team' }),
    received(4, 'c', 'ann'),
    { seq: 5, at: at(5), kind: 'closed', lead: 'c' },
    received(6, 'd', 'ann'),
  ]);
  assert.equal(auditor.open('ann'), 1);
  assert.equal(auditor.open('ben'), 1);
});

for (const [name, words, events] of [
  ['a gap', /missing/, [received(1, 'a', 'ben'), received(3, 'b', 'ben')]],
  ['time that runs back', /runs back/, [received(1, 'a', 'ben'), { ...received(2, 'b', 'ben'), at: at(0) }]],
  ['a lead received twice', /received again/, [received(1, 'a', 'ben'), received(2, 'a', 'ben')]],
  ['a lead that nobody received', /nobody received/, [{ seq: 1, at: at(1), kind: 'closed', lead: 'a' }]],
  ['a lead closed twice', /closed already/, [received(1, 'a', 'ben'), { seq: 2, at: at(2), kind: 'closed', lead: 'a' }, { seq: 3, at: at(3), kind: 'closed', lead: 'a' }]],
  ['a cap that is passed', /ann: open 2 of 1/, [received(1, 'a', 'ann'), received(2, 'b', 'ann')]],
  ['a turn skipped', /off their share/, [received(1, 'a', 'ben', { pool: 'team' }), received(2, 'b', 'ben', { pool: 'team' })]],
]) {
  test(`found: ${name}`, () => assert.throws(() => look(events), words));
}

// A server that says that nothing is under way.
const idle = { get: async () => ({ status: 200, body: { deliveries: [] } }) };
const hook = (id, lead, person) => ({ id, complaints: [], payload: { data: { lead: { id: lead }, person: { id: person } } } });
const log = [received(1, 'a', 'ben'), received(2, 'b', 'cleo')];
const told = (...items) => auditTold(idle, { hooks: { items } }, log, { timeout: 50 });

test('a notification may come again under its id', async () => {
  assert.deepEqual(await told(hook('1', 'a', 'ben'), hook('2', 'b', 'cleo'), hook('1', 'a', 'ben')), { messages: 3, notifications: 2 });
});

test('found: notifications that are missing, wrong or not to be told from repeats', async () => {
  await assert.rejects(told(hook('1', 'a', 'ben')), /told/);
  await assert.rejects(told(hook('1', 'a', 'cleo'), hook('2', 'b', 'cleo')), /somebody else/);
  await assert.rejects(told(hook('1', 'a', 'ben'), hook('1', 'b', 'cleo')), /two notifications/);
  await assert.rejects(told(hook('1', 'a', 'ben'), hook('3', 'a', 'ben'), hook('2', 'b', 'cleo')), /two ids/);
});
