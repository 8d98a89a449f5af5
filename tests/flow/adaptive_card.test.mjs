// The Adaptive Cards that Baton makes against Microsoft's own schema (in ../shared/data, skipped where
// it is not there): the card of the unit tests, which holds everything that a message can say.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { root } from './server.mjs';

const file = join(root, '../shared/data/adaptive-card/adaptive-card-1.5.json');
const skip = existsSync(file) ? false : 'there is no ../shared/data/adaptive-card here';

test('the card is what the schema of Adaptive Cards 1.5 says', { skip }, () => {
  const { id, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  delete schema.$schema; // draft-06, of which it uses nothing that later drafts read otherwise
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile({ ...schema, $id: id });
  const { msteams, ...card } = JSON.parse(readFileSync(join(root, 'src/deliver/notify/golden/teams_assigned.json'), 'utf8')).attachments[0].content;
  assert.deepEqual(msteams, { width: 'Full' }); // Teams' own word, which the schema does not know
  assert.ok(validate(card), JSON.stringify(validate.errors?.slice(0, 5)));
  assert.ok(!validate({ ...card, body: [{ type: 'RichTextBlock' }] }), 'a card without its text is refused');
});
