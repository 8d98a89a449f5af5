// The sample form in a real browser, and the lead's way from it: the page, the log, a mail, a Slack
// message and a signed webhook, all with what a rep needs to call at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsItsWidth, withPage } from './browser.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { startBaton, until } from './server.mjs';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const password = 'correct horse';

const workspaceFor = (http, smtp) => `workspace: acme
fields:
  product:    { type: set, of: [starter, team, enterprise] }
  wants_call: { type: bool }
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: dana, backup: marcus }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: dana }
pools:
  inside: { members: [sarah, marcus] }
score:
  - { add: 45, when: "lead.employees >= 1000", because: a large company }
tiers: { hot: 70, warm: 30, cold: 0 }
sla:
  standard: { respond_within: 5m, acknowledge: [ { after: 2h, notify: manager } ] }
rules:
  - { name: Enterprise, when: lead.employees >= 1000, route: { person: sarah }, sla: standard }
otherwise: { pool: inside }
channels:
  slack: { type: slack, webhook: "\${SLACK_WEBHOOK}" }
  teams: { type: teams, webhook: "\${TEAMS_WEBHOOK}" }
  mail:  { type: email, server: "${smtp}", user: baton, password: "\${SMTP_PASSWORD}", from: leads@acme.test }
  audit: { type: webhook, url: "${http}/hook", secret: "\${AUDIT_SECRET}", events: [assigned, closed] }
notify: [slack, teams, mail, audit]
alerts: [mail]
`;

async function withWorld(use) {
  const http = await startHttpReceiver({ secret });
  const smtp = await startMailServer({ user: 'baton', password });
  let baton;
  try {
    baton = await startBaton({
      workspace: workspaceFor(http.url, smtp.url),
      args: ['--allow-private', '--ca-file', smtp.caFile],
      env: { SLACK_WEBHOOK: `${http.url}/slack`, TEAMS_WEBHOOK: `${http.url}/teams`, SMTP_PASSWORD: password, AUDIT_SECRET: secret },
    });
    await use({ baton, http, smtp });
  } finally {
    await baton?.close();
    await http.close();
    await smtp.close();
  }
}

async function fillIn(page) {
  await page.getByLabel('Your name').fill('Zoë <b>Quinn</b> & Co');
  await page.getByLabel('Your role').fill('Head of Legal');
  await page.getByLabel('Work e-mail').fill('Zoe@BigCo.test');
  await page.getByLabel('Company').fill('BigCo');
  await page.getByLabel('Phone').fill('+1 212 555 0142');
  await page.getByLabel('Country').fill('United States');
  await page.getByLabel('State or region').fill('New York');
  await page.getByLabel('How many people').selectOption({ label: '1,000 or more' });
  await page.getByLabel('Enterprise').check();
  await page.getByLabel('Team').check();
  await page.getByLabel('What would you like').fill('400 contracts a month.\nCan you call on Friday?');
  await page.getByLabel('Please call me').check();
}

