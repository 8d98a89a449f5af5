// People, pools, schedules, territories and accounts changed in the web app, and the manager's page:
// out of office and back, a state into another territory, a leaver's leads handed over. SHOTS=FOLDER
// keeps pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, withApp } from './app.mjs';
import { axeFindings, fitsItsWidth, screens, withPage } from './browser.mjs';
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
  - { name: Fair, when: lead.source == "fair", route: { person: dana } }
  - { name: Place, when: has(lead.territory), route: { owner: territory } }
otherwise: { pool: east }
`;

const withSetup = (path, use, { document = workspace, ...options } = {}) =>
  withApp(document, path, options, async (baton, page, log) => {
    await use(baton, page, log);
    assert.deepEqual(log.errors, []);
  });

const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
async function publish(page) {
  await page.getByRole('button', { name: 'Review and publish' }).click();
  // An earlier version's "is live" may stand there, too: the server's answer is what counts.
  const answered = page.waitForResponse((response) => response.request().method() === 'PUT' && new URL(response.url()).pathname === '/v1/workspace');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
  const { version } = await (await answered).json();
  await page.getByText(`Version ${version} is live`).first().waitFor();
}
async function drag(page, from, to) {
  const at = async (locator) => {
    const box = await locator.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  await page.mouse.move(...(await at(from)));
  await page.mouse.down();
  await page.mouse.move(...(await at(to)), { steps: 5 });
  await page.mouse.up();
}
const changedLines = async (baton) => {
  const after = (await baton.get('/v1/workspace')).text.split('\n');
  return after.filter((line) => !workspace.split('\n').includes(line));
};

for (const [width, screen] of screens) {
  test(`out of office until a day, and back, at ${width} px`, async () => {
    await withSetup('/app/people', async (baton, page) => {
      // With the document come the buttons that change it, and what is below them moves.
      await page.getByRole('button', { name: 'Edit (Ann Other)' }).waitFor();
      await page.getByRole('button', { name: 'Out of office… (Ann Other)' }).click();
      await page.getByRole('dialog').getByLabel('Back on').fill('2099-01-05T09:00');
      await page.getByRole('dialog').getByRole('button', { name: 'Go out of office' }).click();
      await page.getByText(/Out of office until Jan 5, 2099/).first().waitFor();
      assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test' })).body.person, 'ben');
      await page.getByRole('button', { name: 'I am back (Ann Other)' }).click();
      await page.getByText('Back, and available').waitFor();
      assert.equal((await baton.post('/v1/leads', { email: 'b@oak.test' })).body.person, 'ann');
    }, screen);
  });
}

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
    // By keys: Max before Ben and back, the focus going along; and saved.
    await dialog.getByLabel('Weight of Max Neu').focus();
    const order = () => dialog.locator('.member-name').allTextContents();
    await page.keyboard.press('Alt+ArrowUp');
    await until('Max stands before Ben', async () => (await order()).join() === 'Ann <b>Other</b>,Max Neu,Ben Tallis');
    await until('the focus went along', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Weight of Max Neu'));
    await page.keyboard.press('Alt+ArrowDown');
    await until('and after him again', async () => (await order()).join() === 'Ann <b>Other</b>,Ben Tallis,Max Neu');
    await dialog.getByLabel('Weight by an expression (CEL)').fill('person.weight * 2.0');
    await dialog.getByRole('checkbox', { name: 'when they passed it on' }).check();
    await dialog.getByRole('checkbox', { name: 'when somebody else took the lead from them' }).uncheck();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Weight by an expression (CEL)').press('Control+s');
    await dialog.waitFor({ state: 'detached' });
    await publish(page);
    assert.deepEqual(await changedLines(baton), [
      '  ann:  { name: Ann <b>Other</b>, email: ann@acme.test, manager: dana, backup: ben, capacity: { open: 10, day: 5 }, skills: { enterprise: 5 } }   # the east',
      '  max: { name: Max Neu }',
      '  east: { members: [ann, ben, { person: max, weight: 2 }], weight: person.weight * 2.0, give_back: [ passed ] }   # in turn',
    ]);
    await page.getByRole('row', { name: /Max Neu/ }).first().waitFor();
  });
});

test('an empty pool names the rules that send leads to it', async () => {
  const document = workspace.replace('pools:\n', 'pools:\n  west: { members: [] }\n').replace('rules:\n', 'rules:\n  - { name: West, when: lead.source == "west", route: [ { person: ben }, { pool: west } ] }\n');
  await withSetup(
    '/app/people',
    async (_, page) => {
      await page.getByRole('region', { name: 'west' }).getByText('Rules send leads to it all the same: West.').waitFor();
    },
    { document },
  );
});

for (const [width, screen] of screens) {
  test(`a state is dragged into another territory, one clicked, one chosen by keyboard, at ${width} px`, async () => {
    await withSetup('/app/territories', async (baton, page) => {
      const texas = page.locator('path[data-code="US-TX"]');
      await texas.waitFor();
      if (width > 900) await drag(page, texas, page.locator('[data-territory="northeast"]'));
      else {
        // A phone has no room for the map and the territories beside it: chosen, then tapped.
        await page.getByRole('button', { name: /^northeast/ }).click();
        await texas.tap();
      }
      await page.getByText('Texas is now in northeast').waitFor();
      await page.getByRole('button', { name: 'south' }).click();
      await page.locator('path[data-code="US-CO"]').click();
      await page.getByText('Colorado is now in south').waitFor();
      const table = page.getByRole('region', { name: 'Places and their territories' });
      await table.getByLabel('Ohio (US-OH)').focus();
      await table.getByLabel('Ohio (US-OH)').selectOption('south');
      await page.getByText('Ohio is now in south').waitFor();
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `territories-${width}`);
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
    }, screen);
  });
}

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

for (const [width, screen] of screens) {
  test(`a manager: load, escalations, what nobody has; a leaver’s leads handed over and given back, at ${width} px`, async () => {
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
      await shot(page, `team-${width}`);

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
    }, screen);
  });
}

test('a manager: every escalation and every lead that nobody has, behind any number of others; passed on by key', async () => {
  await withSetup('/app/team', async (baton, page) => {
    await connected(page);
    const send = (leads) => baton.call('POST', '/v1/leads/batch', leads.map((one) => JSON.stringify(one)).join('\n'), { 'content-type': 'application/x-ndjson' });
    const { lead } = (await baton.post('/v1/leads', { email: 'l@oak.test', name: 'Long Silence', employees: 5000 })).body;
    await send(Array.from({ length: 130 }, (_, n) => ({ email: `f${n}@oak.test`, name: `Fair ${n}`, source: 'fair' })));
    await send(Array.from({ length: 130 }, (_, n) => ({ email: `p${n}@oak.test`, name: `Partner ${n}`, source: 'partner' })));
    assert.equal((await baton.get('/v1/leads?person=dana&limit=200')).body.leads.length, 130);
    const escalations = page.getByRole('region', { name: 'Escalations' });
    await escalations.getByText('Long Silence').waitFor({ timeout: 20_000 });
    await escalations.getByText('1 step of its SLA done').waitFor();
    const untaken = page.getByRole('region', { name: 'Leads nobody has' });
    await untaken.getByText('100+').waitFor();
    await untaken.getByRole('button', { name: 'Show more' }).click();
    await untaken.getByText('130', { exact: true }).waitFor();
    await untaken.getByText('Partner 0', { exact: true }).waitFor();
    assert.deepEqual(await axeFindings(page), []);

    await page.keyboard.press('j');
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('To whom').selectOption('person zoe');
    await dialog.getByRole('button', { name: 'Reassign' }).click();
    await page.getByText('Now with Zoë').waitFor();
    assert.equal((await baton.get(`/v1/leads/${lead}`)).body.person, 'zoe');
    await page.keyboard.press('u');
    await page.getByText('Given back').waitFor();
    assert.equal((await baton.get(`/v1/leads/${lead}`)).body.person, 'ann');
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

for (const [width, screen] of screens) {
  test(`the map by keys alone: arrows from state to state, Space into the chosen territory, / to the table, at ${width} px`, async () => {
    await withSetup('/app/territories', async (baton, page) => {
      await page.locator('path[data-code="US-TX"]').waitFor();
      await page.getByRole('button', { name: 'south' }).click();
      // One stop of the Tab key for all of them: the first by name.
      await until('Tab comes to the map', async () => {
        await page.keyboard.press('Tab');
        return page.evaluate(() => document.activeElement?.getAttribute('data-code') === 'US-AL');
      });
      const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-code'));
      for (const [key, code] of [['ArrowLeft', 'US-MS'], ['ArrowLeft', 'US-LA'], ['ArrowLeft', 'US-TX'], ['ArrowUp', 'US-OK']]) {
        await page.keyboard.press(key);
        assert.equal(await here(), code);
      }
      await page.keyboard.press(' ');
      await page.getByText('Oklahoma is now in south').waitFor();
      const oklahoma = page.getByRole('checkbox', { name: 'Oklahoma: south' });
      assert.equal(await oklahoma.getAttribute('aria-checked'), 'true');
      assert.equal(await here(), 'US-OK', 'the focus stays');
      assert.deepEqual(await axeFindings(page), []);
      await shot(page, `territories-keys-${width}`);
      await page.keyboard.press('Enter');
      await page.getByText('Oklahoma is in no territory').waitFor();
      await page.keyboard.press('End');
      assert.equal(await here(), 'US-WY');
      await page.keyboard.press('/');
      await until('the search has the focus', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Find a place'));
      await page.keyboard.type('ohio');
      await page.keyboard.press('Tab');
      await page.getByLabel('Ohio (US-OH)').selectOption('south');
      await publish(page);
      assert.deepEqual(await changedLines(baton), ['  south: { states: [US-TX, US-FL, US-OH], owner: { person: ben } }']);
    }, screen);
  });

  test(`territories are imported from CSV: rows that are wrong are named, places leave where they were, at ${width} px`, async () => {
    await withSetup('/app/territories', async (baton, page) => {
      await page.getByRole('button', { name: 'Import CSV…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Or its text').fill('territory;state;country;owner\nsouth;New York;;\ndach;;Germany|AT;pool east\nwest;US-CA;;\nsouth;Atlantis;;\n"מזרח <b>";US-OH;;nobody\n');
      await dialog.getByText('1 new, 2 changed').waitFor();
      for (const error of ['Row 3: “west” is new and needs an owner', 'Row 4: “Atlantis” is no state; write it as US-NY', 'Row 5: nobody, no pool and no queue is called “nobody”']) await dialog.getByText(error).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      assert.ok(await fitsItsWidth(page));
      await shot(page, `territories-import-${width}`);
      await dialog.getByRole('button', { name: 'Take them over' }).click();
      await page.getByText('Imported into the draft').waitFor();
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await page.getByText('Version 1 is live').waitFor();
      await page.getByRole('button', { name: 'Redo' }).click();
      await publish(page);
      assert.deepEqual(await changedLines(baton), [
        '  northeast: { states: [US-MA, US-CT], owner: { person: ann } }   # the old ground',
        '  south: { states: [US-TX, US-FL, US-NY], owner: { person: ben } }',
        '  dach: { countries: [ DE, AT ], owner: { pool: east } }',
      ]);
      assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test', country: 'Germany' })).body.rule, 'Place');
    }, screen);
  });
}

test('a pool’s own capacity is given and taken away again', async () => {
  await withSetup('/app/people', async (baton, page) => {
    const put = async (limit) => {
      await page.getByRole('button', { name: 'Edit pool (east)' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('a day', { exact: true }).fill(limit);
      assert.deepEqual(await axeFindings(page), []);
      await dialog.getByRole('button', { name: 'Put into the draft' }).click();
      await publish(page);
    };
    await put('1');
    assert.deepEqual(await changedLines(baton), ['  east: { members: [ann, ben], capacity: { day: 1 } }   # in turn']);
    assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test' })).body.pool, 'east');
    assert.equal((await baton.post('/v1/leads', { email: 'b@oak.test' })).body.state, 'unrouted');
    await page.getByRole('region', { name: 'east' }).getByText(/Nobody can have a lead: at capacity \(pool/).waitFor();
    await put('');
    assert.deepEqual(await changedLines(baton), []);
  });
});

for (const [width, screen] of screens) {
  test(`a person’s hours as a week: seen, changed for all who share them, given alone, at ${width} px`, async () => {
    await withSetup('/app/people', async (baton, page) => {
      const dialog = page.getByRole('dialog');
      const bars = () => dialog.locator('.week-bar').count();
      await page.getByRole('button', { name: 'Edit (Ben Tallis)' }).click();
      await until('his five days are drawn', async () => (await bars()) === 5);
      await dialog.getByRole('button', { name: 'Change “office” (1 person)…' }).click();
      await dialog.getByRole('checkbox', { name: 'Fri' }).uncheck();
      await until('four are', async () => (await bars()) === 4);
      await dialog.getByRole('button', { name: 'Put into the draft' }).click();
      await page.getByRole('button', { name: 'Edit (Dana Ruiz)' }).click();
      await dialog.getByText('Always', { exact: true }).waitFor();
      await dialog.getByLabel('Schedule').selectOption('office');
      await until('his hours are hers', async () => (await bars()) === 4);
      await dialog.getByRole('button', { name: 'Hours of their own…' }).click();
      await dialog.getByLabel('Until').fill('13:00');
      assert.deepEqual(await axeFindings(page), []);
      assert.ok(await fitsItsWidth(page));
      await shot(page, `person-hours-${width}`);
      await dialog.getByRole('button', { name: 'Put into the draft' }).click();
      await publish(page);
      assert.deepEqual(await changedLines(baton), [
        '  dana: { name: Dana Ruiz, email: dana@acme.test, schedule: dana }',
        '  office: { hours: "Mon-Thu 09:00-18:00", holidays: [2026-12-25] }',
        '  dana: { hours: Mon-Thu 09:00-13:00, holidays: [ 2026-12-25 ] }',
      ]);
    }, screen);
  });
}

test('a thousand people stay usable: found, changed, given a manager, put into a pool; the team shows the fullest', async () => {
  const people = Array.from({ length: 1000 }, (_, n) => `  p${n}: { name: Person ${n}, email: p${n}@acme.test }\n`).join('');
  const document = `workspace: big\npeople:\n${people}pools:\n  all: { members: [p0] }\notherwise: { pool: all }\n`;
  await withSetup(
    '/app/people',
    async (baton, page) => {
      const table = page.getByRole('table', { name: 'People with their load' });
      await page.getByText('900 people more').waitFor();
      await page.getByLabel('Find a person').fill('person 777');
      await until('one is found', async () => (await table.getByRole('row').count()) === 2);
      await page.getByRole('button', { name: 'Edit (Person 777)' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Manager').selectOption('p999');
      await dialog.getByRole('button', { name: 'Put into the draft' }).click();
      await page.getByRole('button', { name: 'Edit pool (all)' }).click();
      await dialog.getByLabel('Add a member').selectOption('p777');
      await dialog.getByRole('button', { name: 'Put into the draft' }).click();
      await publish(page);
      assert.equal((await baton.get('/v1/people/p777')).body.manager, 'p999');
      assert.equal((await baton.post('/v1/leads', { email: 'a@oak.test' })).body.person, 'p0');
      await page.goto(`${baton.url}/app/team`);
      const load = page.getByRole('table', { name: 'Who can take leads now' });
      await load.waitFor();
      assert.ok((await load.getByRole('row').count()) <= 201);
      await page.getByText('800 more: choose a team.').waitFor();
      await page.getByLabel('Whose team').selectOption('p999');
      await until('their one is shown', async () => (await load.getByRole('row').count()) === 2);
      assert.deepEqual(await axeFindings(page), []);
    },
    { document },
  );
});
