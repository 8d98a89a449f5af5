// A steady stream of leads into a CRM that takes its time: it keeps up, and has each of them once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCrm } from './crm_load.mjs';

test('a CRM of 20 ms a call has every lead of a steady stream, once', async () => {
  const came = await loadCrm({ rate: 300, seconds: 5 });
  assert.equal(came.written, came.leads);
  assert.equal(came.doubled, 0);
  // Many leads share a call: one by one it would be five calls each.
  assert.ok(came.calls < came.leads, `${came.calls} calls`);
});
