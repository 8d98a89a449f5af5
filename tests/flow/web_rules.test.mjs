// The rules in the web app: built without typing CEL, checked, published, taken back, simulated,
// compared; by mouse and by keys; two people at once; a server that goes away. SHOTS=FOLDER keeps
// pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, relay } from './app.mjs';
import { axeFindings, fitsItsWidth, screens } from './browser.mjs';
import { checked, document, inPanel, panel, row, rowNames, shot, withRules, workspace } from './rules_page.mjs';
import { root, startBaton, until } from './server.mjs';

for (const [width, screen] of screens) {
  test(`a rule is built without typing CEL, its shadow warned about, mended, published with a note, and taken back, at ${width} px`, async () => {
    await withRules(async (baton, page, log) => {
      await row(page, 'Large').waitFor();
      await row(page, 'Large').click();
      await page.getByRole('button', { name: 'New rule', exact: true }).click();
      await inPanel(page, async (panel) => {
        await panel.getByLabel('Name').fill('Huge');
        await panel.getByRole('button', { name: 'Add a condition' }).click();
        const condition = panel.getByRole('group', { name: 'Condition 1' });
        await condition.getByLabel('Field').selectOption('employees');
        await condition.getByLabel('Comparison').selectOption('>=');
        await condition.getByLabel('Value').fill('5,000');
        await panel.getByLabel('Kind of target').selectOption('person');
        await panel.getByLabel('Who', { exact: true }).selectOption('ben');
        // Large stands before it and takes them all.
        await panel.locator('.finding').getByText(/Warning/).waitFor();
        assert.deepEqual(await axeFindings(page), []);
        await shot(page, `rules-panel-${width}`);
      });
      await row(page, 'Huge').getByText('1 problem').waitFor();
      await page.getByText(/· 1 warning/).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `rules-warning-${width}`);

      await inPanel(page, (panel) => panel.getByRole('button', { name: 'Move up' }).click());
      await page.getByText('· No problems found').waitFor();
      assert.deepEqual((await rowNames(page)).slice(0, 3), ['No thanks', 'Huge', 'Large']);
      await page.getByRole('button', { name: 'Review and publish' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Rule “Huge” is new').waitFor();
      await dialog.getByRole('button', { name: 'With the leads of the last 30 days' }).click();
      await dialog.getByText('No lead came in within the last 30 days.').waitFor();
      await dialog.getByText('The document, line by line').click();
      await dialog.locator('.line-diff-line[data-mark="+"]').first().waitFor();
      assert.deepEqual(await dialog.locator('.line-diff-line[data-mark="+"] .line-diff-text').allTextContents(), ['  - name: Huge', '    when: lead.employees >= 5000', '    route: { person: ben }']);
      assert.equal(await dialog.locator('.line-diff-line[data-mark="-"]').count(), 0);
      await dialog.getByLabel('What has changed, and why').fill('The largest go to Ben');
      assert.deepEqual(await axeFindings(page), []);
      await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
      await page.getByText('Version 2 is live').first().waitFor();
      const text = await document(baton);
      for (const comment of ["# Acme's rules. People read this file.", '# leads the east', '# Who is no customer.', '# theirs']) assert.ok(text.includes(comment), comment);
      assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test', employees: 6000 })).body.person, 'ben');

      await page.getByRole('link', { name: 'Versions' }).click();
      const second = page.getByRole('listitem', { name: 'Version 2' });
      await second.getByText('The largest go to Ben').waitFor();
      await second.getByRole('button', { name: 'What it changed' }).click();
      await second.getByText('Rule “Huge” is new').waitFor();
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, 'versions');
      await page.getByRole('listitem', { name: 'Version 1' }).getByRole('button', { name: 'Roll back to it' }).click();
      await page.getByRole('dialog').getByLabel('Why').fill('Ben is full');
      await page.getByRole('dialog').getByRole('button', { name: 'Roll back to it' }).click();
      await page.getByRole('listitem', { name: 'Version 3' }).getByText('Ben is full').waitFor();
      assert.equal(await document(baton), workspace);
      assert.deepEqual(log.errors, []);
    }, screen);
  });
}

