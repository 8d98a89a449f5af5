// Leads kept in a real Tryton: written once whatever is lost on the way, read back, and followed.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { crmLeads } from './crm.mjs';
import { run, startBaton, until } from './server.mjs';
import { password, startTryton } from './tryton.mjs';

const workspaceFor = (url) => `workspace: acme
fields:
  chance: { type: number }
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test, quota: 1000 }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
  jen:    { name: Jennifer K, email: jen@acme.test }
pools:
  inside: { members: [sarah, marcus] }
crm:
  main: { type: tryton, url: "${url}", database: acme, user: admin, password: "\${TRYTON_PASSWORD}", every: 1s, fields: { chance: conversion_probability } }
rules:
  - { name: Jennifer's, when: 'lead.source == "jen"', route: { person: jen } }
  - { name: Sarah's, when: 'lead.source == "sarah"', route: { person: sarah } }
  - { name: With a company, when: has(lead.company), create: [contact, account, opportunity, task], route: { pool: inside } }
  - { name: No, when: 'lead.source == "spam"', route: { reject: spam } }
otherwise: { pool: inside }
`;

let tryton;
let baton;
const employees = { sarah: 1, marcus: 2 };

before(async () => {
  tryton = await startTryton();
  baton = await startBaton({ workspace: workspaceFor(tryton.url), args: ['--allow-private', '--public-url', 'https://baton.acme.test'], env: { TRYTON_PASSWORD: password } });
});
after(async () => {
  await baton?.close();
  await tryton?.stop();
});
beforeEach(() => {
  Object.assign(tryton, { away: false, busy: 0, before: undefined });
});

const { submit, deliveriesOf, settled } = crmLeads(() => baton);
const opportunityOf = async (lead) => {
  const found = (await tryton.opportunities()).filter((each) => each.reference === `baton:${lead}`);
  assert.equal(found.length, 1, `${lead} is there once`);
  return found[0];
};
const stateOf = async (lead) => (await baton.get(`/v1/leads/${lead}`)).body;

test('a lead becomes a contact and an opportunity of its owner, and what happens to it is written', async () => {
  const { lead, person, email } = await submit({ message: 'Call me, ünïcode', phone: '+1 212 555 0100', budget: 12000 });
  await settled(lead);
  const opportunity = await opportunityOf(lead);
  assert.equal(opportunity.state, 'opportunity');
  assert.equal(opportunity.employee, employees[person]);
  assert.equal(opportunity.amount.decimal, '12000.00');
  assert.match(opportunity.comment, /Call me, ünïcode/);
  assert.match(opportunity.comment, new RegExp(`https://baton.acme.test/app/leads/${lead}`));
  assert.equal((await baton.get(`/app/leads/${lead}`)).status, 200, 'somebody serves that address');
  const party = (await tryton.parties()).find((each) => each.id === opportunity.party);
  assert.equal(party.name, 'Pat Number 1');
  assert.equal(party.email, email);
  assert.equal((await baton.post(`/v1/leads/${lead}/close`, { won: 15000.5 })).status, 200);
  await until('it is won there', async () => (await opportunityOf(lead)).state === 'won');
  assert.equal((await opportunityOf(lead)).amount.decimal, '15000.50');
});

test('a company, a task, two leads of one person: what is there already is found', async () => {
  const first = await submit({ email: 'ann@elm.test', name: 'Ann Elm', company: 'Elm Ltd' });
  await settled(first.lead);
  const second = await submit({ email: 'Ann@elm.test', name: 'Ann Elm', company: 'Elm Ltd' });
  await settled(second.lead);
  const parties = await tryton.parties();
  assert.equal(parties.filter((each) => each.name === 'Ann Elm').length, 1);
  const companies = parties.filter((each) => each.name === 'Elm Ltd');
  assert.equal(companies.length, 1);
  assert.equal((await opportunityOf(first.lead)).party, companies[0].id);
  assert.equal((await opportunityOf(second.lead)).party, companies[0].id);
  const notes = await tryton.rpc('model.ir.note.search_read', [[['message', 'like', `%${first.lead}%`]], 0, null, null, ['message', 'resource']]);
  assert.equal(notes.length, 1);
  assert.match(notes[0].message, /get in touch with Ann Elm/);
});

