// Leads kept in HubSpot: written once whatever is lost on the way, read back, and followed. The double's search
// lags behind its writes; HubSpot's own documents stand before it where they are there, its client's types always.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { crmLeads } from './crm.mjs';
import { checkHubspotTypes } from './crm_types.mjs';
import { skip as noDocuments, startDocuments } from './hubspot_documents.mjs';
import { startHubspot } from './hubspot_double.mjs';
import { startBaton, until } from './server.mjs';

const token = 'pat-eu1-of-a-private-app';
const owners = { 11: 'sarah@acme.test', 12: 'Marcus@acme.test', 13: 'somebody@elsewhere.test' };
const ownerOf = { sarah: '11', marcus: '12' };

const workspaceFor = (url) => `workspace: acme
fields:
  plan: { type: text }
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test, quota: 1000 }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
crm:
  main: { type: hubspot, url: "${url}", token: "\${HUBSPOT_TOKEN}", every: 1s, fields: { plan: closed_lost_reason } }
rules:
  - { name: Sarah's, when: 'lead.source == "sarah"', route: { person: sarah } }
  - { name: Everything, when: 'lead.source == "all"', create: [lead, contact, account, opportunity, task], route: { pool: inside } }
otherwise: { pool: inside }
`;

let hubspot;
let documents;
let baton;

before(async () => {
  hubspot = await startHubspot({ token, owners, indexLag: 400 });
  if (!noDocuments) documents = await startDocuments(hubspot.url);
  baton = await startBaton({ workspace: workspaceFor(documents?.url ?? hubspot.url), args: ['--allow-private', '--public-url', 'https://baton.acme.test'], env: { HUBSPOT_TOKEN: token } });
});
after(async () => {
  await baton?.close();
  await documents?.close();
  await hubspot?.close();
});
beforeEach(() => {
  hubspot.token = token;
  hubspot.faults = [];
});

const { submit, deliveriesOf, settled } = crmLeads(() => baton, () => JSON.stringify(documents?.refused ?? []));
function only(type, lead) {
  const found = hubspot.all(type).filter(({ properties }) => properties.baton_id === lead);
  assert.equal(found.length, 1, `${type} of ${lead} is there once`);
  return found[0];
}
const stateOf = async (lead) => (await baton.get(`/v1/leads/${lead}`)).body;
const act = async (lead, what, body = {}) => {
  const answer = await baton.post(`/v1/leads/${lead}/${what}`, body);
  assert.equal(answer.status, 200, answer.text);
};

test('a lead becomes a contact and a deal of its owner, and what happens to it is written', async () => {
  const { lead, person } = await submit({ message: 'Call me, ünïcode', phone: '+1 212 555 0100', budget: 12000 });
  await settled(lead);
  const contact = only('contacts', lead);
  assert.deepEqual([contact.properties.firstname, contact.properties.lastname, contact.properties.email], ['Pat', 'Number 1', 'p1@oak1.test']);
  const deal = only('deals', lead);
  assert.deepEqual([deal.properties.dealstage, deal.properties.amount, deal.properties.hubspot_owner_id], ['appointmentscheduled', '12000', ownerOf[person]]);
  assert.match(deal.properties.description, new RegExp(`Call me, ünïcode[^]*https://baton.acme.test/app/leads/${lead}`));
  assert.deepEqual(deal.to.contacts, [contact.id]);
  await act(lead, 'close', { won: 15000.5 });
  await until('it is won there', () => only('deals', lead).properties.dealstage === 'closedwon');
  assert.equal(only('deals', lead).properties.amount, '15000.5');
});

