// People, pools, schedules, territories and accounts changed in the web app, and the manager's page:
// out of office and back, a state into another territory, a leaver's leads handed over. SHOTS=FOLDER
// keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected } from './app.mjs';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  # Who leads.
  dana: { name: Dana Ruiz, email: dana@acme.test }
  ann:  { name: Ann Other, email: ann@acme.test, manager: dana, backup: ben, capacity: { open: 10 } }   # the east
  ben:  { name: Ben Tallis, email: ben@acme.test, manager: dana, schedule: office }
  zoe:  { name: "Zoë <i>Quinn</i> 🎺 שלום", email: zoe@acme.test, manager: dana }
schedules:
  office: { hours: "Mon-Fri 09:00-18:00", holidays: [2026-12-25] }
pools:
  east: { members: [ann, ben] }   # in turn
queues:
  later: { open_to: east }
territories:
  northeast: { states: [US-NY, US-MA, US-CT], owner: { person: ann } }   # the old ground
  south: { states: [US-TX, US-FL], owner: { person: ben } }
accounts:
  - { id: globex, name: Globex, domains: [globex.test], owner: ann }   # a friend
sla:
  fast: { acknowledge: [ { after: 1s, notify: manager } ] }
rules:
  - { name: Large, when: lead.employees >= 1000, route: { person: ann }, sla: fast }
  - { name: Partner, when: lead.source == "partner", route: { queue: later } }
  - { name: Place, when: has(lead.territory), route: { owner: territory } }
