// The reports in a real browser: the range is changed, what the screen says equals the API's answer and
// a recount of the event stream, the CSV that is saved too; what the address says stays; keys, roles,
// failures; and nothing for axe to find in light, dark or on a phone. SHOTS=FOLDER keeps pictures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axeFindings, fitsItsWidth, screens, withPage } from './browser.mjs';
import { person } from './people.mjs';
import { parseCsv, recount, wholeLog } from './recount.mjs';
import { startBaton } from './server.mjs';

const workspace = `workspace: acme
timezone: America/New_York
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, capacity: { open: 20, day: 40 } }
  marcus: { name: "Marcus <b>Oye</b> 🎺 שלום", email: marcus@acme.test, manager: dana, weight: 2 }
  olga:   { name: Olga Berg, email: olga@acme.test }
pools:
  inside:  { members: [sarah, marcus, olga] }
queues:
  nurture: { open_to: inside }
sla:
  fast: { respond_within: 5m, acknowledge: [ { after: 1h, notify: manager } ] }
rules:
  - { name: Later, when: 'lead.source == "later"', route: { queue: nurture } }
  - { name: "=Event", when: 'lead.source == "event"', route: { pool: inside }, sla: fast }
otherwise: { pool: inside }
`;

let baton;
before(async () => {
  baton = await startBaton({ workspace });
  for (let i = 0; i < 60; i++) {
    const { lead, state } = (await baton.post('/v1/leads', { email: `n${i}@oak.test`, source: ['web', 'event', 'later', 'web'][i % 4] })).body;
    if (state !== 'assigned') continue;
    if (i % 2) await baton.post(`/v1/leads/${lead}/contact`, {});
    if (i % 3 === 0) await baton.post(`/v1/leads/${lead}/close`, i % 2 ? { won: 100 } : { lost: 'price' });
    if (i % 9 === 1) await baton.post(`/v1/leads/${lead}/reassign`, { to: { person: 'sarah' } });
  }
});
after(() => baton?.close());

const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });

async function withReports(path, use, options = {}) {
  await withPage(options, async (page, log) => {
    await page.goto(baton.url + path);
    await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
    await page.locator('.report-table').waitFor();
    await use(page, log);
    for (const host of log.hosts) assert.equal(host, new URL(baton.url).host, 'the app asks nobody else for anything');
    assert.deepEqual(log.errors, []);
  });
}

// The rows of the table as texts.
const tableOf = (page) => page.locator('.report-table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.firstChild.textContent.trim())));
const query = (page) => Object.fromEntries(new URL(page.url()).searchParams);

for (const [width, screen] of screens) {
  test(`story 10: the range is changed, the CSV exported, and the numbers equal the API’s, at ${width} px`, async () => {
    await withReports('/app/reports?by=source', async (page) => {
      await page.getByRole('button', { name: 'Range' }).click();
      const today = (await baton.get('/v1/reports/volume?period=day&by=hour')).body.from.slice(0, 10);
      await page.getByLabel('From').fill('2020-01-01');
      await page.getByLabel('To, that day included').fill('2020-01-31');
      await page.getByText('Nothing in this period').waitFor();
      await page.getByLabel('To, that day included').fill(today);
      await page.getByLabel('By', { exact: true }).selectOption('source');
      await page.locator('.report-table').waitFor();
      assert.deepEqual({ from: query(page).from, to: query(page).to, by: query(page).by }, { from: '2020-01-01', to: today, by: 'source' });

      const end = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
      const { body } = await baton.get(`/v1/reports/volume?by=source&from=2020-01-01&to=${end}`);
      const columns = ['received', 'assigned', 'moved', 'acknowledged', 'contacted', 'over', 'won', 'lost', 'disqualified', 'rejected'];
      const said = (row) => columns.map((column) => String(row[column]));
      assert.deepEqual(await tableOf(page), body.rows.map((row) => [row.source, ...said(row)]));
      assert.deepEqual(await page.locator('.report-table tfoot td').allTextContents(), said(body.total));

      const log = await wholeLog(baton);
      const sources = new Map((await baton.all('/v1/leads', 'leads')).map((one) => [one.lead, one.source ?? '']));
      const counted = recount(log, sources, { report: 'volume', by: 'source', from: body.from, to: body.to, now: body.now, zone: 'America/New_York' });
      for (const row of body.rows) assert.deepEqual(said(row), said(counted.rows.get(row.source)));

      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export CSV' }).click();
      const download = await saved;
      assert.equal(download.suggestedFilename(), 'volume.csv');
      const csv = readFileSync(await download.path(), 'utf8');
      assert.equal(csv, (await baton.get(`/v1/reports/volume?by=source&from=2020-01-01&to=${end}&format=csv`)).text);
      assert.deepEqual(parseCsv(csv).slice(1).map(([source, received]) => [source, received]), (await tableOf(page)).map(([source, received]) => [source, received]));

      await page.reload();
      await page.locator('.report-table').waitFor();
      assert.deepEqual(await tableOf(page), body.rows.map((row) => [row.source, ...said(row)]), 'the address has all of it');
    }, screen);
  });
}

test('a letter a period, X exports, and earlier and later go there', async () => {
  await withReports('/app/reports', async (page) => {
    for (const [key, period] of [['d', 'day'], ['w', 'week'], ['y', 'year'], ['m', 'month']]) {
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.searchParams.get('period') === period);
    }
    const now = await page.locator('.report-period').textContent();
    await page.getByRole('button', { name: 'Earlier' }).click();
    await page.getByText('Nothing in this period').waitFor();
    assert.notEqual(await page.locator('.report-period').textContent(), now);
    await page.getByRole('button', { name: 'Now' }).click();
    await page.locator('.report-table').waitFor();
    const saved = page.waitForEvent('download');
    await page.keyboard.press('x');
    assert.equal((await saved).suggestedFilename(), 'volume.csv');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.waitForURL(/inbox/);
  });
});

