// First steps: what is done and what is next, as the server knows it, for whoever looks. SHOTS=FOLDER
// keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withApp } from './app.mjs';
import { axeFindings, fitsItsWidth, screens, withPage } from './browser.mjs';
import { password, person } from './people.mjs';
import { startBaton } from './server.mjs';

const workspace = `workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }
pools:
  east: { members: [ann] }
channels:
  audit: { type: webhook, url: "https://hooks.acme.test/leads" }
otherwise: { pool: east }
`;

async function look(page, name) {
  assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
  assert.deepEqual(await axeFindings(page), [], name);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}

for (const [width, screen] of screens) {
  test(`the first steps, one after another, found from the palette, at ${width} px`, async () => {
    await withApp(workspace, '/', screen, async (baton, page, log) => {
      await page.getByRole('link', { name: 'First steps' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('first st');
      await page.getByRole('option', { name: 'First steps' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'First steps' }).waitFor();
      await page.getByText('2 of 5 done').waitFor();
      const step = (name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
      await step('People and pools').getByText('Done').waitFor();
      await step('Somewhere to hear of leads').getByText('Done').waitFor();
      await step('Rules').getByText('Still to do').waitFor();
      await look(page, `start-${width}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
      // A rule that is not published is none yet.
      await page.getByRole('button', { name: /known account/i }).click();
      await page.goto(`${baton.url}/app/start`);
      await step('Rules').getByText('Still to do').waitFor();
      await page.getByText('2 of 5 done').waitFor();
      assert.deepEqual(log.errors, []);
    });
  });

  test(`a rep has the inbox before them, and switches notifications on, at ${width} px`, async () => {
    const baton = await startBaton({ workspace });
    try {
      await person(baton, 'dana@acme.test', 'admin');
      await person(baton, 'ann@acme.test', 'rep', 'ann');
      await withPage(screen, async (page, log) => {
        await page.goto(`${baton.url}/app/start`);
        await page.getByRole('textbox', { name: 'E-mail' }).fill('ann@acme.test');
        await page.locator('input[autocomplete=current-password]').fill(password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByText('0 of 1 done').waitFor();
        await page.getByRole('heading', { name: 'Notifications' }).waitFor();
        assert.equal(await page.getByRole('heading', { name: 'Rules' }).count(), 0);
        await look(page, `start-rep-${width}`);
        await page.getByRole('heading', { level: 1 }).click();
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/app\/inbox/);
        assert.deepEqual(log.errors.filter((one) => !/401/.test(one)), []);
      });
    } finally {
      await baton.close();
    }
  });
}
