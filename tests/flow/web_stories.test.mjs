// Three stories from the first to the last, by the people whom they are about, each at their own
// browser and signed in, at a desk and on a phone: somebody new gets a lead, a lead is taken in time,
// and silence goes to the manager and on to the backup. SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected } from './app.mjs';
import { axeFindings, fitsItsWidth, screens, withPage } from './browser.mjs';
import { password, person } from './people.mjs';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana: { name: Dana Ruiz, email: dana@acme.test }
  ann: { name: Ann Other, email: ann@acme.test, manager: dana, backup: ben }
  ben: { name: Ben Tallis, email: ben@acme.test, manager: dana }
pools:
  east: { members: [ann] }
sla:
  patient: { respond_within: 5m, acknowledge: [ { after: 1h, notify: manager } ] }
  hasty: { respond_within: 5m, acknowledge: [ { after: 1s, notify: manager }, { after: 4s, reassign: backup } ] }
rules:
  - { name: New ground, when: lead.state == "US-TX", route: { pool: east }, sla: patient }
  - { name: Urgent, when: lead.source == "demo", route: { person: ann }, sla: hasty }
  - { name: Others, route: { person: ann }, sla: patient }
otherwise: { person: ann }
`;


// Somebody at a browser of their own, signed in by the page.
async function atBrowser(baton, email, options, use) {
  await withPage(options, async (page, log) => {
    await page.goto(`${baton.url}/app/`);
    await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
    await page.locator('input[autocomplete=current-password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    const show = async (path) => {
      await page.goto(baton.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await connected(page);
    };
    await use(page, show);
    assert.deepEqual(log.errors.filter((one) => !/401/.test(one)), [], 'one question before signing in is refused');
  });
}

async function look(page, name) {
  assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
  assert.deepEqual(await axeFindings(page), [], name);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/story-${name}.png`, fullPage: true });
}

async function withCompany(use) {
  const baton = await startBaton({ workspace });
  try {
    const dana = await person(baton, 'dana@acme.test', 'admin', 'dana');
    await person(baton, 'ann@acme.test', 'rep', 'ann');
    await person(baton, 'ben@acme.test', 'rep', 'ben');
    await use(baton, dana);
  } finally {
    await baton.close();
  }
}

const phone = Object.fromEntries(screens)[390];
for (const [width, options] of screens) {
  test(`somebody new is put into a pool, and their first lead arrives while one looks on, at ${width} px`, async () => {
    await withCompany(async (baton, dana) => {
      await atBrowser(baton, 'dana@acme.test', options, async (page, show) => {
        await show('/app/people');
        await page.getByRole('button', { name: 'New person' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Key').fill('mia');
        await dialog.getByLabel('Name', { exact: true }).fill('Mia Chen');
        await dialog.getByRole('button', { name: 'Put into the draft' }).click();
        await page.getByRole('button', { name: 'Edit pool (east)' }).click();
        await dialog.getByLabel('Add a member').selectOption('mia');
        await dialog.getByRole('button', { name: 'Take Ann Other out' }).click();
        await dialog.getByRole('button', { name: 'Put into the draft' }).click();
        await page.getByRole('button', { name: 'Review and publish' }).click();
        await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
        await page.getByText('Version 2 is live').first().waitFor();

        await show('/');
        const answer = await dana.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', company: 'Moss', state: 'US-TX' });
        assert.equal(answer.body.person, 'mia');
        const arrived = page.locator('main').getByText('Kit Moss').first();
        await arrived.waitFor();
        await page.locator('main').getByText('Mia Chen').locator('visible=true').first().waitFor();
        await look(page, `new-${width}`);
      });
    });
  });

  test(`a rep on a phone takes a lead in time, and the manager at ${width} px sees it`, async () => {
    await withCompany(async (baton, dana) => {
      await atBrowser(baton, 'dana@acme.test', options, async (manager, show) => {
        await show('/app/team');
        await atBrowser(baton, 'ann@acme.test', phone, async (rep, open) => {
          await open('/app/inbox');
          const { lead } = (await dana.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', phone: '+1 212 555 0100', message: 'Call me before noon', state: 'US-TX' })).body;
          const card = rep.locator('.card', { hasText: 'Kit Moss' });
          await card.waitFor();
          await rep.getByText('My turns: who is next').click();
          await rep.getByText('Yours: 1 of 1 turn').waitFor();
          await rep.getByText('You are next').waitFor();
          await rep.getByText('exactly your share').waitFor();
          await card.getByText('Call me before noon').waitFor();
          await card.getByText(/Due in/).waitFor();
          assert.equal(await card.getByRole('link', { name: /Call/ }).getAttribute('href'), 'tel:+12125550100');
          await look(rep, `take-phone-${width}`);
          await card.getByRole('button', { name: 'Acknowledge' }).click();
          await rep.getByRole('button', { name: 'In conversation 1' }).waitFor();
          await manager.getByRole('row', { name: /Ann Other/ }).first().getByText(/^1\b/).first().waitFor();
          await manager.goto(`${baton.url}/app/leads/${lead}`);
          await manager.locator('.lead-title .badge', { hasText: 'Acknowledged' }).waitFor();
          await manager.getByText(/Ann Other/).first().waitFor();
          await look(manager, `take-manager-${width}`);
        });
      });
    });
  });

  test(`nobody answers: the manager at ${width} px sees the escalation, then the backup has the lead`, async () => {
    await withCompany(async (baton, dana) => {
      await atBrowser(baton, 'dana@acme.test', options, async (manager, show) => {
        await atBrowser(baton, 'ben@acme.test', phone, async (backup, open) => {
          await show('/app/team');
          await open('/app/inbox');
          const { lead } = (await dana.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', source: 'demo' })).body;
          await manager.getByRole('region', { name: 'Escalations' }).getByText('Kit Moss').waitFor();
          await look(manager, `silence-manager-${width}`);
          await backup.locator('.card', { hasText: 'Kit Moss' }).waitFor();
          await backup.locator('.card', { hasText: 'Kit Moss' }).getByRole('button', { name: 'Acknowledge' }).click();
          await until('the backup has taken it', async () => (await dana.get(`/v1/leads/${lead}`)).body.state === 'acknowledged');
          assert.equal((await dana.get(`/v1/leads/${lead}`)).body.person, 'ben');
          await show(`/app/leads/${lead}`);
          await manager.locator('.lead-title .badge', { hasText: 'Acknowledged' }).waitFor();
          await manager.getByText('Ben Tallis').first().waitFor();
          await look(manager, `silence-story-${width}`);
        });
      });
    });
  });
}
