// Leads kept in Salesforce: a session by an assertion that Baton signs, records written once whatever is lost on the
// way, read back, and followed. What is written is held to jsforce's types of Salesforce's standard objects.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { crmLeads } from './crm.mjs';
import { salesforceComplaints } from './crm_types.mjs';
import { startSalesforce } from './salesforce_double.mjs';
import { startBaton, until } from './server.mjs';

const client = '3MVG9.of-a-connected-app';
const user = 'baton@acme.test';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
const people = { '005AAA000000001AAA': 'sarah@acme.test', '005AAA000000002AAA': 'marcus@acme.test', '005AAA000000003AAA': 'somebody@elsewhere.test' };
const ownerOf = { sarah: '005AAA000000001AAA', marcus: '005AAA000000002AAA' };

const workspaceFor = (url) => `workspace: acme
fields:
  plan: { type: text }
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
crm:
  main: { type: salesforce, url: "${url}", client: "${client}", user: "${user}", key: "\${SALESFORCE_KEY}", every: 1s, fields: { plan: Rating } }
rules:
  - { name: Sarah's deals, when: 'lead.source == "deals"', create: [contact, account, opportunity, task], route: { person: sarah } }
otherwise: { pool: inside }
`;

let salesforce;
let baton;

before(async () => {
  salesforce = await startSalesforce({ client, user, publicKey, people, quotas: { [ownerOf.sarah]: 2000 } });
  baton = await startBaton({ workspace: workspaceFor(salesforce.url), args: ['--allow-private', '--public-url', 'https://baton.acme.test'], env: { SALESFORCE_KEY: pem } });
});
after(async () => {
  await baton?.close();
  await salesforce?.close();
});
beforeEach(() => {
  salesforce.faults = [];
});

const { submit, deliveriesOf, settled } = crmLeads(() => baton);
function only(type, lead) {
  const found = salesforce.all(type).filter(({ Baton_Id__c }) => Baton_Id__c === lead);
  assert.equal(found.length, 1, `${type} of ${lead} is there once`);
  return found[0];
}
const stateOf = async (lead) => (await baton.get(`/v1/leads/${lead}`)).body;
const act = async (lead, what, body = {}) => {
  const answer = await baton.post(`/v1/leads/${lead}/${what}`, body);
  assert.equal(answer.status, 200, answer.text);
};

test('a lead becomes a lead of its owner there, and what happens to it is written', async () => {
  const { lead, person } = await submit({ message: "It's ünïcode", company: "O'Hara & Sons", employees: 51, plan: 'Hot' });
  await settled(lead);
  const there = only('Lead', lead);
  assert.deepEqual([there.FirstName, there.LastName, there.Company, there.NumberOfEmployees, there.Rating, there.OwnerId], ['Pat', 'Number 1', "O'Hara & Sons", 51, 'Hot', ownerOf[person]]);
  assert.match(there.Description, new RegExp(`It's ünïcode[^]*https://baton.acme.test/app/leads/${lead}`));
  await act(lead, 'close', { disqualified: 'no budget' });
  await until('it is refused there', () => only('Lead', lead).Status === 'Closed - Not Converted');
});

test('contact, account, opportunity and task name each other; the second lead finds what is there', async () => {
  const known = salesforce.add('Account', { Name: 'ELM Ltd' });
  const first = await submit({ source: 'deals', email: 'ann@elm.test', name: 'Ann Elm', company: 'Elm Ltd' });
  await settled(first.lead);
  const second = await submit({ source: 'deals', email: 'ann@elm.test', name: 'Ann Elm', company: 'Elm Ltd' });
  await settled(second.lead);
  // Two people with one address are two contacts.
  const third = await submit({ source: 'deals', email: 'ann@elm.test', name: 'Bob Elm', company: 'Elm Ltd' });
  await settled(third.lead);
  assert.equal(salesforce.all('Account').length, 1);
  const contact = only('Contact', first.lead);
  assert.equal(contact.AccountId, known.Id);
  assert.deepEqual(salesforce.all('Contact').filter(({ Email }) => Email === 'ann@elm.test').map(({ FirstName }) => FirstName), ['Ann', 'Bob']);
  for (const { lead } of [first, second]) {
    const opportunity = only('Opportunity', lead);
    assert.deepEqual([opportunity.AccountId, opportunity.ContactId, opportunity.StageName, opportunity.OwnerId], [known.Id, contact.Id, 'Prospecting', ownerOf.sarah]);
    assert.deepEqual([only('Task', lead).WhoId, only('Task', lead).WhatId], [contact.Id, opportunity.Id]);
  }
  await act(second.lead, 'close', { won: 700 });
  await until('it is won there', () => only('Opportunity', second.lead).IsWon);
  assert.equal(only('Opportunity', second.lead).Amount, 700);
  await until('the task is done', () => only('Task', second.lead).Status === 'Completed');
});

test('a reply that is lost after the write doubles nothing', async () => {
  for (const [on, source, types] of [
    [/sobjects\/Lead\/Baton_Id__c/, 'web', ['Lead']],
    [/sobjects\/Opportunity\/Baton_Id__c/, 'deals', ['Contact', 'Opportunity', 'Task']],
    [/sobjects\/Task\/Baton_Id__c/, 'deals', ['Opportunity', 'Task']],
  ]) {
    salesforce.next('lose', on);
    const { lead } = await submit({ source });
    await settled(lead);
    assert.equal(salesforce.faults.length, 0);
    for (const type of types) only(type, lead);
  }
});