test('what nobody has there and what was rejected', async () => {
  const alone = await submit({ source: 'jen' });
  assert.equal(alone.person, 'jen');
  await settled(alone.lead);
  const opportunity = await opportunityOf(alone.lead);
  assert.deepEqual([opportunity.state, opportunity.employee], ['lead', null]);
  const spam = await submit({ source: 'spam' });
  await until('it is dropped', async () => (await deliveriesOf(spam.lead)).some((row) => row.state === 'superseded' && /rejected/.test(row.last_error)));
});

test('an answer that is lost after the record was made doubles nothing', async () => {
  for (const method of ['model.party.party.create', 'model.sale.opportunity.create']) {
    tryton.lose(method);
    const { lead, email } = await submit();
    await until('it was tried again', async () => (await deliveriesOf(lead)).some((row) => row.attempts > 1));
    await settled(lead);
    await opportunityOf(lead);
    assert.equal((await tryton.parties()).filter((each) => each.email === email).length, 1);
  }
  const { lead } = await submit();
  await settled(lead);
  tryton.lose('model.sale.opportunity.write');
  assert.equal((await baton.post(`/v1/leads/${lead}/close`, { lost: 'budget' })).status, 200);
  await settled(lead, 2);
  const opportunity = await opportunityOf(lead);
  assert.deepEqual([opportunity.state, opportunity.lost_reason], ['lost', 'budget']);
});

test('an error within HTTP 200 is told and spoils no other lead', async () => {
  tryton.away = true;
  const leads = [];
  for (const chance of [0.25, 7, 0.75]) leads.push((await submit({ chance, message: 'a word of the lead' })).lead);
  tryton.away = false;
  await settled(leads[0]);
  await settled(leads[2]);
  const [refused] = await until('the middle one is given up', async () => {
    const rows = await deliveriesOf(leads[1]);
    return rows.some((row) => row.state === 'dead') && rows;
  });
  assert.match(refused.last_error, /Tryton says: .*Conversion Probability/);
  await opportunityOf(leads[0]);
  await opportunityOf(leads[2]);
});

test('a session that ends is renewed, and 429 is obeyed', async () => {
  tryton.endSessions();
  const logins = tryton.calls.filter((method) => method === 'common.db.login').length;
  const first = await submit();
  await settled(first.lead);
  assert.ok(tryton.calls.filter((method) => method === 'common.db.login').length > logins);
  // In the middle of a batch.
  let ended = false;
  tryton.before = (method) => {
    if (ended || method !== 'model.sale.opportunity.create') return;
    ended = true;
    tryton.endSessions();
  };
  const second = await submit();
  await settled(second.lead);
  assert.ok(ended);
  await opportunityOf(second.lead);
  tryton.busy = 1;
  const third = await submit();
  await settled(third.lead);
  await opportunityOf(third.lead);
});

test('a record that was deleted there is made anew', async () => {
  const { lead } = await submit();
  await settled(lead);
  const { id, party } = await opportunityOf(lead);
  await tryton.rpc('model.sale.opportunity.delete', [[id]]);
  await tryton.rpc('model.party.party.delete', [[party]]);
  assert.equal((await baton.post(`/v1/leads/${lead}/acknowledge`, {})).status, 200);
  await settled(lead, 2);
  const again = await opportunityOf(lead);
  assert.notEqual(again.id, id);
  assert.equal(again.state, 'opportunity');
});

test('a CRM that lost what it had is given it again', async () => {
  const from = new Date().toISOString();
  const { lead } = await submit();
  await settled(lead);
  const { id } = await opportunityOf(lead);
  await tryton.rpc('model.sale.opportunity.delete', [[id]]);
  const { code, out, err } = await run(['replay', 'crm:main', '--from', from, '--data', baton.data]);
  assert.equal(code, 0, err);
  assert.match(out, /1 delivery is sent again to crm:main/);
  await settled(lead, 2);
  assert.notEqual((await opportunityOf(lead)).id, id);
  assert.match((await run(['replay', 'crm:other', '--from', from, '--data', baton.data])).err, /no channel/);
});

