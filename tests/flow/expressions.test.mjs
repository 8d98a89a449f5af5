// What docs/EXPRESSIONS.md says of expressions is what `baton eval` answers.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from './server.mjs';

const page = readFileSync(new URL('../../docs/EXPRESSIONS.md', import.meta.url), 'utf8');
const [onLead, bare] = page.slice(page.indexOf('## By example')).split('and without a lead:');

// The rows `| \`expression\` | \`answer\` |` of a part of the page.
const rowsOf = (part) =>
  [...part.matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].map(([, expression, answer]) => [expression.replaceAll('\\|', '|'), answer]);

test('expressions answer as the page says', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-expressions-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const lead = join(folder, 'lead.json');
  writeFileSync(lead, /```json\n(.*)\n```/.exec(onLead)[1]);
  let count = 0;
  for (const [rows, args] of [
    [rowsOf(onLead), ['--lead', lead]],
    [rowsOf(bare), []],
  ]) {
    for (const [expression, answer] of rows) {
      const { out, err } = await run(['eval', expression, ...args]);
      assert.equal(out.trim(), answer, `${expression} ${err}`);
      count += 1;
    }
  }
  assert.ok(count >= 19, `${count} rows`);
});