otherwise: { pool: east }
`;

async function withSetup(path, use, options = {}) {
  const baton = await startBaton({ workspace });
  try {
    await withPage(options, async (page, log) => {
      await page.goto(baton.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await use(baton, page, log);
      for (const host of log.hosts) assert.equal(host, new URL(baton.url).host, 'the app asks nobody else for anything');
      assert.deepEqual(log.errors, []);
    });
  } finally {
    await baton.close();
  }
}

const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
async function publish(page) {
  await page.getByRole('button', { name: 'Review and publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/^Version \d+ is live$/).first().waitFor();
}
const changedLines = async (baton) => {
  const after = (await baton.get('/v1/workspace')).text.split('\n');
  return after.filter((line) => !workspace.split('\n').includes(line));
};

test('out of office until a day, and back', async () => {
  await withSetup('/app/people', async (baton, page) => {
    await page.getByRole('button', { name: 'Out of office… (Ann Other)' }).click();
    await page.getByRole('dialog').getByLabel('Back on').fill('2099-01-05T09:00');
    await page.getByRole('dialog').getByRole('button', { name: 'Go out of office' }).click();
    await page.getByText(/Out of office until Jan 5, 2099/).first().waitFor();
    assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test' })).body.person, 'ben');
    await page.getByRole('button', { name: 'I am back (Ann Other)' }).click();
    await page.getByText('Back, and available').waitFor();
    assert.equal((await baton.post('/v1/leads', { email: 'b@oak.test' })).body.person, 'ann');
  });
});

test('a person is changed and another added, a pool given weights: one draft, comments kept', async () => {
  await withSetup('/app/people', async (baton, page) => {
    await page.getByRole('button', { name: 'Edit (Ann Other)' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Ann <b>Other</b>');
    await dialog.getByLabel('a day', { exact: true }).fill('5');
    await dialog.getByLabel('Skills').fill('enterprise: 5');
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'person');
    await dialog.getByRole('button', { name: 'Put into the draft' }).click();
    await page.getByRole('button', { name: 'New person' }).click();
    await dialog.getByLabel('Key').fill('ann');
    await dialog.getByRole('button', { name: 'Put into the draft' }).click();
    await dialog.getByText('Somebody has this key').waitFor();
    await dialog.getByLabel('Key').fill('max');
    await dialog.getByLabel('Name', { exact: true }).fill('Max Neu');
    await dialog.getByRole('button', { name: 'Put into the draft' }).click();
    await page.getByRole('button', { name: 'Edit pool (east)' }).click();
    await dialog.getByLabel('Add a member').selectOption('max');
    await dialog.getByLabel('Weight of Max Neu').fill('2');
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('button', { name: 'Put into the draft' }).click();
    await publish(page);
    assert.deepEqual(await changedLines(baton), [
      '  ann:  { name: Ann <b>Other</b>, email: ann@acme.test, manager: dana, backup: ben, capacity: { open: 10, day: 5 }, skills: { enterprise: 5 } }   # the east',
      '  max: { name: Max Neu }',
      '  east: { members: [ann, ben, { person: max, weight: 2 }] }   # in turn',
    ]);
    await page.getByRole('row', { name: /Max Neu/ }).first().waitFor();
  });
});

test('a state is dragged into another territory, one clicked, one chosen by keyboard', async () => {
  await withSetup('/app/territories', async (baton, page) => {
    const texas = page.locator('path[data-code="US-TX"]');
    await texas.waitFor();
    const at = async (locator) => {
      const box = await locator.boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.mouse.move(...(await at(texas)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page.locator('[data-territory="northeast"]'))), { steps: 5 });
    await page.mouse.up();
    await page.getByText('Texas is now in northeast').waitFor();
    await page.getByRole('button', { name: 'south' }).click();
    await page.locator('path[data-code="US-CO"]').click();
    await page.getByText('Colorado is now in south').waitFor();
    const table = page.getByRole('region', { name: 'Places and their territories' });
    await table.getByLabel('Ohio (US-OH)').focus();
    await table.getByLabel('Ohio (US-OH)').selectOption('south');
    await page.getByText('Ohio is now in south').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'territories');
    await page.getByRole('button', { name: 'World' }).click();
    await page.locator('path[data-code="DE"]').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'territories-world');
    await publish(page);
    assert.deepEqual(await changedLines(baton), [
      '  northeast: { states: [US-NY, US-MA, US-CT, US-TX], owner: { person: ann } }   # the old ground',
      '  south: { states: [US-FL, US-CO, US-OH], owner: { person: ben } }',
    ]);
    assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test', country: 'US', state: 'Texas' })).body.person, 'ann');
  });
});

test('a schedule on its week: a day taken off, a holiday added', async () => {
  await withSetup('/app/schedules', async (baton, page) => {
    const office = page.getByRole('region', { name: 'office' });
    await until('five days are worked', async () => (await office.locator('.week-bar').count()) === 5);
    await office.getByRole('checkbox', { name: 'Fri' }).uncheck();
    await until('four are', async () => (await office.locator('.week-bar').count()) === 4);
    await office.getByLabel('Until').fill('16:30');
    await office.getByLabel('Another holiday').first().fill('2026-01-01');
    await office.getByRole('button', { name: 'Another holiday' }).click();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'schedules');
    await publish(page);
    assert.deepEqual(await changedLines(baton), ['  office: { hours: "Mon-Thu 09:00-16:30", holidays: [2026-01-01, 2026-12-25] }']);
  });
});

test('accounts are imported from CSV: rows that are wrong are named, the others merged', async () => {
  await withSetup('/app/accounts', async (baton, page) => {
    await page.getByRole('row', { name: /Globex/ }).waitFor();
    await page.getByRole('button', { name: 'Import CSV…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Or its text').fill('id,name,domains,owner,seats\nglobex,Globex Corp,globex.test,ben,120\ninitech,"Initech, <b>Inc</b> שלום",initech.test,ann,5\nbad,Bad,,nobody,1\n');
    await dialog.getByText('1 new, 1 changed, 0 as they were').waitFor();
    await dialog.getByText('Row 3: nobody is called “nobody”').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('button', { name: 'Take them over' }).click();
    await page.getByRole('row', { name: /Initech/ }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'accounts');
    await publish(page);
    const { text } = await baton.get('/v1/workspace');
    assert.match(text, /- \{ id: globex, name: Globex Corp, domains: \[globex\.test\], owner: ben, seats: 120 \} {3}# a friend/);
    assert.equal((await baton.post('/v1/leads', { email: 'x@initech.test' })).body.account, 'initech');
  });
});

test('a manager: load, escalations, what nobody has; a leaver’s leads handed over and given back', async () => {
  await withSetup('/app/team', async (baton, page) => {
    await connected(page);
    const leads = [];
    for (let n = 0; n < 4; n++) leads.push((await baton.post('/v1/leads', { email: `l${n}@oak.test`, name: `Large ${n}`, employees: 5000 })).body.lead);
    await baton.post('/v1/leads', { email: 'q@oak.test', name: 'Waits', source: 'partner' });
    const now = page.getByRole('table', { name: 'Who can take leads now' });
    await now.getByRole('row', { name: /Ann Other/ }).getByText('4 of 10').waitFor();
    await page.getByRole('region', { name: 'Leads nobody has' }).getByText('Waits').waitFor();
    await page.getByRole('region', { name: 'Escalations' }).getByText('Large 3').waitFor({ timeout: 20_000 });
    const speed = page.getByRole('region', { name: 'Leads given and answered' });
    await speed.getByRole('button', { name: 'This month' }).click();
    const { rows } = (await baton.get('/v1/reports/response?by=person&period=month')).body;
    assert.deepEqual(rows.map((row) => [row.person, row.assignments]), [['ann', 4]]);
    await speed.getByRole('row', { name: /Ann Other/ }).getByText('4', { exact: true }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await shot(page, 'team');

    await page.getByRole('button', { name: 'Hand over the leads of Ann Other' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4 leads chosen').waitFor();
    await dialog.getByLabel('Large 2').uncheck();
    await dialog.getByRole('button', { name: 'Reassign' }).click();
    await dialog.getByText('Needed').waitFor();
    await dialog.getByLabel('To whom').selectOption('person zoe');
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('button', { name: 'Reassign' }).click();
    await page.getByText('3 leads are now with Zoë').waitFor();
    const holders = async () => Promise.all(leads.map(async (lead) => (await baton.get(`/v1/leads/${lead}`)).body.person));
    assert.deepEqual(await holders(), ['zoe', 'zoe', 'ann', 'zoe']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 leads given back').waitFor();
    assert.deepEqual(await holders(), ['ann', 'ann', 'ann', 'ann']);
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280, 1920]) {
    test(`setup: ${width} px, ${colorScheme}: nothing runs over, axe finds nothing`, async () => {
      await withSetup(
        '/app/people',
        async (baton, page) => {
          await baton.post('/v1/leads', { email: 'l@oak.test', name: 'A'.repeat(60), employees: 5000 });
          for (const [name, path, ready] of [
            ['people', '/app/people', '.pool table'],
            ['territories', '/app/territories', '.map path'],
            ['schedules', '/app/schedules', '.week'],
            ['accounts', '/app/accounts', 'tbody tr'],
            ['team', '/app/team', 'tbody tr'],
          ]) {
            await page.goto(baton.url + path);
            await page.locator(ready).first().waitFor();
            assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
            assert.deepEqual(await axeFindings(page), [], name);
            await shot(page, `setup-${name}-${colorScheme}-${width}`);
          }
        },
        { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' },
      );
    });
  }
}