test('somebody else in the CRM is somebody else here, without an echo', async () => {
  const { lead, person } = await submit();
  await settled(lead);
  const other = person === 'sarah' ? 'marcus' : 'sarah';
  const { id } = await opportunityOf(lead);
  await tryton.rpc('model.sale.opportunity.write', [[id], { employee: employees[other] }]);
  await until('it is followed', async () => (await stateOf(lead)).person === other);
  await settled(lead, 2);
  const { events } = (await baton.get(`/v1/leads/${lead}/history`)).body;
  assert.deepEqual(events.filter((event) => event.actor === 'crm:main').map((event) => event.kind), ['decided']);
  // By hand back again: that is written, and not taken for a change made there.
  assert.equal((await baton.post(`/v1/leads/${lead}/reassign`, { to: { person } })).status, 200);
  await settled(lead, 3);
  assert.equal((await opportunityOf(lead)).employee, employees[person]);
  const readings = async () => (await baton.all('/v1/deliveries', 'deliveries')).find((row) => row.kind === 'reading').attempts;
  const seen = await readings();
  await until('it was read twice since', async () => (await readings()) >= seen + 2);
  assert.equal((await stateOf(lead)).person, person);
  assert.equal((await opportunityOf(lead)).employee, employees[person]);
});

test('won and lost there is won and lost here; open deals and attainment become figures', async () => {
  const won = await submit({ source: 'sarah' });
  const lost = await submit({ source: 'sarah' });
  await settled(won.lead);
  await settled(lost.lead);
  const amount = { __class__: 'Decimal', decimal: '500.00' };
  const today = new Date();
  const end_date = { __class__: 'date', year: today.getUTCFullYear(), month: today.getUTCMonth() + 1, day: today.getUTCDate() };
  await tryton.rpc('model.sale.opportunity.write', [[(await opportunityOf(won.lead)).id], { state: 'won', amount, end_date }]);
  await tryton.rpc('model.sale.opportunity.write', [[(await opportunityOf(lost.lead)).id], { state: 'lost', lost_reason: 'went elsewhere', end_date }]);
  await until('it is won here', async () => (await stateOf(won.lead)).state === 'won');
  await until('it is lost here', async () => (await stateOf(lost.lead)).state === 'lost');
  const closed = (await baton.get(`/v1/leads/${won.lead}/history`)).body.events.at(-1);
  assert.equal(closed.actor, 'crm:main');
  const open = (await tryton.opportunities()).filter((each) => each.employee === 1 && ['lead', 'opportunity'].includes(each.state)).length;
  await until('the figures are there', async () => {
    const { figures } = (await baton.get('/v1/people/sarah')).body;
    return figures.deals === open && figures.attained >= 0.5;
  });
});

test('two owners with one address are told of, and nobody is guessed', async () => {
  const [party] = await tryton.rpc('model.party.party.create', [[{ name: 'Another Marcus', contact_mechanisms: [['create', [{ type: 'email', value: 'marcus@acme.test' }]]] }]]);
  const [employee] = await tryton.rpc('model.company.employee.create', [[{ party, company: 1 }]]);
  try {
    const reading = await until('it is said', async () => (await baton.all('/v1/deliveries', 'deliveries')).find((row) => row.kind === 'reading' && /address of marcus belongs to 2 owners/.test(row.last_error)));
    assert.equal(reading.channel, 'crm:main');
    assert.match((await baton.get('/metrics')).text, /baton_crm_problems\{workspace="acme",connection="main"\} 1/);
  } finally {
    await tryton.rpc('model.company.employee.delete', [[employee]]);
  }
  await until('it is well again', async () => (await baton.all('/v1/deliveries', 'deliveries')).find((row) => row.kind === 'reading' && !row.last_error));
});

test('a CRM that is away stops nothing, and is brought up to date when it is back', async () => {
  tryton.away = true;
  const leads = [];
  for (let i = 0; i < 12; i += 1) leads.push((await submit()).lead);
  assert.equal((await baton.post(`/v1/leads/${leads[0]}/acknowledge`, {})).status, 200);
  assert.equal((await baton.post(`/v1/leads/${leads[0]}/close`, { won: 5 })).status, 200);
  await until('it is told', async () => (await deliveriesOf(leads[1])).some((row) => row.state === 'pending' && row.last_error !== ''));
  await baton.restart({ signal: 'SIGKILL' });
  tryton.away = false;
  for (const lead of leads) await settled(lead);
  assert.equal((await opportunityOf(leads[0])).state, 'won');
  for (const lead of leads.slice(1)) assert.equal((await opportunityOf(lead)).state, 'opportunity');
});
