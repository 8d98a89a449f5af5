// The web app over the real binary, in a real browser: what people see and do, by mouse and keyboard,
// on a desk and on a phone, in light and dark. SHOTS=FOLDER keeps pictures of every screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { connected, relay } from './app.mjs';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { run, startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }
  ben: { name: Ben Tallis, email: ben@acme.test, capacity: { open: 1 } }
  zoe: { name: "Zoë <i>Quinn</i> 🎺 שלום", email: zoe@acme.test }
pools:
  east: { members: [ann, ben], pick: round_robin }
queues:
  later: { open_to: east }
sla:
  fast:
    respond_within: 5m
    acknowledge: [ { after: 10m, notify: assignee }, { after: 20m, reassign: next } ]
rules:
  - name: No thanks
    when: lead.domain == "rival.test"
    route: { reject: competitor }
  - name: Large
    when: lead.employees >= 1000
    route: { person: ann }
    sla: fast
  - name: Queue
    when: lead.source == "partner"
    route: { queue: later }
otherwise: { pool: east }
`;

const hookSecret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const large = { email: 'kit@moss.test', name: 'Kit Moss', company: 'Moss', employees: 5000, phone: '+1 212 555 0100' };
const post = async (baton, body) => {
  const answer = await baton.post('/v1/leads', body);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const state = async (baton, lead) => (await baton.get(`/v1/leads/${lead}`)).body;

async function withApp(use, options = {}, server = {}) {
  const baton = await startBaton({ workspace, ...server });
  try {
    await withPage(options, async (page, log) => {
      await use(baton, page, log);
      for (const host of log.hosts) assert.equal(host, new URL(baton.url).host, 'the app asks nobody else for anything');
    });
  } finally {
    await baton.close();
  }
}

test('live: empty at first, then leads as they come and where they go; pause holds it still', async () => {
  await withApp(async (baton, page, log) => {
    await page.goto(baton.url);
    await page.getByText('Send one through the sample form').first().waitFor();
    await connected(page);

    await post(baton, large);
    const tape = page.locator('.tape');
    await tape.getByRole('link', { name: 'Kit Moss' }).waitFor();
    await tape.getByText('→ Ann Other').first().waitFor();
    await page.getByText('1 lead of the last day').waitFor();
    await post(baton, { email: 'x@rival.test' });
    await page.locator('.pipes', { hasText: 'Turned away' }).waitFor();

    await page.keyboard.press('Space');
    await page.getByText('Paused', { exact: true }).waitFor();
    await post(baton, { email: 'late@oak.test', name: 'Late Comer' });
    await page.getByText('Paused; 1 event waits'.replace('waits', 'wait')).waitFor();
    assert.equal(await tape.getByText('Late Comer').count(), 0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await tape.getByText('Late Comer').waitFor();
    await page.getByText('3 leads of the last day').waitFor();
    assert.deepEqual(log.errors, []);
  });
});

test('live: a server that went away is said to be, and what came meanwhile is shown when it is back', async () => {
  await withApp(async (baton, page, log) => {
    const line = await relay(baton.url);
    await page.goto(line.url);
    await connected(page);
    line.cut();
    await page.getByText('Not connected, trying again').waitFor();
    await post(baton, large);
    line.mend();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.locator('.tape').getByText('Kit Moss').waitFor();
    await connected(page);
    line.close();
    log.hosts.clear(); // the relay's, which is as good as the server's
  });
});

test('leads: found by words and filters that stand in the address, opened by keyboard, fresh ones told', async () => {
  await withApp(async (baton, page, log) => {
    await post(baton, large);
    for (let n = 0; n < 30; n++) await post(baton, { email: `p${n}@oak.test`, name: `Partner ${n}`, source: 'partner' });
    await page.goto(`${baton.url}/app/leads`);
    await page.getByText('31 leads').waitFor();
    await connected(page);

    await page.keyboard.press('/');
    await page.keyboard.type('kit');
    await page.getByText('1 lead', { exact: true }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('q'), 'kit');
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.getByText('31 leads').waitFor();

    await page.getByLabel('State').selectOption('queued');
    await page.getByText('30 leads').waitFor();
    await page.reload();
    await page.getByText('30 leads').waitFor();
    await page.goto(`${baton.url}/app/leads?q=nobody`);
    await page.getByText('No lead fits these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();

    // A row follows what happens to its lead; a new lead waits to be asked for.
    await page.getByText('31 leads').waitFor();
    const last = await post(baton, { email: 'new@oak.test', name: 'New Comer' });
    await page.getByRole('button', { name: '1 new lead: show' }).click();
    await page.getByText('32 leads').waitFor();
    await page.keyboard.press('j');
    await until('the first row has the focus', () => page.evaluate(() => document.activeElement?.textContent === 'New Comer'));
    await baton.post(`/v1/leads/${last.lead}/acknowledge`, {});
    await page.locator('[data-index="0"] .badge', { hasText: 'Acknowledged' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New Comer' }).waitFor();
    assert.ok(page.url().endsWith(`/app/leads/${last.lead}`));
    assert.deepEqual(log.errors, []);
  });
});

test('leads: of two thousand only those in sight are in the page, and the last can be reached', async () => {
  await withApp(async (baton, page) => {
    const lines = Array.from({ length: 2000 }, (_, n) => JSON.stringify({ email: `b${n}@oak.test`, name: `Number ${n}`, source: 'partner' })).join('\n');
    await baton.call('POST', '/v1/leads/batch', lines, { 'content-type': 'application/x-ndjson' });
    await page.goto(`${baton.url}/app/leads`);
    await page.getByText('100+ leads').waitFor();
    await until('all are loaded', async () => {
      await page.mouse.wheel(0, 30_000);
      return (await page.getByText('2,000 leads').count()) === 1;
    }, { timeout: 30_000 });
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.getByText('Number 0', { exact: true }).waitFor();
    assert.ok((await page.locator('.leads-body [role=row]').count()) < 80);
  });
});

test('lead: acknowledged and marked by keys, its story and why, passed on and taken back, closed', async () => {
  await withApp(async (baton, page, log) => {
    const { lead } = await post(baton, large);
    await page.goto(`${baton.url}/app/leads/${lead}`);
    await page.getByRole('heading', { name: 'Kit Moss' }).waitFor();
    await page.getByText('SLA “fast”').waitFor();
    assert.equal(await page.getByRole('link', { name: /^Call/ }).getAttribute('href'), 'tel:+12125550100');
    const rules = page.locator('.trace');
    await rules.locator('li[data-lit]', { hasText: 'Large' }).first().waitFor();

    await page.keyboard.press('a');
    await page.locator('.lead-title .badge', { hasText: 'Acknowledged' }).waitFor();
    await page.locator('.story .badge', { hasText: 'Acknowledged' }).waitFor();
    assert.equal((await state(baton, lead)).state, 'acknowledged');

    await page.getByLabel('Why not me?').selectOption('ben');
    await until('the answer speaks of Ben', async () => /ben/i.test(await page.locator('.why-not-answer').textContent()));
    assert.equal(new URL(page.url()).searchParams.get('person'), 'ben');

    await page.keyboard.press('r');
    await page.getByRole('dialog').getByLabel('To whom').selectOption({ label: 'Zoë <i>Quinn</i> 🎺 שלום' });
    await page.getByRole('dialog').getByRole('button', { name: 'Reassign' }).click();
    await page.getByText('Now with Zoë <i>Quinn</i> 🎺 שלום').waitFor();
    await until('Zoë has it', async () => (await state(baton, lead)).person === 'zoe');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Given back').waitFor();
    assert.equal((await state(baton, lead)).person, 'ann');

    await page.keyboard.press('2');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Close as lost' }).click();
    await dialog.getByText('Needed').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Why was it lost?').fill('No budget');
    await dialog.getByRole('button', { name: 'Close as lost' }).click();
    await page.getByText('This lead is over').waitFor();
    assert.equal((await state(baton, lead)).state, 'lost');
    await page.getByText('No budget').first().waitFor();
    assert.deepEqual(log.errors, []);
  });
});

test('lead: out of a queue, what somebody else did meanwhile, and a lead that is not there', async () => {
  await withApp(async (baton, page) => {
    const { lead } = await post(baton, { email: 'p@oak.test', name: 'Pat', source: 'partner' });
    await page.goto(`${baton.url}/app/leads/${lead}`);
    await page.getByRole('button', { name: 'Take from the queue' }).click();
    await page.getByRole('dialog').getByLabel('To whom').selectOption('person ann');
    // Ben is quicker; the server's no is shown with its request, and the page with what is.
    await page.route('**/claim', async (route) => {
      await baton.post(`/v1/leads/${lead}/claim`, { person: 'ben' });
      await route.continue();
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Take from the queue' }).click();
    const notice = page.locator('.notice[data-bad]');
    await notice.waitFor();
    assert.match(await notice.textContent(), /That did not work.*Request \S+/s);
    await page.locator('.lead-title', { hasText: 'Ben Tallis' }).waitFor();

    await page.goto(`${baton.url}/app/leads/019ab3c1-7a52-7d3e-9f60-5f2f4a8c1e77`);
    await page.getByText('There is no such thing here').waitFor();
    await page.goto(`${baton.url}/app/nowhere`);
    await page.getByText('There is no such thing here').waitFor();
  });
});

test('a token is asked for once there is one, kept in the tab, refused, forgotten; a wrong scope is said', async () => {
  await withApp(async (baton, page) => {
    await post(baton, large);
    const make = async (name, scopes) => {
      const { code, out, err } = await run(['token', 'create', name, '--scope', scopes, '--data', baton.data]);
      assert.equal(code, 0, err);
      return out.match(/bt_\S+/)[0];
    };
    const all = await make('all', '*');
    const writer = await make('writer', 'leads:write');
    await page.goto(baton.url);
    const asked = () => page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const signIn = async (token) => {
      await asked();
      const way = page.getByRole('button', { name: 'Use an API token' });
      if (await way.count()) await way.click();
      await page.getByLabel('API token').fill(token);
      await page.getByRole('button', { name: 'Connect' }).click();
    };
    await signIn('bt_wrong');
    await page.getByText('does not accept this token').waitFor();
    await signIn(writer);
    await page.getByText('You may not see this').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(all);
    await page.locator('.tape').getByText('Kit Moss').waitFor();
    await connected(page);
    await page.reload();
    await page.locator('.tape').getByText('Kit Moss').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await asked();
    assert.ok(!(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).includes('bt_'));
    assert.equal(await page.getByText('Kit Moss').count(), 0);
  });
});

test('keys: the palette, going by letters, help, and single keys switched off', async () => {
  await withApp(async (baton, page, log) => {
    await post(baton, large);
    await page.goto(baton.url);
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL(/\/app\/leads$/);
    await page.keyboard.press('Control+k');
    await until('the palette has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'combobox'));
    await page.keyboard.type('moss');
    await page.getByRole('option', { name: /Kit Moss/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Kit Moss' }).waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Keyboard shortcuts').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel('Single-key shortcuts').click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Where to' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.lead-title .badge').textContent(), '→ Assigned');
    assert.deepEqual(log.errors, []);
  });
});

test('inbox: the most urgent first, answered by keys, live, and its person out of office and back', async () => {
  await withApp(async (baton, page, log) => {
    await page.goto(`${baton.url}/app/inbox`);
    await page.getByText('Whose inbox is it?').waitFor();
    await page.getByLabel('Whose inbox').selectOption('ann');
    await page.getByText('Nothing waits for an answer').waitFor();
    await connected(page);
    await post(baton, { email: 'slow@oak.test', name: 'No Hurry' }); // the pool's first turn is Ann's
    const { lead } = await post(baton, large);
    const cards = page.locator('.card');
    await cards.nth(1).waitFor();
    assert.match(await cards.first().textContent(), /Kit Moss.*Due in/s);
    assert.match(await cards.last().textContent(), /No Hurry/);

    await page.keyboard.press('j');
    await until('the second is chosen', async () => /No Hurry/.test(await page.locator('.card[data-active]').textContent()));
    await page.keyboard.press('k');
    await until('the first is chosen', async () => /Kit Moss/.test(await page.locator('.card[data-active]').textContent()));
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'In conversation 1' }).click();
    await page.locator('.card .badge', { hasText: 'Acknowledged' }).waitFor();
    assert.equal((await state(baton, lead)).state, 'acknowledged');
    await page.keyboard.press('1');
    await page.getByRole('dialog').getByLabel('Amount won').fill('1200');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody to get back to').waitFor();
    assert.equal((await state(baton, lead)).state, 'won');

    // Remembered by this browser; out until a day that is not over, and back by Undo.
    await page.goto(`${baton.url}/app/inbox`);
    await page.getByRole('button', { name: 'To answer 1' }).waitFor();
    await page.getByRole('button', { name: 'Out of office…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Back on').fill('2020-01-01T09:00');
    await dialog.getByRole('button', { name: 'Go out of office' }).click();
    await dialog.getByText('This has passed already').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Back on').fill('2099-01-05T09:00');
    await dialog.getByRole('button', { name: 'Go out of office' }).click();
    await page.getByText(/Out of office until Jan 5, 2099/).waitFor();
    assert.equal((await baton.get('/v1/people/ann')).body.out, true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Available for leads').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: no new leads').waitFor();
    assert.equal((await baton.get('/v1/people/ann')).body.paused, true);
    assert.deepEqual(log.errors, []);
  });
});

test('inbox without a line: what is done is kept, outlives the page, and is sent when the server is back', async () => {
  await withApp(async (baton, page, log) => {
    const { lead } = await post(baton, large);
    const line = await relay(baton.url);
    try {
      await page.goto(`${line.url}/app/inbox?person=ann`);
      await page.locator('.card', { hasText: 'Kit Moss' }).waitFor();
      await connected(page);
      await until('the app is kept for later', () => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state === 'activated'));
      await page.reload();
      await page.locator('.card', { hasText: 'Kit Moss' }).waitFor();
      line.cut();
      await page.getByText('Not connected, trying again').waitFor();
      await page.keyboard.press('a');
      await page.getByText('1 act waits in this browser for the server').waitFor();
      await page.getByRole('button', { name: 'In conversation 1' }).waitFor();
      assert.equal((await state(baton, lead)).state, 'assigned');
      await page.reload();
      await page.getByRole('heading', { name: 'Inbox' }).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      line.mend();
      await until('it was sent', async () => (await state(baton, lead)).state === 'acknowledged', { timeout: 60_000 });
      await page.getByText('What was kept has been sent').waitFor();
    } finally {
      line.close();
      log.hosts.clear(); // the relay's, which is as good as the server's
    }
  });
});

test('it can be installed: its manifest and icon are there, and the policy lets them in', async () => {
  await withApp(async (baton, page, log) => {
    await page.goto(baton.url);
    const href = await page.locator('link[rel="manifest"]').getAttribute('href');
    const manifest = await baton.get(href);
    assert.match(manifest.headers.get('content-type'), /^application\/manifest\+json/);
    const { start_url, icons } = JSON.parse(manifest.text);
    assert.equal((await baton.get(start_url)).status, 200);
    assert.equal((await baton.get(icons[0].src)).status, 200);
    assert.match((await baton.get('/')).headers.get('content-security-policy'), /manifest-src 'self'/);
    assert.match((await baton.get('/sw.js')).headers.get('content-type'), /^text\/javascript/);
    assert.deepEqual(log.errors, []);
  });
});

test('people and pools: load and turns as leads come, a pause from the table, the ledger', async () => {
  await withApp(async (baton, page, log) => {
    await page.goto(`${baton.url}/app/people`);
    await connected(page);
    const row = (name) => page.getByRole('table', { name: 'People with their load' }).getByRole('row', { name: new RegExp(name) });
    await row('Ben Tallis').getByText('0 of 1').waitFor();
    const pool = page.getByRole('region', { name: 'east' });
    await pool.getByText('Next: Ann Other → Ben Tallis').waitFor();

    const first = await post(baton, { email: 'a@oak.test', name: 'First' });
    await post(baton, { email: 'b@oak.test', name: 'Second' });
    assert.equal(first.person, 'ann');
    await row('Ben Tallis').getByText('1 of 1').waitFor();
    await pool.getByRole('row', { name: /Ben Tallis/ }).getByText(/capacity/).waitFor();
    await pool.getByText('Ledger of turns').click();
    await pool.locator('.entries li').nth(1).waitFor();
    assert.match(await pool.locator('.entries').textContent(), /Given: Ann Other.*Given: Ben Tallis/s);
    assert.deepEqual(await axeFindings(page), []);

    await page.getByRole('button', { name: 'Pause (Ann Other)' }).click();
    await row('Ann Other').getByText('Paused: no new leads').waitFor();
    await pool.getByText('Nobody could have the next lead.').waitFor();
    await page.locator('.notices').getByRole('button', { name: 'Undo' }).click();
    await row('Ann Other').getByText('Available for leads').waitFor();
    await page.getByLabel('Find a person').fill('quinn');
    await row('Zoë <i>Quinn</i> 🎺').waitFor();
    assert.equal(await row('Ann Other').count(), 0);
    await page.getByLabel('Find a person').fill('nobody');
    await page.getByText('Nobody is called so').waitFor();
    assert.deepEqual(log.errors, []);
  });
});

test('deliveries: what was given up and why, tried again by hand, sent', async () => {
  const receiver = await startHttpReceiver({ secret: hookSecret, mode: 'gone' });
  const channels = `channels:\n  hook: { type: webhook, url: "${receiver.url}/hook", secret: "\${AUDIT_SECRET}", events: [assigned] }\nnotify: [hook]\n`;
  try {
    await withApp(async (baton, page, log) => {
      await page.goto(`${baton.url}/app/deliveries`);
      await page.getByText('Nothing has been sent yet').waitFor();
      await connected(page);
      await post(baton, large);
      const row = page.locator('.delivery', { hasText: 'hook' });
      await until('it was given up', async () => (await baton.get('/v1/deliveries?state=dead')).body.deliveries.length === 1);
      await page.reload();
      await row.getByText('Given up').waitFor();
      await row.getByText('Kit Moss').waitFor();
      assert.match(await row.textContent(), /Kit Moss.*1 attempt.*410/s);
      assert.deepEqual(await axeFindings(page), []);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/deliveries.png` });
      receiver.mode = 'ok';
      await row.getByRole('button', { name: 'Try again now' }).click();
      await page.getByText('It is due now').waitFor();
      await page.getByLabel('State').selectOption('sent');
      await row.getByText('Sent').waitFor();
      await page.getByLabel('State').selectOption('dead');
      await page.getByText('No delivery is in this state').waitFor();
      assert.deepEqual(log.errors, []);
    }, {}, { workspace: workspace + channels, args: ['--allow-private'], env: { AUDIT_SECRET: hookSecret } });
  } finally {
    await receiver.close();
  }
});

