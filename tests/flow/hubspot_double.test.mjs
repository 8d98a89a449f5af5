// The double of HubSpot is held to HubSpot's own documents (in ../shared/data, skipped where they are not there):
// what it answers is what they describe, and what they do not allow is refused before it reaches the double.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skip, startDocuments } from './hubspot_documents.mjs';
import { startHubspot } from './hubspot_double.mjs';

async function withWorld(use) {
  const hubspot = await startHubspot({ token: 'pat', owners: { 11: 'sarah@acme.test' }, indexLag: 0 });
  let documents;
  try {
    documents = await startDocuments(hubspot.url);
    const ask = async (path, body) => {
      const answer = await fetch(documents.url + path, { method: 'POST', headers: { authorization: 'Bearer pat', 'content-type': 'application/json' }, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    };
    await use({ hubspot, documents, ask });
  } finally {
    await documents?.close();
    await hubspot.close();
  }
}

const property = (name) => ({ name, label: name, type: 'string', fieldType: 'text', groupName: 'contactinformation', hasUniqueValue: true });
const search = { filterGroups: [], sorts: ['hs_object_id'], properties: ['email'], limit: 10, after: '0' };

test('what the double of HubSpot answers is what the documents describe', { skip }, async () => {
  await withWorld(async ({ documents, ask }) => {
    assert.equal((await ask('/crm/v3/properties/contacts', property('baton_id'))).status, 201);
    const upsert = { inputs: [{ idProperty: 'baton_id', id: 'x1', objectWriteTraceId: '0', properties: { email: 'ann@oak.test' } }, { idProperty: 'baton_id', id: 'x2', objectWriteTraceId: '1', properties: { email: 'bob' } }] };
    const written = await ask('/crm/v3/objects/contacts/batch/upsert', upsert);
    assert.deepEqual([written.status, written.body.results.length, written.body.errors[0].context.objectWriteTraceId], [207, 1, ['1']]);
    const again = await ask('/crm/v3/objects/contacts/batch/upsert', { inputs: [upsert.inputs[0]] });
    assert.deepEqual([again.status, again.body.results[0].new, again.body.results[0].id], [200, false, written.body.results[0].id]);
    const read = await ask('/crm/v3/objects/contacts/batch/read', { idProperty: 'email', inputs: [{ id: 'ANN@oak.test' }], properties: ['email'], propertiesWithHistory: [] });
    assert.equal(read.body.results[0].properties.email, 'ann@oak.test');
    assert.equal((await ask('/crm/v3/objects/contacts/search', search)).body.total, 1);
    const deal = await ask('/crm/v3/objects/0-3/batch/create', { inputs: [{ properties: { dealname: 'Oak', dealstage: 'closedwon' }, associations: [] }] });
    assert.equal(deal.status, 201);
    const tie = { inputs: [{ from: { id: deal.body.results[0].id }, to: { id: written.body.results[0].id } }] };
    assert.equal((await ask('/crm/v4/associations/deals/contacts/batch/associate/default', tie)).status, 200);
    assert.deepEqual(documents.refused, []);
  });
});

test('what the documents do not allow does not reach the double', { skip }, async () => {
  await withWorld(async ({ hubspot, documents, ask }) => {
    for (const [path, body] of [
      ['/crm/v3/objects/contacts/batch/upsert', { inputs: [{ id: 7, properties: {} }] }],
      ['/crm/v3/objects/contacts/batch/upsert', { inputs: [{ id: 'x', idProperty: 'baton_id' }] }],
      ['/crm/v3/objects/contacts/search', { ...search, limit: 'many' }],
      ['/crm/v4/associations/deals/contacts/batch/associate/default', { inputs: [{ from: 1, to: 2 }] }],
    ]) {
      assert.equal((await ask(path, body)).status, 422, JSON.stringify(body));
    }
    assert.equal(documents.refused.length, 4);
    assert.deepEqual(hubspot.calls.items, []);
  });
});