test('each report: its chart, its table, nothing that keeps anybody out, in light, dark and on a phone', async () => {
  const looks = { light: {}, dark: { colorScheme: 'dark' }, phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } };
  for (const [look, options] of Object.entries(looks)) {
    await withReports('/app/reports', async (page) => {
      for (const report of ['volume', 'response', 'conversion', 'fairness', 'capacity', 'queues', 'hours']) {
        await page.goto(`${baton.url}/app/reports?report=${report}`);
        await page.locator('.report-table').waitFor();
        await page.locator('.panel canvas').first().waitFor();
        await page.locator('.report-value', { hasText: '…' }).waitFor({ state: 'detached' });
        assert.ok(await fitsItsWidth(page), `${look}: ${report} is wider than its window`);
        assert.deepEqual(await axeFindings(page), [], `${look}: ${report}`);
        await shot(page, `reports-${report}-${look}`);
      }
    }, options);
  }
});

test('few leads are said to be few, and names are texts', async () => {
  await withReports('/app/reports?report=conversion&by=rule', async (page) => {
    const { rows } = (await baton.get('/v1/reports/conversion?by=rule')).body;
    assert.ok(rows.some((row) => row.rule === '=Event' && !row.enough));
    await page.locator('tr', { hasText: '=Event' }).getByText(/decided leads?: too few to conclude from/).waitFor();
    await page.getByLabel('By', { exact: true }).selectOption('person');
    await page.locator('th bdi', { hasText: 'Marcus <b>Oye</b> 🎺 שלום' }).waitFor();
    await page.getByLabel('Person', { exact: true }).selectOption('sarah');
    await page.waitForURL(/person=sarah/);
    await page.locator('th bdi', { hasText: 'Marcus' }).waitFor({ state: 'detached' });
    assert.equal((await tableOf(page)).length, 1);
  });
});

test('a server that fails is said to, with a way to try again; what was there stays', async () => {
  await withPage({}, async (page) => {
    let fails = true;
    await page.route('**/v1/reports/**', (route) =>
      fails ? route.fulfill({ status: 503, contentType: 'application/problem+json', headers: { 'x-request-id': 'r-1' }, body: '{"title":"Unavailable","status":503,"detail":"the reports are being made from the log"}' }) : route.continue(),
    );
    await page.goto(`${baton.url}/app/reports`);
    await page.getByText('the reports are being made from the log').first().waitFor({ timeout: 20_000 });
    fails = false;
    await page.getByRole('button', { name: 'Retry' }).first().click();
    await page.locator('.report-table').waitFor();
  });
});

test('a rep sees their own figures and nobody else’s', async () => {
  const rep = await person(baton, 'sarah@acme.test', 'rep', 'sarah');
  await withPage({}, async (page) => {
    const [name, value] = rep.cookie.split('=');
    await page.context().addCookies([{ name, value, url: baton.url, httpOnly: true, sameSite: 'Strict' }]);
    await page.goto(`${baton.url}/app/reports?report=response`);
    await page.locator('.report-table').waitFor();
    assert.deepEqual((await tableOf(page)).map(([name]) => name), ['Sarah Lee']);
    const { total } = (await rep.get('/v1/reports/response')).body;
    assert.equal(await page.locator('.report-table tfoot td').first().textContent(), String(total.assignments));
  });
});