test('a session that ends in the middle of a batch is renewed once, and nothing is doubled', async () => {
  const logins = salesforce.logins;
  salesforce.expire();
  const first = await submit({ source: 'deals' });
  await settled(first.lead);
  assert.ok(salesforce.logins > logins);
  salesforce.next('away', /oauth2\/token/); // and the login fails once as well
  salesforce.expire();
  const second = await submit();
  await settled(second.lead);
  only('Lead', second.lead);
  only('Opportunity', first.lead);
});

test("the day's calls used up: everybody waits, and it is told", async () => {
  salesforce.dailyLimit = salesforce.used;
  const { lead } = await submit();
  await until('it is told', async () => (await deliveriesOf(lead)).some(({ state, last_error }) => state === 'pending' && /used up/.test(last_error)));
  salesforce.dailyLimit = 15_000;
  await settled(lead);
  only('Lead', lead);
});

test('a locked row is tried again; a refused record is told by its field and spoils no other', async () => {
  salesforce.next('locked', /sobjects\/Lead/);
  const locked = await submit();
  await settled(locked.lead);
  only('Lead', locked.lead);
  const good = await submit();
  salesforce.fields.Lead.delete('Rating');
  const bad = await submit({ plan: 'Cold' });
  await settled(good.lead);
  await until('it is told', async () => (await deliveriesOf(bad.lead)).some(({ last_error }) => /no field Rating; mend "fields" of the connection/.test(last_error)));
  salesforce.fields.Lead.add('Rating');
  await settled(bad.lead);
});

test('without Baton_Id__c it is said what to create', async () => {
  salesforce.without('Lead');
  const { lead } = await submit();
  await until('it is told', async () => (await deliveriesOf(lead)).some(({ last_error }) => /no field Baton_Id__c on Lead; create it there as text of 100, unique and an external id/.test(last_error)));
  salesforce.fields.Lead.add('Baton_Id__c');
  await settled(lead);
  only('Lead', lead);
});

test('a record that was deleted there is made anew', async () => {
  const { lead } = await submit();
  await settled(lead);
  const before = only('Lead', lead);
  salesforce.remove('Lead', before.Id);
  await act(lead, 'acknowledge');
  await settled(lead, 2);
  assert.notEqual(only('Lead', lead).Id, before.Id);
});

test('somebody else there is somebody else here, without an echo', async () => {
  const { lead, person } = await submit();
  await settled(lead);
  const other = person === 'sarah' ? 'marcus' : 'sarah';
  salesforce.edit('Lead', only('Lead', lead).Id, { OwnerId: ownerOf[other] });
  await until('it is followed', async () => (await stateOf(lead)).person === other);
  await settled(lead, 2);
  await act(lead, 'reassign', { to: { person } });
  await settled(lead, 3);
  assert.equal(only('Lead', lead).OwnerId, ownerOf[person]);
  const readings = async () => (await baton.all('/v1/deliveries', 'deliveries')).find((row) => row.kind === 'reading').attempts;
  const seen = await readings();
  await until('it was read twice since', async () => (await readings()) >= seen + 2);
  assert.equal((await stateOf(lead)).person, person);
});

test('won, lost and converted there is so here; open deals, quota and attainment become figures', async () => {
  const won = await submit({ source: 'deals' });
  const lost = await submit({ source: 'deals' });
  const converted = await submit();
  for (const { lead } of [won, lost, converted]) await settled(lead);
  const today = new Date().toISOString().slice(0, 10);
  salesforce.edit('Opportunity', only('Opportunity', won.lead).Id, { StageName: 'Closed Won', Amount: 500, CloseDate: today });
  salesforce.edit('Opportunity', only('Opportunity', lost.lead).Id, { StageName: 'Closed Lost' });
  const opportunity = salesforce.convert(only('Lead', converted.lead).Id);
  salesforce.edit('Opportunity', opportunity.Id, { StageName: 'Closed Won', Amount: 9, CloseDate: today });
  await until('it is won here', async () => (await stateOf(won.lead)).state === 'won');
  await until('it is lost here', async () => (await stateOf(lost.lead)).state === 'lost');
  await until('the converted one is won', async () => (await stateOf(converted.lead)).state === 'won');
  const open = salesforce.all('Opportunity').filter(({ OwnerId, IsClosed }) => OwnerId === ownerOf.sarah && !IsClosed).length;
  await until('the figures are there', async () => {
    const { figures } = (await baton.get('/v1/people/sarah')).body;
    return figures.deals === open && figures.quota === 2000 && figures.attained >= 0.25;
  });
});

test('what was sent is what Salesforce takes', async () => {
  const written = salesforce.calls.items.filter(({ payload }) => payload?.records);
  assert.ok(written.length >= 10);
  assert.deepEqual(salesforceComplaints(written), []);
  assert.deepEqual(salesforce.calls.items.filter(({ status }) => status === 500), []);
  const listed = JSON.stringify(await baton.all('/v1/deliveries', 'deliveries'));
  assert.ok(!listed.includes('session-') && !listed.includes('PRIVATE KEY'));
});
