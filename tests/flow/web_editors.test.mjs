// Two people at the same rules: the second sees the first before anything is published, and sees
// them no more when they have left, closed the page or signed out. SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, fitsItsWidth, screens, withPage } from './browser.mjs';
import { password, person } from './people.mjs';
import { row, workspace } from './rules_page.mjs';
import { startBaton } from './server.mjs';

async function atRules(baton, email, options, use) {
  await withPage(options, async (page, log) => {
    await page.goto(`${baton.url}/app/rules`);
    await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await page.locator('input[autocomplete=current-password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await row(page, 'No thanks').waitFor();
    await use(page);
    assert.deepEqual(log.errors.filter((one) => !/401/.test(one)), []);
  });
}
// Each asks every few seconds; whoever left without a word is shown for ninety.
const others = (page) => page.getByRole('status', { name: 'Who else is here' });

for (const [width, screen] of screens) {
  test(`the second editor sees the first, and sees them go, at ${width} px`, async () => {
    const baton = await startBaton({ workspace });
    try {
      await person(baton, 'ana@acme.test', 'admin');
      await person(baton, 'ben@acme.test', 'operations');
      await atRules(baton, 'ana@acme.test', {}, async (ana) => {
        await atRules(baton, 'ben@acme.test', screen, async (ben) => {
          await others(ben).getByText(/^ana@acme\.test has this open since \d/).waitFor();
          await row(ana, 'No thanks').click();
          await ana.keyboard.press('d');
          await others(ben).getByText(/^ana@acme\.test is editing since \d/).waitFor();
          await others(ana).getByText(/^ben@acme\.test has this open since \d/).waitFor();
          assert.deepEqual(await axeFindings(ben), []);
          assert.ok(await fitsItsWidth(ben));
          if (process.env.SHOTS) await ben.screenshot({ path: `${process.env.SHOTS}/editors-${width}.png`, fullPage: true });

          // To another page of the set-up one goes along; to the inbox one has left.
          await ana.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
          await ana.getByRole('heading', { level: 1, name: 'People and pools' }).waitFor();
          await others(ana).getByText(/^ben/).waitFor();
          await others(ben).getByText(/^ana@acme\.test is editing/).waitFor();
          await ana.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Inbox' }).click();
          await others(ben).getByText(/ana@acme\.test/).waitFor({ state: 'detached', timeout: 45_000 });

          // Whoever closes the page has left, too: by its last word, which a browser may lose, or by its silence.
          // They come back to their draft.
          await ana.goto(`${baton.url}/app/rules`);
          await others(ben).getByText(/^ana@acme\.test is editing/).waitFor();
          await ana.goto('about:blank');
          await others(ben).getByText(/ana@acme\.test/).waitFor({ state: 'detached', timeout: 120_000 });

          // And whoever signs out.
          await ana.goto(`${baton.url}/app/rules`);
          await others(ben).getByText(/^ana@acme\.test is editing/).waitFor();
          await ana.getByRole('button', { name: 'Sign out' }).click();
          await others(ben).getByText(/ana@acme\.test/).waitFor({ state: 'detached', timeout: 45_000 });
        });
      });
    } finally {
      await baton.close();
    }
  });
}

test('one’s own second browser is told of as one’s own; two pages of one browser are one', async () => {
  const baton = await startBaton({ workspace });
  try {
    await person(baton, 'ana@acme.test', 'admin');
    await atRules(baton, 'ana@acme.test', {}, async (one) => {
      const second = await one.context().newPage();
      await second.goto(`${baton.url}/app/rules`);
      await row(second, 'No thanks').waitFor();
      await atRules(baton, 'ana@acme.test', {}, async (elsewhere) => {
        await others(elsewhere).getByText(/^You have this open in another browser since/).first().waitFor();
        await others(second).getByText(/another browser/).waitFor();
        assert.equal(await others(second).getByRole('listitem').count(), 1);
      });
    });
  } finally {
    await baton.close();
  }
});
