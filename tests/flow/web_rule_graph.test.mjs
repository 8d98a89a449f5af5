// The rules as a graph, nested by drag and by keys, and the parts of a rule's panel that say what follows:
// who is told, what the CRM gets, and what holds where no rule says otherwise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings } from './browser.mjs';
import { document, panel, row, shot, withRules, workspace } from './rules_page.mjs';
import { until } from './server.mjs';

// Where a rule is drawn, and a drag to somewhere else.
const boxOf = (page, name) => page.locator('.graph-rule', { hasText: name }).first().boundingBox();
async function dragBy(page, name, to) {
  const box = await boxOf(page, name);
  const [x, y] = [box.x + 40, box.y + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 2); // where a drag begins, the node stays
  await page.mouse.move(x, y);
  const end = await to(box);
  await page.mouse.move(x + end.x / 2, y + end.y / 2, { steps: 4 });
  await page.mouse.move(x + end.x, y + end.y, { steps: 4 });
}
const drawn = (page) => page.locator('.react-flow__node-rule').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label').split(':')[0]).sort());

test('on the graph: nested by drag and by keys, out again, undone; the comments stay', async () => {
  await withRules(async (baton, page, log) => {
    await page.getByRole('button', { name: 'Graph', exact: true }).click();
    await page.locator('.graph-rule').first().waitFor();
    const before = ['1 No thanks', '2 Large', '2.1 Health', '2.2 Rest of them', '3 <b>Partner</b> 🎺 שלום'];
    await until('all are drawn', async () => JSON.stringify(await drawn(page)) === JSON.stringify(before));
    // Onto a group: the last of its rules.
    await dragBy(page, 'Partner', async (own) => {
      const group = await boxOf(page, '2 Large');
      return { x: group.x - own.x, y: group.y - own.y };
    });
    await page.getByText('Goes into “Large”').waitFor();
    await shot(page, 'rules-graph-nesting');
    await page.mouse.up();
    await until('it is nested', async () => (await drawn(page)).includes('2.3 <b>Partner</b> 🎺 שלום'));
    // Out again, below all and to the left.
    await dragBy(page, 'Partner', async () => ({ x: -80, y: 40 }));
    await page.getByText('Goes behind “Large”').waitFor();
    await page.mouse.up();
    await until('it is out', async () => JSON.stringify(await drawn(page)) === JSON.stringify(before));
    // Onto one that is no group yet: what that did itself is the last of its rules.
    await dragBy(page, 'No thanks', async (own) => {
      const other = await boxOf(page, 'Partner');
      return { x: other.x - own.x, y: other.y - own.y };
    });
    await page.getByText('Goes into “<b>Partner</b> 🎺 שלום”').waitFor();
    await page.mouse.up();
    await until('it has become a group', async () => JSON.stringify(await drawn(page)) === JSON.stringify(['1 Large', '1.1 Health', '1.2 Rest of them', '2 <b>Partner</b> 🎺 שלום', '2.1 No thanks', '2.2 Rest']));
    await page.getByText('· No problems found').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('it is undone in one step', async () => JSON.stringify(await drawn(page)) === JSON.stringify(before));
    // Switched off where it stands.
    await page.locator('.react-flow__node-rule[aria-label^="3 "]').focus();
    // No node is hidden while it is drawn anew: one that is loses the focus.
    await page.evaluate(() => {
      window.hiddenNodes = [];
      const look = (changes) => changes.forEach(({ target }) => target.style.visibility === 'hidden' && window.hiddenNodes.push(target.dataset.id));
      new MutationObserver(look).observe(document.querySelector('.react-flow__nodes'), { subtree: true, attributeFilter: ['style'] });
    });
    await page.keyboard.press('d');
    await page.locator('.graph-rule[data-off]', { hasText: 'Partner' }).waitFor();
    await page.keyboard.press('d');
    await page.locator('.graph-rule[data-off]').waitFor({ state: 'detached' });
    await page.getByText('· No problems found').waitFor();
    assert.deepEqual(await page.evaluate(() => window.hiddenNodes), []);
    // By keys alone, the focus going along.
    const label = (start) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '').then((words) => words.startsWith(start));
    await page.locator('.react-flow__node-rule[aria-label^="3 "]').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await until('it is nested, and has the focus', () => label('2.3 <b>Partner'));
    await page.keyboard.press('Alt+ArrowUp');
    await until('it is earlier in the group', () => label('2.2 <b>Partner'));
    await page.keyboard.press('Alt+ArrowLeft');
    await until('it is out', () => label('3 <b>Partner'));
    await page.keyboard.press('Alt+ArrowUp');
    await until('it is read earlier', () => label('2 <b>Partner'));
    await page.keyboard.press('Alt+ArrowRight');
    await until('it is within what was no group', () => label('1.1 <b>Partner'));
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'rules-graph-nested');
    await page.getByRole('button', { name: 'YAML' }).click();
    const yaml = await page.getByRole('textbox', { name: 'The document as YAML' }).textContent();
    for (const comment of ['# leads the east', '# Who is no customer.', '# theirs']) assert.ok(yaml.includes(comment), comment);
    assert.equal(await document(baton), workspace, 'nothing is published by itself');
    assert.deepEqual(log.errors, []);
  }, { viewport: { width: 1280, height: 1300 } });
});