test('a form is filled in, and its lead reaches the page, the log, mail, Slack and webhook', async () => {
  await withWorld(async ({ baton, http, smtp }) => {
    await withPage({}, async (page, log) => {
      await page.goto(`${baton.url}/form?utm_source=fair&utm_campaign=autumn`);
      await fillIn(page);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/\/f\/website/);
      assert.match(await page.locator('body').innerText(), /thank/i);
      assert.deepEqual(log.errors, []);

      const leads = await baton.all('/v1/leads', 'leads');
      assert.equal(leads.length, 1);
      const lead = (await baton.get(`/v1/leads/${leads[0].lead}`)).body;
      assert.deepEqual([lead.state, lead.person, lead.rule, lead.source], ['assigned', 'sarah', 'Enterprise', 'website']);
      const { fields } = lead;
      assert.equal(fields.email, 'zoe@bigco.test');
      assert.equal(fields.name, 'Zoë <b>Quinn</b> & Co');
      assert.equal(fields.phone, '+12125550142');
      assert.deepEqual([fields.country, fields.state, fields.employees], ['US', 'US-NY', 1000]);
      assert.deepEqual([...fields.product].sort(), ['enterprise', 'team']);
      assert.equal(fields.wants_call, true);
      assert.match(fields.message, /400 contracts a month\.\r?\nCan you call/);
      assert.equal(fields.page, `${baton.url}/form?utm_source=fair&utm_campaign=autumn`);
      assert.deepEqual([fields.utm_source, fields.utm_campaign], ['fair', 'autumn']);

      const slack = await http.slack.waitFor();
      assert.deepEqual(slack.complaints, []);
      const said = JSON.stringify(slack.payload);
      for (const word of ['BigCo', 'Zoë', '+12125550142', 'Enterprise', 'Sarah Lee', '400 contracts', 'a large company']) assert.ok(said.includes(word), `Slack says ${word}: ${said}`);

      const teams = await http.teams.waitFor();
      assert.deepEqual(teams.complaints, []);
      const card = JSON.stringify(teams.payload);
      for (const word of ['BigCo', 'Zoë <b>Quinn</b>', 'tel:+12125550142', 'Sarah Lee', '400 contracts', 'a large company']) assert.ok(card.includes(word), `Teams says ${word}: ${card}`);

      const hook = await http.hooks.waitFor();
      assert.deepEqual(hook.complaints, []);
      assert.equal(hook.payload.type, 'assigned');
      assert.ok(hook.id);
      assert.ok(JSON.stringify(hook.payload.data).includes(lead.lead));

      const mail = await smtp.mails.waitFor();
      assert.deepEqual([mail.from, mail.to, mail.user, mail.encrypted], ['leads@acme.test', ['sarah@acme.test'], 'baton', true]);
      assert.match(mail.subject, /BigCo/);
      for (const word of ['Zoë <b>Quinn</b> & Co', 'BigCo', '400 contracts a month.', 'Head of Legal', '/form?utm_source=fair']) assert.ok(mail.text.includes(word), `the mail says ${word}: ${mail.text}`);
      assert.ok(mail.html.includes('Zoë &lt;b&gt;Quinn&lt;/b&gt; &amp; Co'), mail.html);
      assert.ok(!mail.html.includes('<b>Quinn'));

      await until('all four are sent', async () => {
        const deliveries = await baton.all(`/v1/deliveries?lead=${lead.lead}`, 'deliveries');
        return deliveries.length === 4 && deliveries.every((delivery) => delivery.state === 'sent');
      });

      // The live page tells of it, and of what comes while it is open.
      await page.goto(`${baton.url}/`);
      await page.getByText('BigCo').first().waitFor();
      await page.getByText('Connected', { exact: true }).waitFor();
      await baton.post(`/v1/leads/${lead.lead}/acknowledge`, {});
      await page.locator('.badge', { hasText: 'Acknowledged' }).first().waitFor();
      await baton.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', company: 'Moss' });
      await page.getByText('Kit Moss').first().waitFor();
      assert.deepEqual(log.errors, []);

      // Secrets are nowhere to be read.
      for (const path of ['/v1/workspace', '/v1/deliveries', '/v1/workspace/versions/1', `/v1/leads/${lead.lead}/history`]) {
        const { text } = await baton.get(path);
        assert.ok(!text.includes(password) && !text.includes(secret), `${path} gives a secret away`);
      }
      assert.ok(!baton.errors.includes(password) && !baton.errors.includes(secret));
    });
  });
});

test('a second click is no second lead, and a robot is thanked and forgotten', async () => {
  await withWorld(async ({ baton }) => {
    await withPage({}, async (page) => {
      await page.goto(`${baton.url}/form`);
      await fillIn(page);
      assert.ok(await page.locator('input[name=_key]').inputValue(), 'the page has its one-time key');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/\/f\/website/);
      await page.reload(); // the browser posts the same once more
      assert.match(await page.locator('body').innerText(), /thank/i);
      assert.equal((await baton.all('/v1/leads', 'leads')).length, 1);

      await page.goto(`${baton.url}/form`);
      await fillIn(page);
      await page.locator('input[name=_gotcha]').evaluate((input) => (input.value = 'buy cheap ink'));
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/\/f\/website/);
      assert.match(await page.locator('body').innerText(), /thank/i);
      assert.equal((await baton.all('/v1/leads', 'leads')).length, 1);
    });
  });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    test(`form, thanks and live page of the real server: ${width} px, ${colorScheme}`, async () => {
      await withWorld(async ({ baton }) => {
        await withPage({ viewport: { width, height: 844 }, colorScheme }, async (page, log) => {
          const shot = async (name) => {
            assert.ok(await fitsItsWidth(page), `${name} is wider than the window`);
            if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/real-${name}-${colorScheme}-${width}.png`, fullPage: true });
          };
          await page.goto(`${baton.url}/form`);
          await fillIn(page);
          await shot('form');
          await page.getByRole('button', { name: 'Send' }).click();
          await page.waitForURL(/\/f\/website/);
          await shot('thanks');
          await baton.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', company: 'Moss' });
          await page.goto(`${baton.url}/`);
          await page.getByText('Kit Moss').first().waitFor();
          await page.getByText('Connected', { exact: true }).waitFor();
          await shot('live');
          assert.deepEqual(log.errors, []);
        });
      });
    });
  }
}