test('by keys alone: find, move, nest, switch off, rename, undo; and by dragging', async () => {
  await withRules(async (baton, page, log) => {
    await row(page, 'No thanks').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('health');
    await until('one is found', async () => (await rowNames(page)).length === 1);
    await page.getByLabel('Find a rule').fill('');
    await row(page, 'No thanks').click();
    await page.keyboard.press('ArrowDown');
    await until('the next is chosen', async () => (await page.locator('.rule-row[data-chosen]').textContent()).includes('Large'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    await until('it moved down', async () => (await rowNames(page))[3] === 'No thanks');
    await page.keyboard.press('Alt+ArrowRight');
    await until('it is in the group', async () => (await row(page, 'No thanks').getAttribute('aria-level')) === '2');
    await page.keyboard.press('Alt+ArrowLeft');
    await until('it is out again', async () => (await row(page, 'No thanks').getAttribute('aria-level')) === '1');
    await page.keyboard.press('d');
    await row(page, 'No thanks').getByText('Off').waitFor();
    await checked(page);
    await page.keyboard.press('F2');
    await until('the name has the focus', () => page.evaluate(() => document.activeElement?.value === 'No thanks'));
    await page.keyboard.type('Never');
    await row(page, 'Never').waitFor();
    await row(page, 'Large').focus();
    await page.keyboard.press('Control+z');
    await row(page, 'No thanks').waitFor();
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
    await page.getByText('Version 1 is live').waitFor();
    assert.deepEqual(await rowNames(page), ['No thanks', 'Large', 'Health', 'Rest of them', '<b>Partner</b> 🎺 שלום']);

    await row(page, 'Partner').dragTo(row(page, 'No thanks'), { targetPosition: { x: 60, y: 4 } });
    await until('the dragged one is first', async () => (await rowNames(page))[0] === '<b>Partner</b> 🎺 שלום');
    await row(page, 'No thanks').dragTo(row(page, 'Large'), { targetPosition: { x: 60, y: 32 } });
    await until('it was dropped into the group', async () => (await row(page, 'No thanks').getAttribute('aria-level')) === '2');
    assert.equal(await document(baton), workspace, 'nothing is published by itself');
    assert.deepEqual(log.errors, []);
  });
});

test('a condition typed as CEL: completed, its error shown at its place, and read by the builder again', async () => {
  await withRules(async (_, page, log) => {
    await row(page, 'Health').click();
    await panel(page).getByRole('button', { name: 'Type', exact: true }).click();
    const editor = panel(page).getByRole('textbox', { name: 'Condition as CEL' });
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('lead.emplo');
    await page.getByRole('option', { name: /employees/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('s > 5');
    await page.locator('.cm-lintRange-error').waitFor();
    assert.equal(await page.locator('.cm-lintRange-error').textContent(), 'lead.employeess');
    await panel(page).locator('.finding').getByText(/employeess/).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Review and publish' }).click();
    await page.getByText('Errors have to be mended first.').waitFor();
    assert.ok(await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).isDisabled());
    await page.keyboard.press('Escape');
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('lead.employees > 5 && size(lead.name) > 3');
    await page.keyboard.press('Escape');
    await page.getByText('· No problems found').waitFor();
    await panel(page).getByRole('button', { name: 'Build', exact: true }).click();
    assert.equal(await panel(page).getByLabel('Value').inputValue(), '5');
    assert.equal(await panel(page).getByLabel('Typed as CEL').inputValue(), 'size(lead.name) > 3');

    // The same document as YAML.
    await page.getByRole('button', { name: 'YAML' }).click();
    const yaml = page.getByRole('textbox', { name: 'The document as YAML' });
    await yaml.waitFor();
    assert.match(await yaml.textContent(), /size\(lead\.name\)/);
    await yaml.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# mine');
    await page.keyboard.press('Enter');
    assert.deepEqual(await axeFindings(page), []);
    await page.reload();
    await page.getByText('Unpublished changes').waitFor();
    await page.getByRole('button', { name: 'YAML' }).click();
    await until('what was typed is there', async () => (await yaml.textContent()).startsWith('# mine'));
    assert.deepEqual(log.errors, []);
  });
});

for (const [width, screen] of screens) {
  test(`a lead is simulated on the draft: its whole path, and why; the live rules stay, at ${width} px`, async () => {
    await withRules(async (baton, page, log) => {
      await row(page, 'Large').click();
      await inPanel(page, (panel) => panel.getByLabel('Value').fill('100'));
      await page.getByRole('link', { name: 'Simulate' }).click();
      await page.getByLabel('Email').fill('kim@oak.test');
      await page.getByLabel('Employees').fill('200');
      await page.getByLabel('Industry').fill('healthcare');
      await page.getByRole('button', { name: 'Run' }).click();
      const path = page.getByRole('region', { name: 'Its path through the rules' });
      await path.getByText('Large / Health').first().waitFor();
      await page.getByText('On your draft').waitFor();
      assert.match(await path.textContent(), /No thanks.*passed over.*rival\.test/s);
      // A phone has no room for the graph.
      const lit = page.locator('.graph-rule[data-lit="matched"]');
      for (const rule of width > 900 ? ['Health', 'Large'] : []) await lit.filter({ hasText: rule }).first().waitFor();
      if (width > 900) await page.locator('.graph-end[data-lit]', { hasText: 'ann' }).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `simulate-${width}`);
      await page.getByLabel('Which rules').selectOption('live');
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText('On the live rules, version 1.').waitFor();
      assert.equal((await baton.get('/v1/leads')).body.leads.length, 0);
      assert.deepEqual(log.errors, []);
    }, screen);
  });
}

for (const [width, screen] of screens) {
  test(`a draft is compared with what was: who gains, who loses, which leads move and why, at ${width} px`, async () => {
    await withRules(async (baton, page, log) => {
      for (let n = 0; n < 6; n++) await baton.post('/v1/leads', { email: `h${n}@oak${n}.test`, employees: 2000, industry: 'healthcare' });
      await page.getByRole('link', { name: 'Compare' }).click();
      await page.getByText('nobody would gain or lose').waitFor();
      await page.getByRole('link', { name: 'Rules', exact: true }).last().click();
      await row(page, 'Health').click();
      await inPanel(page, (panel) => panel.getByLabel('Who', { exact: true }).selectOption('ben'));
      await page.getByRole('link', { name: 'Compare' }).click();
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText('6 leads; 6 would go elsewhere').waitFor();
      const people = page.getByRole('table', { name: 'People' });
      assert.match(await people.getByRole('row', { name: /Ann Other/ }).textContent(), /Ann Other60-6/);
      assert.match(await people.getByRole('row', { name: /Ben Tallis/ }).textContent(), /Ben Tallis06\+66/);
      assert.equal(await page.locator('.finding').count(), 6);
      // Who would have them instead, as a picture where there is room for one.
      const pipes = page.locator('.pipes');
      if (width > 900) assert.match(await pipes.textContent(), /Ann Other 66 Ben Tallis/);
      else assert.equal(await pipes.isVisible(), false);
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `compare-${width}`);
      // The same in short, where it is published.
      await page.getByRole('button', { name: 'Review and publish' }).click();
      await page.getByRole('button', { name: 'With the leads of the last 30 days' }).click();
      await page.getByText('Of 6 leads of the last 30 days, 6 would have gone elsewhere.').waitFor();
      await page.getByText('Ann Other loses 6 (6 → 0)').waitFor();
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, 'review-impact');
      assert.deepEqual(log.errors, []);
    }, screen);
  });
}

