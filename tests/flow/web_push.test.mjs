// Notifications in a real Chromium: switched on in My account or below an empty inbox, shown when one is
// pushed, led to the lead by a press. Debian's Chromium has no push service of its own to subscribe to: the
// browser of the double stands in for what subscribe() gives, and the debugging protocol delivers.
// SHOTS=FOLDER keeps pictures of the screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { password, person } from './people.mjs';
import { startPushService } from './receivers/push-service.mjs';
import { startBaton, until } from './server.mjs';

const workspace = (channels) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
otherwise: { person: sarah }
${channels ? 'channels:\n  phones: { type: push, contact: ops@acme.test }\nnotify: [phones]\n' : ''}`;

// What the page sees of push in place of Chromium's own: a subscription that survives a reload.
const ownPush = (given) => {
  const kept = () => JSON.parse(localStorage.getItem('test-push') ?? 'null');
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer;
  const subscription = (of) => ({
    endpoint: of.endpoint,
    options: { applicationServerKey: bytes(of.key) },
    toJSON: () => ({ endpoint: of.endpoint, keys: of.keys }),
    unsubscribe: async () => localStorage.removeItem('test-push') ?? true,
  });
  PushManager.prototype.getSubscription = async () => (kept() ? subscription(kept()) : null);
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const key = btoa(String.fromCharCode(...applicationServerKey)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    localStorage.setItem('test-push', JSON.stringify({ ...given, key }));
    return subscription(kept());
  };
  Notification.requestPermission = async () => Notification.permission;
};

async function withSarah(use, { channels = true, permissions = ['notifications'], ...options } = {}) {
  const service = await startPushService();
  const baton = await startBaton({ workspace: workspace(channels), args: ['--allow-private', '--ca-file', service.certificate] });
  try {
    const sarah = await person(baton, 'sarah@acme.test', 'rep', 'sarah');
    const admin = await person(baton, 'admin@acme.test', 'admin');
    const browser = service.browser((await sarah.get('/v1/push')).body.key);
    await withPage({ ...options, permissions }, async (page, log) => {
      await page.addInitScript(ownPush, browser.subscription());
      await page.goto(baton.url);
      await page.getByLabel('E-mail').fill('sarah@acme.test');
      await page.locator('input[type=password]').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      page.setDefaultTimeout(10_000);
      log.errors.length = 0; // that nobody was known yet
      await use({ page, log, baton, sarah, admin, service, browser });
      for (const host of log.hosts) assert.equal(host, new URL(baton.url).host, 'the app asks nobody else for anything');
    });
  } finally {
    await baton.close();
    await service.close();
  }
}

const shot = async (page, name) => process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/push-${name}.png`, fullPage: true }));
const account = (page) => page.goto(new URL('/app/account', page.url()).href);
const shown = (page) => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, to: data.to })));

// Delivers what came to the push service into the page's own service worker, and waits until that has
// shown it. To ask the browser meanwhile what is shown would not do: Chromium takes away what is noted
// and not on the screen yet.
async function deliver(page, text) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const [worker] = page.context().serviceWorkers();
  const before = await worker.evaluate(() => {
    if (self.shown === undefined) {
      self.shown = 0;
      const show = self.registration.showNotification.bind(self.registration);
      self.registration.showNotification = async (...note) => {
        await show(...note);
        self.shown += 1;
      };
    }
    return self.shown;
  });
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise((resolve) => cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId)));
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId: await registered, data: text });
  await until('the worker shows a notification', async () => (await worker.evaluate(() => self.shown)) > before);
}

