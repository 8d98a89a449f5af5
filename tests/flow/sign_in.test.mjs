// Signing in in a real browser: the first administrator, an invitation taken up on a phone, what each
// role is shown, a session that ends in the middle of something, and settings. SHOTS=FOLDER keeps
// pictures of every screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { Browser, invite, password, person } from './people.mjs';
import { startBaton } from './server.mjs';

const workspace = `workspace: acme
people:
  dana: { name: Dana Ruiz, email: dana@acme.test }
  ann: { name: Ann Other, email: ann@acme.test, manager: dana }
  ben: { name: Ben Tallis, email: ben@acme.test }
rules:
  - { name: Ben, when: lead.source == "ben", route: { person: ben } }
otherwise: { person: ann }
`;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

async function withBaton(use) {
  const baton = await startBaton({ workspace });
  try {
    await use(baton);
  } finally {
    await baton.close();
  }
}

const enter = async (page, email, word = password) => {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[autocomplete=current-password]').fill(word);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};
const places = (page) => page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
// In the context's own jar, as if they had signed in there.
const wear = async (page, baton, browser) => {
  const [name, value] = browser.cookie.split('=');
  await page.context().addCookies([{ name, value, url: baton.url, httpOnly: true, sameSite: 'Strict' }]);
};

test('an invitation is taken up on a phone: a rep sees their inbox, their leads, and no rules', async () => {
  await withBaton(async (baton) => {
    await withPage({}, async (page, log) => {
      // Before there is an account, the settings of this machine's own browser make the first.
      await page.goto(`${baton.url}/app/settings`);
      await page.getByText('Nobody has an account yet').waitFor();
      await page.getByRole('textbox', { name: 'E-mail' }).fill('dana@acme.test');
      await page.getByRole('button', { name: 'Invite' }).click();
      const link = await page.locator('.once code').innerText();
      await page.goto(link);
      await page.getByRole('heading', { name: 'Welcome to Baton' }).waitFor();
      assert.equal(new URL(page.url()).hash, '', 'the secret does not stay in the address');
      await page.getByLabel('New password').fill('short');
      await page.getByRole('textbox', { name: 'Your name' }).fill('Dana <b>Ruiz</b>');
      await page.getByLabel('New password').fill(password);
      await page.getByRole('button', { name: 'Set the password and enter' }).click();
      await page.getByRole('heading', { name: 'Live' }).waitFor();
      assert.deepEqual(await places(page), ['Live', 'Inbox', 'Leads', 'Rules', 'Team', 'Reports', 'People', 'Deliveries', 'Settings', 'My account']);

      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByText('Dana <b>Ruiz</b>').waitFor();
      await page.getByRole('textbox', { name: 'E-mail' }).fill('ann@acme.test');
      await page.getByLabel('Role').selectOption('rep');
      await page.getByLabel('Who it is in the rules').selectOption('ann');
      await page.getByRole('button', { name: 'Invite' }).click();
      const invitation = await page.locator('.once code').innerText();
      assert.match(invitation, /\/app\/welcome#invite=bl_/);
      assert.deepEqual(log.errors.filter((one) => !/401/.test(one)), []);

      await withPage(phone, async (own) => {
        await own.goto(invitation);
        await own.getByLabel('New password').fill(password);
        await own.getByRole('button', { name: 'Set the password and enter' }).click();
        await own.waitForURL(/\/app\/inbox$/);
        assert.deepEqual(await places(own), ['Inbox', 'Leads', 'Reports', 'People', 'My account']);
        const session = await page.context().cookies();
        const admin = Object.assign(new Browser(baton), { cookie: `${session[0].name}=${session[0].value}` });
        await admin.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', source: 'web' });
        await admin.post('/v1/leads', { email: 'rob@reed.test', name: 'Rob Reed', source: 'ben' });
        await own.getByText('Kit Moss').first().waitFor();
        await own.getByRole('link', { name: 'Leads' }).click();
        await own.getByText('Kit Moss').first().waitFor();
        assert.equal(await own.getByText('Rob Reed').count(), 0);
        await own.goto(`${baton.url}/app/settings`);
        await own.getByText('You may not see this').waitFor();
        assert.equal(await fitsItsWidth(own), true);
      });
    });
  });
});

test('a wrong password is said, a right one enters, signing out leaves nothing behind', async () => {
  await withBaton(async (baton) => {
    const rep = await person(baton, 'ann@acme.test', 'rep', 'ann');
    await person(baton, 'dana@acme.test', 'admin', 'dana');
    assert.ok(rep.cookie);
    await withPage({}, async (page) => {
      await page.goto(`${baton.url}/app/inbox`);
      await enter(page, 'ann@acme.test', 'wrong password');
      await page.getByText('The e-mail or the password is not right.').waitFor();
      await enter(page, 'ann@acme.test');
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      assert.equal(await page.getByLabel('Whose inbox').count(), 0, 'a rep has one inbox');
      assert.equal(await page.evaluate(() => document.cookie), '', 'no script reads the session');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      assert.equal(await page.getByText('Ann Other').count(), 0);
      await enter(page, 'dana@acme.test');
      await page.getByRole('heading', { name: 'Live' }).waitFor();
      assert.ok((await places(page)).includes('Settings'));
    });
  });
});

test('a session that ends in the middle of something loses nothing that was typed', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'dana@acme.test', 'admin', 'dana');
    await withPage({}, async (page) => {
      await wear(page, baton, admin);
      await page.goto(`${baton.url}/app/settings?tab=tokens`);
      await page.getByLabel('What it is for').fill('website-form');
      await page.getByRole('checkbox', { name: /leads:write/ }).check();
      const other = new Browser(baton);
      await other.signIn('dana@acme.test');
      const { sessions } = (await other.get('/v1/sessions')).body;
      for (const one of sessions.filter((each) => !each.this)) await other.call('DELETE', `/v1/sessions/${one.id}`);
      await page.getByRole('button', { name: 'Make a token' }).click();
      const dialog = page.getByRole('dialog', { name: 'Your session is over' });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await dialog.count(), 1, 'it asks until it is answered');
      assert.deepEqual(await axeFindings(page), []);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/session-over.png` });
      await enter(dialog, 'dana@acme.test');
      await dialog.waitFor({ state: 'detached' });
      assert.equal(await page.getByLabel('What it is for').inputValue(), 'website-form');
      assert.equal(await page.getByRole('checkbox', { name: /leads:write/ }).isChecked(), true);
      await page.getByRole('button', { name: 'Make a token' }).click();
      assert.match(await page.locator('.once code').innerText(), /^bt_/);
    });
  });
});

test('sessions are seen and ended, the password is changed, roles too, and the trail tells of it', async () => {
  await withBaton(async (baton) => {
    const admin = await person(baton, 'dana@acme.test', 'admin', 'dana');
    const rep = await person(baton, 'ann@acme.test', 'rep', 'ann');
    await withPage({}, async (page) => {
      await wear(page, baton, admin);
      const other = new Browser(baton);
      await other.call('POST', '/v1/session', { email: 'dana@acme.test', password }, { 'user-agent': 'An old laptop' });
      await page.goto(`${baton.url}/app/account`);
      await page.getByRole('button', { name: 'Sign it out: An old laptop' }).click();
      await page.getByText('An old laptop').waitFor({ state: 'detached' });
      assert.equal((await other.get('/v1/session')).status, 401);
      await page.getByLabel('Present password').fill('not this one');
      await page.getByLabel('New password').fill('another password');
      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByText('this is not the present password').waitFor();
      await page.getByLabel('Present password').fill(password);
      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByText('Changed. All your other sessions are over.').waitFor();

      await page.goto(`${baton.url}/app/settings`);
      await page.getByRole('button', { name: 'Change: ann@acme.test' }).click();
      await page.getByRole('dialog').getByLabel('Role').selectOption('manager');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('listitem').filter({ hasText: 'ann@acme.test' }).getByText('Manager').waitFor();
      await page.getByRole('button', { name: 'Change: dana@acme.test' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('this is the last administrator').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Audit trail' }).click();
      const entry = page.getByRole('listitem').filter({ hasText: 'Role changed:' });
      await entry.getByText('From what to what').click();
      await entry.getByText('"role": "rep"').waitFor();
      await entry.getByText('"role": "manager"').waitFor();
      assert.equal((await rep.get('/v1/session')).body.role, 'manager');
    });
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const [width, viewport] of [[1280, { width: 1280, height: 800 }], [390, phone.viewport]]) {
    test(`signing in, account and settings have no finding of axe (${colorScheme}, ${width} px)`, async () => {
      await withBaton(async (baton) => {
        const admin = await person(baton, 'dana@acme.test', 'admin', 'dana');
        await admin.post('/v1/members', { email: 'ann@acme.test', role: 'rep', person: 'ann' });
        await admin.post('/v1/tokens', { name: 'website', scopes: 'leads:write', expires_in: '90d' });
        await admin.put('/v1/people/ann/availability', { paused: true });
        const link = await invite(baton, 'ben@acme.test', 'operations');
        await withPage({ colorScheme, viewport }, async (page) => {
          const look = async (name) => {
            assert.deepEqual(await axeFindings(page), [], name);
            assert.equal(await fitsItsWidth(page), true, name);
            if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${colorScheme}-${width}.png`, fullPage: true });
          };
          await page.goto(`${baton.url}/app/inbox`);
          await page.getByRole('heading', { name: 'Sign in' }).waitFor();
          await look('sign-in');
          await page.goto(`${baton.url}/app/welcome#invite=${link}`);
          await page.getByRole('heading', { name: 'Welcome' }).waitFor();
          await look('welcome');
          await wear(page, baton, admin);
          await page.goto(`${baton.url}/app/account`);
          await page.getByText('This browser', { exact: true }).waitFor();
          await look('account');
          for (const [tab, seen] of [['members', 'ben@acme.test'], ['connections', 'There is no connection yet'], ['tokens', 'website'], ['audit', 'Token made:']]) {
            await page.goto(`${baton.url}/app/settings?tab=${tab}`);
            await page.getByText(seen).first().waitFor();
            await look(`settings-${tab}`);
          }
        });
      });
    });
  }
}
