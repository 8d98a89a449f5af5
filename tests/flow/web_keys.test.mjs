// What a key does on each page, with its button: a lead put aside and brought back, what came of it
// logged behind one button and on to the next, views kept, versions, a simulated lead step by step, a
// comparison stopped. SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, withApp } from './app.mjs';
import { axeFindings, fitsItsWidth, screens } from './browser.mjs';
import { row, workspace as rules } from './rules_page.mjs';
import { until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana: { name: Dana Ruiz, email: dana@acme.test }
  ann: { name: Ann Other, email: ann@acme.test, manager: dana, capacity: { open: 4 } }
sla:
  slow: { acknowledge: [ { after: 4h, notify: manager } ] }
  soon: { acknowledge: [ { after: 30m, notify: manager } ] }
  hasty: { acknowledge: [ { after: 1s, notify: manager } ] }
rules:
  - { name: Soon, when: lead.source == "soon", route: { person: ann }, sla: soon }
  - { name: Hasty, when: lead.source == "hasty", route: { person: ann }, sla: hasty }
otherwise: { person: ann }
`;

async function look(page, name) {
  assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
  assert.deepEqual(await axeFindings(page), [], name);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}
const card = (page, name) => page.locator('.card', { hasText: name });
const send = async (baton, name, source) => (await baton.post('/v1/leads', { email: `${name.toLowerCase()}@oak.test`, name, source })).body.lead;

for (const [width, screen] of screens) {
  test(`a lead is put aside and comes back: by hand, by Undo, when it changes, before it falls due, at ${width} px`, async () => {
    await withApp(workspace, '/app/inbox?person=ann', screen, async (baton, page, log) => {
      await connected(page);
      const quiet = await send(baton, 'Quiet');
      await send(baton, 'Urgent', 'soon');
      await card(page, 'Quiet').waitFor();
      await card(page, 'Quiet').getByRole('button', { name: 'Snooze' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Tomorrow morning' }).waitFor();
      await dialog.getByRole('button', { name: 'Snooze', exact: true }).click();
      await dialog.getByText('Needed').waitFor();
      await dialog.getByLabel('Another time').fill('2020-01-01T09:00');
      await dialog.getByText('This time is over').waitFor();
      await look(page, `snooze-${width}`);
      await dialog.getByRole('button', { name: 'In three hours' }).click();
      await page.getByText(/^Snoozed until/).first().waitFor();
      await page.getByRole('button', { name: 'To answer 1' }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'To answer 2' }).waitFor();

      // By keys; the next page knows of it, too.
      await card(page, 'Quiet').focus();
      await page.keyboard.press('h');
      await dialog.getByRole('button', { name: 'Tomorrow morning' }).click();
      await page.reload();
      await page.getByRole('button', { name: 'Snoozed 1' }).click();
      await card(page, 'Quiet').getByText(/Snoozed until/).waitFor();
      await look(page, `snoozed-${width}`);
      await page.keyboard.press('h');
      await page.getByRole('button', { name: 'To answer 2' }).click();
      await card(page, 'Quiet').focus();
      await page.keyboard.press('h');
      await dialog.getByRole('button', { name: 'Tomorrow morning' }).click();
      await page.getByRole('button', { name: 'To answer 1' }).waitFor();
      await baton.post(`/v1/leads/${quiet}/acknowledge`, {});
      await page.getByRole('button', { name: 'In conversation 1' }).waitFor();

      // Its step falls due in half an hour: five minutes before, it is there again.
      await card(page, 'Urgent').getByRole('button', { name: 'Snooze' }).click();
      const due = Date.parse((await baton.get('/v1/leads?person=ann&sla=1&state=assigned')).body.leads[0].sla.due);
      await dialog.getByRole('button', { name: 'Tomorrow morning' }).click();
      const back = await page.evaluate((at) => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at), due - 5 * 60_000);
      await page.getByText(new RegExp(`Snoozed until ${back}`)).first().waitFor();
      assert.deepEqual(log.errors, []);
    });
  });

  test(`what came of a lead behind one button, and on to the next, at ${width} px`, async () => {
    await withApp(workspace, '/app/leads', screen, async (baton, page, log) => {
      const first = await send(baton, 'First');
      const second = await send(baton, 'Second');
      const urgent = await send(baton, 'Urgent', 'soon');
      await page.goto(`${baton.url}/app/leads/${urgent}`);
      await connected(page);
      const outcome = page.getByRole('button', { name: 'Log outcome' });
      await outcome.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Contacted' }).click();
      await page.getByText('Marked contacted').waitFor();
      await outcome.click();
      assert.equal(await dialog.getByRole('button', { name: 'Contacted' }).count(), 0, 'they were contacted');
      await dialog.getByRole('button', { name: 'Lost', exact: true }).click();
      await dialog.getByLabel('Why was it lost?').waitFor();
      await dialog.getByRole('button', { name: 'Won', exact: true }).click();
      await dialog.getByRole('button', { name: 'Close as won' }).click();
      await dialog.getByText('Needed').waitFor();
      await dialog.getByLabel('Amount won').fill('900');
      await look(page, `outcome-${width}`);
      await dialog.getByRole('button', { name: 'Close as won' }).click();
      await page.getByText('This lead is over').waitFor();
      assert.equal((await baton.get(`/v1/leads/${urgent}`)).body.state, 'won');
      await page.keyboard.press('n');
      await page.waitForURL(`**/${second}`);
      await page.getByRole('heading', { level: 1, name: 'Second' }).waitFor();
      await page.getByRole('button', { name: 'Next lead' }).click();
      await page.waitForURL(`**/${first}`);
      await page.getByRole('heading', { level: 1, name: 'First' }).waitFor();
      await look(page, `lead-${width}`);
      // Why, step by step.
      await page.locator('.steps > li').first().waitFor();
      await page.keyboard.press('ArrowRight');
      await until('the first step has the focus', () => page.evaluate(() => document.activeElement === document.querySelector('.steps > li')));
      assert.deepEqual(log.errors, []);
    });
  });

  test(`views of the leads are kept under a name, gone to and taken away, at ${width} px`, async () => {
    await withApp(workspace, '/app/leads?q=urgent&state=open', screen, async (baton, page, log) => {
      await send(baton, 'Urgent', 'soon');
      await send(baton, 'Other');
      const name = 'Mine <b> שלי';
      await page.getByRole('button', { name: 'Keep this view' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByRole('dialog').getByText('Needed').waitFor();
      await page.getByRole('dialog').getByLabel('What it is called').fill(name);
      await page.keyboard.press('Enter');
      const view = page.getByRole('button', { name, exact: true });
      await until('it is the one that is shown', async () => (await view.getAttribute('aria-pressed')) === 'true');
      await page.keyboard.press('x');
      await page.getByText('2 leads').waitFor();
      await page.reload();
      await view.click();
      await page.getByText('1 lead', { exact: true }).waitFor();
      assert.match(page.url(), /q=urgent/);
      await look(page, `views-${width}`);
      await page.getByRole('button', { name: `Take away the view ${name}` }).click();
      await view.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await view.waitFor();
      assert.deepEqual(log.errors, []);
    });
  });
}

test('a manager: who has how much room; when the last escalation is over, which it was', async () => {
  await withApp(workspace, '/app/team', {}, async (baton, page, log) => {
    await connected(page);
    const load = page.getByRole('table', { name: 'Who can take leads now' });
    await load.getByRole('row', { name: /Dana Ruiz/ }).getByText('no limit').waitFor();
    const lead = await send(baton, 'Silent', 'hasty');
    await send(baton, 'A');
    await send(baton, 'B');
    await load.getByRole('row', { name: /Ann Other/ }).getByText('1 place left').waitFor();
    await send(baton, 'C');
    await load.getByRole('row', { name: /Ann Other/ }).getByText('full').waitFor();
    const escalations = page.getByRole('region', { name: 'Escalations' });
    await escalations.getByRole('listitem').filter({ hasText: 'Silent' }).waitFor({ timeout: 20_000 });
    await baton.post(`/v1/leads/${lead}/acknowledge`, {});
    await escalations.getByText(/No open lead has been escalated\. The last one:/).waitFor();
    await look(page, 'team-last');
    await escalations.getByRole('link', { name: 'Silent' }).click();
    await page.getByRole('heading', { level: 1, name: 'Silent' }).waitFor();
    assert.deepEqual(log.errors, []);
  });
});

test('rules by keys: a lead simulated and gone through, a comparison stopped, what a version changed', async () => {
  await withApp(rules, '/app/rules/simulate', {}, async (baton, page, log) => {
    await page.getByLabel('Email').focus();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    const at = () => page.evaluate(() => [...document.querySelectorAll('.steps > li')].indexOf(document.activeElement));
    for (const [key, step] of [[']', 0], [']', 1], ['[', 0], ['[', 0]]) {
      await page.keyboard.press(key);
      assert.equal(await at(), step, key);
    }
    assert.deepEqual(await axeFindings(page), []);

    await page.goto(`${baton.url}/app/rules`);
    await row(page, 'No thanks').click();
    await page.keyboard.press('d');
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Run' }).waitFor();
    await page.route('**/v1/workspace/compare*', () => {}); // one that takes its time
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
    await page.unroute('**/v1/workspace/compare*');
    await page.keyboard.press('Control+Enter');
    await page.getByText('No lead came in within this time').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('No lead came in within this time').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Review and publish' }).click();
    await page.getByRole('dialog').getByLabel('What has changed, and why').fill('Off');
    await page.getByText(/No problems found/).last().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Version 2 is live').first().waitFor();
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('listitem', { name: 'Version 1' }).waitFor();
    await page.keyboard.press('j');
    await until('the newest has the focus', () => page.evaluate(() => document.activeElement?.id === 'version-2'));
    await page.keyboard.press('d');
    await page.getByRole('listitem', { name: 'Version 2' }).locator('.changes li').first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('d');
    await page.getByRole('listitem', { name: 'Version 2' }).locator('.changes li').waitFor({ state: 'detached' });
    assert.deepEqual(log.errors, []);
  });
});