test('two people: the second is told of the first, puts the change on top, and overwrites nothing', async () => {
  await withRules(async (baton, page) => {
    await row(page, 'Health').click();
    await panel(page).getByLabel('Name').fill('Clinics');
    const { headers } = await baton.get('/v1/workspace');
    const theirs = workspace.replace('- name: No thanks', '- name: Competitors');
    assert.equal((await baton.put('/v1/workspace', theirs, { 'content-type': 'text/yaml', 'if-match': headers.get('etag') })).status, 200);
    await page.getByText('Version 2 was published while you were editing').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Review and publish' }).isDisabled());
    await page.getByRole('button', { name: 'What they changed' }).click();
    await page.locator('.line-diff').getByText('Competitors').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Put my changes on top' }).click();
    await row(page, 'Competitors').waitFor();
    await row(page, 'Clinics').waitFor();
    await page.getByRole('button', { name: 'Review and publish' }).click();
    await page.getByRole('dialog').getByText('Rule “Large / Clinics” is new').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 3 is live').first().waitFor();
    assert.equal(await document(baton), theirs.replace('name: Health', 'name: Clinics'));
  });
});

for (const [width, screen] of screens) {
  test(`the server goes away and comes back: nothing typed is lost, and it is published then, at ${width} px`, async () => {
    await withRules(async (baton, page) => {
      const line = await relay(baton.url);
      try {
        await page.goto(`${line.url}/app/rules`);
        await row(page, 'Health').click();
        await connected(page);
        line.cut();
        await page.getByText('Not connected, trying again').waitFor();
        await inPanel(page, (panel) => panel.getByLabel('Name').fill('Typed in the dark'));
        await row(page, 'Typed in the dark').waitFor();
        await page.getByText('The draft could not be checked').waitFor();
        line.mend();
        await page.getByRole('button', { name: 'Try now' }).click();
        await connected(page);
        await page.reload();
        await row(page, 'Typed in the dark').waitFor();
        await checked(page);
        await page.getByRole('button', { name: 'Review and publish' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
        await page.getByText('Version 2 is live').first().waitFor();
        assert.match(await document(baton), /name: Typed in the dark/);
      } finally {
        line.close();
      }
    }, screen).catch((error) => {
      if (!/asks nobody else/.test(error.message)) throw error; // the relay's, which is as good as the server's
    }, screen);
  });
}

test('a document that names a file goes on naming it when it is published from here', async () => {
  const baton = await startBaton({ args: ['--workspace', `${root}sample/workspace.yaml`] });
  try {
    const live = await baton.get('/v1/workspace');
    assert.match(live.text, /accounts: \{ file: accounts\.csv \}/);
    assert.equal((await baton.post('/v1/workspace/check', live.text, { 'content-type': 'text/yaml' })).body.ok, true);
    const next = live.text.replace('name: Competitors', 'name: Rivals');
    const published = await baton.put('/v1/workspace', next, { 'content-type': 'text/yaml', 'if-match': live.headers.get('etag') });
    assert.equal(published.status, 200, published.text);
    const other = await baton.put('/v1/workspace', next.replace('accounts.csv', 'others.csv'), { 'content-type': 'text/yaml', 'if-match': published.headers.get('etag') });
    assert.equal(other.status, 422, other.text);
  } finally {
    await baton.close();
  }
});

test('two thousand rules stay usable: found, moved and renamed, few of them in the page', async () => {
  const many = Array.from({ length: 2000 }, (_, n) => `  - { name: Rule ${n}, when: lead.employees == ${n}, route: { person: p${n % 1000} } }\n`).join('');
  const people = Array.from({ length: 1000 }, (_, n) => `  p${n}: { name: Person ${n}, email: p${n}@acme.test }\n`).join('');
  await withRules(
    async (_, page, log) => {
      await row(page, 'Rule 0').first().waitFor();
      assert.ok((await page.getByRole('treeitem').count()) < 60);
      await page.getByLabel('Find a rule').fill('rule 1777');
      await row(page, 'Rule 1777').click();
      await panel(page).getByLabel('Name').fill('Rule 1777, found');
      await row(page, 'Rule 1777, found').waitFor();
      await panel(page).getByRole('button', { name: 'Move up' }).click();
      await page.getByLabel('Find a rule').fill('');
      await page.getByRole('button', { name: 'Graph' }).click();
      await page.locator('.graph-rule').first().waitFor();
      assert.ok((await page.locator('.graph-rule').count()) < 100);
      assert.deepEqual(log.errors, []);
    },
    { document: `workspace: big\npeople:\n${people}rules:\n${many}` },
  );
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280, 1920]) {
    test(`rules: ${width} px, ${colorScheme}: nothing runs over, axe finds nothing`, async () => {
      await withRules(
        async (baton, page, log) => {
          const look = async (name, ready) => {
            await page.locator(ready).first().waitFor();
            assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
            assert.deepEqual(await axeFindings(page), [], name);
            await shot(page, `${name}-${colorScheme}-${width}`);
          };
          await row(page, 'Large').waitFor();
          await row(page, 'Health').click();
          await look('rules-list', '.rule-row[data-chosen]');
          if (width > 900) {
            await page.getByRole('button', { name: 'Graph' }).click();
            await look('rules-graph', '.graph-rule');
          } else {
            await page.keyboard.press('Enter');
            await look('rules-sheet', '[role="dialog"] .inspector');
            await page.keyboard.press('Escape');
          }
          await page.getByRole('button', { name: 'YAML' }).click();
          await look('rules-yaml', '.cm-content');
          await page.goto(`${baton.url}/app/rules/simulate`);
          await page.getByRole('button', { name: 'A sample lead' }).click();
          await page.getByRole('button', { name: 'Run' }).click();
          await look('rules-simulate', '.trace');
          await page.goto(`${baton.url}/app/rules/versions`);
          await look('rules-versions', '.versions li');
          assert.deepEqual(log.errors, []);
        },
        { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' },
      );
    });
  }
}