test('switched on below the empty inbox, a lead is notified, and the press leads to it', async () => {
  await withSarah(async ({ page, log, baton, sarah, admin, service, browser }) => {
    await page.getByRole('heading', { name: 'Hear of the next lead at once' }).waitFor();
    await shot(page, 'inbox');
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Switch on in this browser' }).click();
    await page.getByText('Notifications are on in this browser').waitFor();
    await page.getByRole('heading', { name: 'Hear of the next lead at once' }).waitFor({ state: 'detached' });
    assert.equal((await sarah.get('/v1/push')).body.subscriptions.length, 1);

    const { lead } = (await admin.post('/v1/leads', { name: 'Grace Tan', email: 'grace@globex.test' })).body;
    const pushed = await service.notes.waitFor(({ note }) => note?.lead === lead);
    assert.deepEqual([pushed.browser, pushed.complaints], [browser.name, []]);
    await deliver(page, pushed.text);
    assert.deepEqual(await shown(page), [{ title: 'A new lead is yours', body: 'Open it and answer.', tag: lead, to: `/app/leads/${lead}` }]);
    // The same lead again takes its place; what says nothing is shown all the same.
    await deliver(page, JSON.stringify({ kind: 'escalated', lead, to: `/app/leads/${lead}` }));
    await deliver(page, 'no JSON');
    assert.deepEqual((await shown(page)).map((one) => one.title).sort(), ['A lead waits for an answer', 'There is news']);

    const [worker] = page.context().serviceWorkers();
    await worker.evaluate((to) => globalThis.go(to), `/app/leads/${lead}`);
    await page.waitForURL(`**/app/leads/${lead}`);
    await page.getByRole('heading', { name: 'Grace Tan' }).waitFor();
    assert.deepEqual(log.errors, []);
    assert.equal(new URL(baton.url).origin, new URL(page.url()).origin);
  });
});

for (const [name, options] of Object.entries({
  'a desk': {},
  'a desk, dark': { colorScheme: 'dark' },
  'a phone': { viewport: { width: 390, height: 844 }, hasTouch: true },
  'a phone, dark': { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' },
})) {
  test(`My account on ${name}: on, tried, off; signing out switches it off`, async () => {
    await withSarah(async ({ page, sarah, service, browser }) => {
      await account(page);
      await page.getByRole('button', { name: 'Switch on in this browser' }).click();
      await page.getByRole('button', { name: 'Switch off in this browser' }).waitFor();
      await page.getByRole('list', { name: 'Browsers that show notifications' }).getByText('This browser').waitFor();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('A test is on its way').waitFor();
      assert.equal((await service.notes.waitFor(({ note }) => note?.kind === 'test')).browser, browser.name);
      await shot(page, `account-${name.replaceAll(/\W+/g, '-')}`);
      assert.deepEqual(await axeFindings(page), []);
      assert.ok(await fitsItsWidth(page));
      await page.getByRole('button', { name: 'Switch off in this browser' }).click();
      await page.getByRole('button', { name: 'Switch on in this browser' }).waitFor();
      assert.deepEqual((await sarah.get('/v1/push')).body.subscriptions, []);
      await page.getByRole('button', { name: 'Switch on in this browser' }).click();
      await page.getByRole('button', { name: 'Switch off in this browser' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      assert.deepEqual((await sarah.get('/v1/push')).body.subscriptions, []);
    }, options);
  });
}

test('where notifications are blocked, it says how to allow them', async () => {
  await withSarah(
    async ({ page }) => {
      await page.getByRole('heading', { name: 'Hear of the next lead at once' }).waitFor();
      await page.getByText('Notifications are blocked here.').waitFor();
      await account(page);
      await page.getByText('Notifications are blocked here.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Switch on in this browser' }).count(), 0);
      await shot(page, 'blocked');
      assert.deepEqual(await axeFindings(page), []);
    },
    { permissions: [] },
  );
});

test('another browser is listed and can be removed; one that is no more says so when tried', async () => {
  await withSarah(async ({ page, sarah, service }) => {
    const other = service.browser((await sarah.get('/v1/push')).body.key);
    await sarah.post('/v1/push/subscriptions', other.subscription(), { 'user-agent': 'Phone of Sarah' });
    await account(page);
    await page.getByText('Phone of Sarah').waitFor();
    await page.getByRole('button', { name: 'Remove: Phone of Sarah' }).click();
    await page.getByText('Phone of Sarah').waitFor({ state: 'detached' });
    await sarah.post('/v1/push/subscriptions', other.subscription(), { 'user-agent': 'Phone of Sarah' });
    other.mode = 'gone';
    await page.reload();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('A test is on its way to 0 of 1 browser').waitFor();
    await page.getByRole('list', { name: 'Browsers that show notifications' }).waitFor({ state: 'detached' });
  });
});

test('a document without such a channel says so, and the inbox asks for nothing', async () => {
  await withSarah(
    async ({ page }) => {
      await page.getByRole('heading', { name: 'Nothing waits for an answer' }).waitFor();
      await account(page);
      await page.getByText('the document has no channel of type push').waitFor();
      assert.equal(await page.getByText('Hear of the next lead at once').count(), 0);
    },
    { channels: false },
  );
});
