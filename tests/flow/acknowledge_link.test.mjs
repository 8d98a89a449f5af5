// The link of a mail by which whoever has the lead takes it: what a mail scanner does with it changes
// nothing, a press of the page's button does, without a script, and a link that somebody changed or a
// lead that went on is said to be so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, fitsItsWidth, withPage } from './browser.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { startBaton } from './server.mjs';

const workspaceFor = (smtp) => `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
rules:
  - { name: All, route: { person: sarah } }
otherwise: { person: marcus }
channels:
  mail: { type: email, server: "${smtp}", from: leads@acme.test }
notify: [mail]
`;

async function withWorld(use) {
  const smtp = await startMailServer({ plain: true });
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(smtp.url), args: ['--allow-private', '--public-url', 'https://baton.acme.test'] });
    await use({ baton, smtp });
  } finally {
    await baton?.close();
    await smtp.close();
  }
}

// A lead, and the path of the link in the mail about it.
async function leadWithLink(baton, smtp, to = 'sarah@acme.test', name = 'Ann Oak') {
  const { lead } = (await baton.post('/v1/leads', { name, email: 'ann@oak.test' })).body;
  return { lead, link: await linkTo(smtp, to, lead) };
}
async function linkTo(smtp, to, lead) {
  const mail = await smtp.mails.waitFor((each) => each.to.includes(to) && each.text.includes(lead));
  const found = mail.text.match(/I take it: https:\/\/baton\.acme\.test(\/w\/acme\/a\/[\w-]+)/);
  assert.ok(found, mail.text);
  assert.ok(mail.html.includes(`href="https://baton.acme.test${found[1]}"`), mail.html);
  return found[1];
}

const stateOf = async (baton, lead) => (await baton.get(`/v1/leads/${lead}`)).body;
const acknowledgements = async (baton, lead) => (await baton.get(`/v1/leads/${lead}/history`)).body.events.filter((event) => event.kind === 'acknowledged');

test('a scanner changes nothing; a person without scripts takes the lead with one press', async () => {
  await withWorld(async ({ baton, smtp }) => {
    const { lead, link } = await leadWithLink(baton, smtp);
    for (const method of ['GET', 'HEAD', 'GET']) assert.equal((await baton.call(method, link)).status, 200);
    assert.equal((await stateOf(baton, lead)).state, 'assigned');
    await withPage({ javaScriptEnabled: false }, async (page, log) => {
      const response = await page.goto(baton.url + link);
      assert.match(response.headers()['content-security-policy'], /^default-src 'none'; style-src 'self'; form-action 'self';/);
      assert.equal((await stateOf(baton, lead)).state, 'assigned');
      await page.getByRole('button', { name: 'I take it' }).click();
      await page.getByRole('heading', { name: 'You have it' }).waitFor();
      assert.deepEqual(log.errors, []);
      assert.deepEqual([...log.hosts], [new URL(baton.url).host]);
      await page.reload();
      await page.goto(baton.url + link);
      assert.equal(await page.getByRole('button').count(), 0);
    });
    assert.equal((await stateOf(baton, lead)).state, 'acknowledged');
    assert.deepEqual((await acknowledgements(baton, lead)).map((event) => event.actor), ['mail:sarah']);
    assert.equal((await baton.call('POST', link)).status, 200);
    assert.equal((await acknowledgements(baton, lead)).length, 1);
  });
});

test('the page can be read by everybody, on a phone, too', async () => {
  await withWorld(async ({ baton, smtp }) => {
    const { link } = await leadWithLink(baton, smtp);
    await withPage({ viewport: { width: 320, height: 640 }, bypassCSP: true }, async (page) => {
      await page.goto(baton.url + link);
      assert.ok(await fitsItsWidth(page));
      assert.deepEqual(await axeFindings(page), []);
    });
  });
});

test('a changed link is none, and a lead that went on stays where it is', async () => {
  await withWorld(async ({ baton, smtp }) => {
    const { lead, link } = await leadWithLink(baton, smtp);
    const other = await leadWithLink(baton, smtp, 'sarah@acme.test', 'Ben Oak');
    const middle = Math.floor(link.length * 0.7);
    const changed = [`${link}A`, link.slice(0, -1), link.slice(0, middle) + (link[middle] === 'A' ? 'B' : 'A') + link.slice(middle + 1)];
    for (const path of changed) {
      assert.equal((await baton.get(path)).status, 404, path);
      assert.equal((await baton.call('POST', path)).status, 404, path);
    }
    assert.equal((await baton.post(`/v1/leads/${lead}/reassign`, { to: { person: 'marcus' } })).status, 200);
    const late = await baton.call('POST', link);
    assert.match(late.text, /It is with Marcus Oye now/);
    assert.deepEqual(Object.values((({ state, person }) => ({ state, person }))(await stateOf(baton, lead))), ['assigned', 'marcus']);
    const theirs = await linkTo(smtp, 'marcus@acme.test', lead);
    await baton.restart({ signal: 'SIGKILL' });
    assert.match((await baton.call('POST', theirs)).text, /You have it/);
    assert.equal((await stateOf(baton, lead)).state, 'acknowledged');
    assert.equal((await stateOf(baton, other.lead)).state, 'assigned');
  });
});