test('a company, a lead of HubSpot and a task, each tied to the others; a second lead shares what is shared', async () => {
  const known = hubspot.add('companies', { name: 'Elm', domain: 'elm.test' });
  await new Promise((resolve) => setTimeout(resolve, hubspot.indexLag));
  const first = await submit({ source: 'all', email: 'ann@elm.test', name: 'Ann Elm', company: 'Elm Ltd' });
  await settled(first.lead);
  const second = await submit({ source: 'all', email: 'Bob@fir.test', name: 'Bob Fir', company: 'Fir Ltd' });
  await settled(second.lead);
  const third = await submit({ source: 'all', email: 'cid@fir.test', name: 'Cid Fir', company: 'Fir Ltd' });
  await settled(third.lead);
  assert.deepEqual(only('deals', first.lead).to.companies, [known.id]);
  const firs = hubspot.all('companies').filter(({ properties }) => properties.domain === 'fir.test');
  assert.equal(firs.length, 1);
  for (const { lead } of [second, third]) {
    assert.deepEqual(only('deals', lead).to.companies, [firs[0].id]);
    assert.deepEqual(only('leads', lead).to.contacts, [only('contacts', lead).id]);
    const task = only('tasks', lead);
    assert.equal(task.properties.hs_task_status, 'NOT_STARTED');
    assert.deepEqual(task.to.deals, [only('deals', lead).id]);
  }
  await act(third.lead, 'contact');
  await until('the task is done', () => only('tasks', third.lead).properties.hs_task_status === 'COMPLETED');
  await act(third.lead, 'close', { disqualified: 'no budget' });
  await until('it is closed there', () => only('deals', third.lead).properties.dealstage === 'closedlost');
  await until('the lead there is closed', () => only('leads', third.lead).properties.hs_pipeline_stage === 'unqualified-stage-id');
});

test('a reply that is lost after the write doubles nothing', async () => {
  for (const [on, source] of [[/contacts\/batch\/upsert/, 'web'], [/0-3\/batch\/upsert/, 'web'], [/associate\/default/, 'web'], [/leads\/batch\/create/, 'all'], [/companies\/batch\/upsert/, 'all'], [/tasks\/batch\/upsert/, 'all']]) {
    hubspot.next('lose', on);
    const { lead, email } = await submit({ source });
    await settled(lead);
    assert.equal(hubspot.faults.length, 0);
    const contact = only('contacts', lead);
    assert.deepEqual(only('deals', lead).to.contacts, [contact.id]);
    assert.equal(hubspot.all('contacts').filter(({ properties }) => properties.email === contact.properties.email).length, 1);
    if (source !== 'all') continue;
    only('leads', lead);
    only('tasks', lead);
    assert.equal(hubspot.all('companies').filter(({ properties }) => properties.domain === email.split('@')[1]).length, 1);
  }
});

test('429 is obeyed: nothing is asked before Retry-After is over', async () => {
  hubspot.next('busy', /0-3\/batch\/upsert/);
  const from = hubspot.calls.items.length;
  const { lead } = await submit();
  await settled(lead);
  const calls = hubspot.calls.items.slice(from);
  const at = calls.findIndex(({ status }) => status === 429);
  const next = calls.slice(at + 1).find(({ path }) => /batch\/(read|upsert|update)/.test(path));
  assert.ok(next.at - calls[at].at >= 1000, `${next.at - calls[at].at} ms after it was busy`);
  only('deals', lead);
});

test('a token that is refused in the middle of a batch: what is left waits until it is mended', async () => {
  hubspot.next('expired', /0-3\/batch\/upsert/);
  const first = await submit();
  await settled(first.lead);
  only('contacts', first.lead);
  only('deals', first.lead);
  hubspot.token = 'another';
  const second = await submit();
  const [row] = await until('it is told', async () => {
    const rows = await deliveriesOf(second.lead);
    return rows.some(({ state, last_error }) => state === 'pending' && /does not accept the token/.test(last_error)) && rows;
  });
  assert.ok(!JSON.stringify(row).includes(token));
  hubspot.token = token;
  await settled(second.lead);
  only('deals', second.lead);
});

test('one that is refused is told by its property, and spoils no other', async () => {
  hubspot.token = 'another';
  const good = await submit();
  const bad = await submit({ plan: 'x'.repeat(10), email: undefined, name: 'No Address' });
  hubspot.properties.deals.delete('closed_lost_reason');
  hubspot.token = token;
  await settled(good.lead);
  const [row] = await until('it is given up', async () => {
    const rows = await deliveriesOf(bad.lead);
    return rows.some(({ state }) => state === 'dead') && rows;
  });
  assert.match(row.last_error, /HubSpot refuses the opportunity \(VALIDATION_ERROR, property closed_lost_reason\)/);
  hubspot.properties.deals.set('closed_lost_reason', { name: 'closed_lost_reason' });
  only('deals', good.lead);
});

test('a record that was deleted there is made anew', async () => {
  const { lead } = await submit();
  await settled(lead);
  const before = only('deals', lead);
  hubspot.remove('deals', before.id);
  hubspot.remove('contacts', only('contacts', lead).id);
  await act(lead, 'acknowledge');
  await settled(lead, 2);
  const now = only('deals', lead);
  assert.notEqual(now.id, before.id);
  assert.deepEqual(now.to.contacts, [only('contacts', lead).id]);
});