// One server for the looks: nothing in them changes it.
let shown;
before(async () => {
  shown = await startBaton({ workspace });
  shown.lead = (await post(shown, { ...large, message: 'x'.repeat(300), title: 'نائب الرئيس' })).lead;
  await post(shown, { email: 'r@oak.test', name: 'A'.repeat(70), company: 'Donaudampfschifffahrtsgesellschaft'.repeat(3) });
  await post(shown, { email: 'm@oak.test', name: '<script>alert(1)</script>', company: 'ש‎לום 🎺' });
  await post(shown, { email: 'q@oak.test', name: 'Queue', source: 'partner' });
});
after(() => shown.close());

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280, 1920]) {
    test(`looks: ${width} px, ${colorScheme}: nothing runs over, axe finds nothing`, async () => {
      await withPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' }, async (page, log) => {
        for (const [name, path, ready] of [
          ['live', '/', '.tape-row'],
          ['inbox', '/app/inbox?person=ann', '.card .ring'],
          ['leads', '/app/leads', '.leads-row .badge'],
          ['people', '/app/people', '.pool table'],
          ['deliveries', '/app/deliveries', '.note h2'],
          ['lead', `/app/leads/${shown.lead}?person=ben`, '.why-not-answer:not(:empty)'],
        ]) {
          await page.goto(shown.url + path);
          await page.locator(ready).first().waitFor();
          await connected(page);
          assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
          assert.deepEqual(await axeFindings(page), [], name);
          if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${colorScheme}-${width}.png`, fullPage: true });
        }
        assert.deepEqual(log.errors, []);
      });
    });
  }
}

test('what the first page loads in scripts is less than 200 kB once zipped, and the app answers for all its addresses', async () => {
  for (const path of ['/', '/app/inbox?person=ann', '/app/leads']) {
    await withPage({}, async (page) => {
      const scripts = [];
      page.on('response', (response) => response.url().endsWith('.js') && scripts.push(response.body()));
      await page.goto(shown.url + path);
      await connected(page);
      const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0);
      assert.ok(bytes > 10_000 && bytes < 200_000, `${path}: ${bytes} bytes`);
    });
  }
  const page = await shown.get('/');
  assert.match(page.headers.get('content-security-policy'), /script-src 'self'; style-src 'self'/);
  assert.equal((await shown.get('/app/leads/x')).text, page.text);
});