const told = `${workspace}channels:
  desk:  { type: webhook, url: "http://127.0.0.1:1/desk" }   # everybody reads it
  audit: { type: webhook, url: "http://127.0.0.1:1/audit" }
notify: [desk]
`;
test('who is told and what the CRM gets: ticked in the panel, in step with the YAML', async () => {
  await withRules(async (baton, page, log) => {
    await row(page, 'No thanks').click();
    const channels = panel(page).getByRole('group', { name: 'Who is told, and how' });
    await channels.getByText('Otherwise as its group or the document says: desk.').waitFor();
    await channels.getByLabel('Over channels of its own').check();
    await channels.getByLabel('desk (webhook)').uncheck();
    await channels.getByText('Nobody is told of its leads.').waitFor();
    await channels.getByLabel('audit (webhook)').check();
    const records = panel(page).getByRole('group', { name: 'Records in the CRM' });
    await records.getByLabel('Task').check();
    await records.getByLabel('Contact').check();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'rules-follow-up');
    await page.getByText('· No problems found').waitFor();
    await page.getByRole('button', { name: 'YAML' }).click();
    const yaml = page.getByRole('textbox', { name: 'The document as YAML' });
    const said = await yaml.textContent();
    assert.match(said, /notify: \[ audit \]/);
    assert.match(said, /create: \[ contact, task \]/);
    for (const comment of ['# Who is no customer.', '# theirs']) assert.ok(said.includes(comment), comment);
    // What is written there stands in the panel.
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'List', exact: true }).click();
    assert.equal(await records.getByLabel('Contact').isChecked(), false);
    assert.equal(await records.getByLabel('Task').isChecked(), true);
    await records.getByLabel('Task').uncheck();
    await channels.getByLabel('Over channels of its own').uncheck();
    await page.getByText('Version 1 is live').waitFor();
    // What holds where no rule says otherwise.
    await page.locator('summary', { hasText: 'otherwise' }).click();
    const rest = page.locator('details.otherwise');
    await rest.getByLabel('Kind of target').selectOption('queue');
    await rest.getByLabel('audit (webhook)').check();
    await rest.getByLabel('Contact').check();
    await page.getByText('· No problems found').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'rules-otherwise');
    await page.getByRole('button', { name: 'Review and publish' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 2 is live').first().waitFor();
    const published = (await document(baton)).split('\n').filter((line) => !told.split('\n').includes(line));
    assert.deepEqual(published, ['otherwise: { queue: later }', 'notify: [desk, audit]', 'create: [ contact ]']);
    assert.deepEqual(log.errors, []);
  }, { document: told, viewport: { width: 1280, height: 1300 } }); // the editor draws the lines that are seen
});
