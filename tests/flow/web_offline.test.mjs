// The app on a phone without a line: opened again it shows the leads as last seen and says from when
// they are; what is done waits visibly and is sent once; and nothing of it is anybody else's.
// SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, relay } from './app.mjs';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { password, person } from './people.mjs';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  dana: { name: Dana Ruiz, email: dana@acme.test }
  ann: { name: Ann Other, email: ann@acme.test, manager: dana }
  ben: { name: Ben Tallis, email: ben@acme.test, manager: dana }
sla:
  patient: { respond_within: 1h, acknowledge: [ { after: 2h, notify: manager } ] }
rules:
  - { name: Ann, when: lead.source == "ann", route: { person: ann }, sla: patient }
otherwise: { person: ben }
`;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
const card = (page, name) => page.locator('.card', { hasText: name });

async function look(page, name) {
  assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
  assert.deepEqual(await axeFindings(page), [], name);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/offline-${name}.png`, fullPage: true });
}

async function signIn(page, email) {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

// Ann at her phone with two leads in her inbox, over a line that can be cut; the app is kept.
async function withAnn(use, options = {}) {
  const baton = await startBaton({ workspace });
  const line = await relay(baton.url);
  try {
    const dana = await person(baton, 'dana@acme.test', 'admin', 'dana');
    await person(baton, 'ann@acme.test', 'rep', 'ann');
    await person(baton, 'ben@acme.test', 'rep', 'ben');
    const lead = async (name) => (await dana.post('/v1/leads', { email: `${name.split(' ')[0]}@moss.test`, name, source: 'ann', phone: '+1 212 555 0100', message: 'Call me before noon' })).body.lead;
    const leads = { kit: await lead('Kit Moss'), vera: await lead('Vera Lund') };
    await withPage({ ...phone, ...options }, async (page) => {
      await page.goto(`${line.url}/app/inbox`);
      await signIn(page, 'ann@acme.test');
      await card(page, 'Kit Moss').waitFor();
      await connected(page);
      await until('the app and the leads are kept', () =>
        page.evaluate(async () => {
          const parts = (await (await caches.open('baton-app')).keys()).map((one) => one.url);
          return ['/app-', 'lead_page', 'push', '.css'].every((part) => parts.some((url) => url.includes(part))) && (localStorage.getItem('baton-kept') ?? '').includes('Kit Moss');
        }),
      );
      await use({ baton, dana, line, page, leads });
    });
  } finally {
    line.close();
    await baton.close();
  }
}

const kindsOf = async (dana, lead) => (await dana.get(`/v1/leads/${lead}/history`)).body.events.map((one) => one.kind);

for (const colorScheme of ['light', 'dark']) {
  test(`opened again without a line: the leads as last seen, what is done waits and is sent once, in ${colorScheme}`, async () => {
    await withAnn(
      async ({ dana, line, page, leads }) => {
        line.cut();
        await page.reload();
        await card(page, 'Kit Moss').waitFor();
        await page.getByText('Your leads as they were').waitFor();
        assert.equal(await card(page, 'Kit Moss').getByRole('link', { name: /Call/ }).getAttribute('href'), 'tel:+12125550100');
        assert.equal(await page.getByText('This could not be read').count(), 0, 'one quiet note says it all');
        await look(page, `inbox-${colorScheme}`);

        await card(page, 'Kit Moss').getByRole('link', { name: 'Kit Moss' }).click();
        await page.getByRole('heading', { level: 1, name: 'Kit Moss' }).waitFor();
        await page.getByText('Call me before noon').first().waitFor();
        await page.goBack();

        await card(page, 'Kit Moss').getByRole('button', { name: 'Acknowledge' }).click();
        await card(page, 'Vera Lund').getByRole('button', { name: 'Lost' }).click();
        await page.getByRole('dialog').getByLabel('Why was it lost?').fill('no budget');
        await page.getByRole('button', { name: 'Close as lost' }).click();
        const waits = page.locator('details', { hasText: '2 acts wait in this browser for the server' });
        await waits.locator('summary').click();
        await waits.getByText('Close: Vera Lund').waitFor();
        await page.reload();
        await page.getByRole('button', { name: 'In conversation 1' }).click();
        await card(page, 'Kit Moss').getByText('Not sent yet').waitFor();
        await waits.locator('summary').click();
        await look(page, `waits-${colorScheme}`);
        await waits.getByRole('button', { name: 'Take back: Close: Vera Lund' }).click();
        await page.getByRole('button', { name: 'To answer 1' }).waitFor();
        assert.deepEqual(await kindsOf(dana, leads.kit), ['received']);

        line.mend();
        await page.getByRole('button', { name: 'Try now' }).click().catch(() => undefined);
        await page.getByText('What was kept has been sent').waitFor();
        await connected(page);
        assert.deepEqual(await kindsOf(dana, leads.kit), ['received', 'acknowledged'], 'done once');
        assert.deepEqual(await kindsOf(dana, leads.vera), ['received'], 'what was taken back is not done');
        assert.equal(await page.getByText('Your leads as they were').count(), 0);
        assert.equal(await page.evaluate(() => localStorage.getItem('baton-outbox')), null);
      },
      { colorScheme },
    );
  });
}

test('a line that stands and brings nothing is no line: the app opens all the same', async () => {
  await withAnn(async ({ line, page }) => {
    line.hang();
    await page.reload();
    await card(page, 'Kit Moss').waitFor();
    line.mend();
    await connected(page);
  });
});

test('what the server does not do any more is said, with the lead that it was about', async () => {
  await withAnn(async ({ dana, line, page, leads }) => {
    line.cut();
    await page.getByText('Not connected, trying again').waitFor();
    await card(page, 'Kit Moss').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('1 act waits in this browser for the server').first().waitFor();
    await dana.post(`/v1/leads/${leads.kit}/reassign`, { to: { person: 'ben' } });
    line.mend();
    const notice = page.locator('.notice', { hasText: 'Not done: Acknowledge, Kit Moss' });
    await notice.waitFor({ timeout: 60_000 });
    assert.match(await notice.textContent(), /somebody else/);
    assert.deepEqual(await kindsOf(dana, leads.kit), ['received', 'decided']);
    await until('it is with somebody else', async () => (await card(page, 'Kit Moss').count()) === 0);
  });
});

test('who signs out takes it with them: the device knows nothing, with a line or without', async () => {
  await withAnn(async ({ line, page }) => {
    const known = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.match(await known(), /Kit Moss/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.doesNotMatch(await known(), /Moss|ann@acme/);
    line.cut();
    await page.goto(`${line.url}/app/inbox`);
    await page.getByText('The server cannot be reached').first().waitFor();
    assert.equal(await page.getByText('Kit Moss').count(), 0);
  });
});

test('a session that is over: the leads go at once, and what waited is sent by nobody else', async () => {
  await withAnn(async ({ dana, line, page, leads }) => {
    line.cut();
    await page.getByText('Not connected, trying again').waitFor();
    await card(page, 'Kit Moss').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('1 act waits in this browser for the server').first().waitFor();
    await page.context().clearCookies();
    line.mend();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('baton-kept')), null);
    assert.match(await page.evaluate(() => localStorage.getItem('baton-outbox')), /Kit Moss/, 'it is still hers to send');
    await signIn(page, 'ben@acme.test');
    await page.getByText('Nothing waits for an answer').waitFor();
    await connected(page);
    assert.equal(await page.evaluate(() => localStorage.getItem('baton-outbox')), null);
    assert.deepEqual(await kindsOf(dana, leads.kit), ['received']);
  });
});