test('two people with one address share the contact, and each has a deal', async () => {
  const first = await submit({ email: 'desk@yew.test', name: 'Ann Yew' });
  const second = await submit({ email: 'Desk@yew.test', name: 'Bob Yew' });
  await settled(first.lead);
  await settled(second.lead);
  const contacts = hubspot.all('contacts').filter(({ properties }) => properties.email === 'desk@yew.test');
  assert.equal(contacts.length, 1);
  assert.equal(contacts[0].properties.firstname, 'Ann');
  assert.match(only('deals', second.lead).properties.dealname, /Bob Yew/);
  assert.deepEqual(only('deals', second.lead).to.contacts, [contacts[0].id]);
});

test('somebody else there is somebody else here, without an echo', async () => {
  const { lead, person } = await submit();
  await settled(lead);
  const other = person === 'sarah' ? 'marcus' : 'sarah';
  hubspot.edit('deals', only('deals', lead).id, { hubspot_owner_id: ownerOf[other] });
  await until('it is followed', async () => (await stateOf(lead)).person === other);
  await settled(lead, 2);
  const { events } = (await baton.get(`/v1/leads/${lead}/history`)).body;
  assert.deepEqual(events.filter(({ actor }) => actor === 'crm:main').map(({ kind }) => kind), ['decided']);
  await act(lead, 'reassign', { to: { person } });
  await settled(lead, 3);
  assert.equal(only('deals', lead).properties.hubspot_owner_id, ownerOf[person]);
  const readings = async () => (await baton.all('/v1/deliveries', 'deliveries')).find((row) => row.kind === 'reading').attempts;
  const seen = await readings();
  await until('it was read twice since', async () => (await readings()) >= seen + 2);
  assert.equal((await stateOf(lead)).person, person);
});

test('won and lost there is won and lost here; open deals and attainment become figures', async () => {
  const won = await submit({ source: 'sarah' });
  const lost = await submit({ source: 'sarah' });
  await settled(won.lead);
  await settled(lost.lead);
  hubspot.edit('deals', only('deals', won.lead).id, { dealstage: 'closedwon', amount: '500', closedate: new Date().toISOString() });
  hubspot.edit('deals', only('deals', lost.lead).id, { dealstage: 'closedlost', closed_lost_reason: 'went elsewhere' });
  await until('it is won here', async () => (await stateOf(won.lead)).state === 'won');
  await until('it is lost here', async () => (await stateOf(lost.lead)).state === 'lost');
  const open = hubspot.all('deals').filter(({ properties }) => properties.hubspot_owner_id === '11' && properties.hs_is_closed === 'false').length;
  await until('the figures are there', async () => {
    const { figures } = (await baton.get('/v1/people/sarah')).body;
    return figures.deals === open && figures.attained >= 0.5;
  });
  // A sales quota there counts before the one in the document; other goals and other times do not.
  const before = (await baton.get('/v1/people/sarah')).body.figures.attained;
  const now = Date.now();
  const goal = (name, type, target, start) => hubspot.add('goal_targets', { hs_goal_name: name, hs_goal_type: type, hs_milestone: 'monthly', hs_target_amount: target, hs_start_datetime: new Date(start).toISOString(), hubspot_owner_id: '11' });
  goal('Sales quota', 'sales_quota', '8000.00', now - 1000);
  goal('Sales quota', 'sales_quota', '70000.00', now + 40 * 86400_000);
  goal('Calls made', 'sales_calls', '100', now - 1000);
  await until('the quota there counts', async () => {
    const { figures } = (await baton.get('/v1/people/sarah')).body;
    return figures.quota === 8000 && figures.attained < before / 7;
  });
});

test('what was sent is what HubSpot takes, and was never too much', async () => {
  const all = hubspot.calls.items.filter(({ path, method }) => method === 'POST' && !/stack/.test(path));
  assert.ok(checkHubspotTypes(all) >= 20);
  assert.deepEqual(hubspot.calls.items.filter(({ status }) => status === 500), []);
  if (documents) {
    assert.deepEqual(documents.refused, []);
    for (const each of ['contacts/batch/upsert', '0-3/batch/update', 'leads/batch/create', 'contacts/search', 'associate/default']) {
      assert.ok([...documents.seen].some((line) => line.endsWith(each)), each);
    }
  }
});
