// What the document says of messages: the prospect is answered once, in the name of whoever has the lead
// and safe from what a lead writes; people are told over what they chose, over the next where that does
// not get through, and not in their quiet hours; others hear in copy, in words of one's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSlackApi } from './receivers/slack-api.mjs';
import { startMailServer } from './receivers/smtp.mjs';
import { startBaton, until } from './server.mjs';

const token = 'xoxb-the-bot';
const two = (n) => String(n).padStart(2, '0');
// Two hours around now, in UTC.
const around = (now) => `Mon-Sun ${two((now.getUTCHours() + 23) % 24)}:00-${two((now.getUTCHours() + 2) % 24)}:00`;

const workspaceFor = (slack, smtp) => `workspace: acme
people:
  dana:   { name: Dana Ruiz, email: dana@acme.test }
  sarah:  { name: "Sarah \\"Sal\\" Lee", email: sarah@acme.test, manager: dana, channels: [desk, mail] }
  marcus: { name: Marcus Oye, email: marcus@acme.test, quiet: "${around(new Date())}" }
rules:
  - { name: Night, when: lead.employees < 10, route: { person: marcus } }
  - { name: Day, route: { person: sarah }, cc: manager, answer: hello }
otherwise: { person: dana }
channels:
  desk: { type: slack, token: "\${SLACK_TOKEN}", secret: "\${SLACK_SECRET}", url: "${slack}" }
  mail: { type: email, server: "${smtp}", from: leads@acme.test }
notify: [mail]
templates:
  assigned: { subject: "{{lead.name}} for {{person.name}}", text: "Call {{lead.phone | (no number)}}." }
answers:
  hello: { channel: mail, subject: "Your question, {{lead.name}}", text: "Dear {{lead.name}},\\n{{person.name}} calls you today." }
`;

async function withWorld(use) {
  const slack = await startSlackApi({ token, members: { U0SARAH: 'sarah@acme.test' } });
  const smtp = await startMailServer({ plain: true });
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(slack.url, smtp.url), args: ['--allow-private'], env: { SLACK_TOKEN: token, SLACK_SECRET: 'shhh' } });
    await use({ baton, slack, smtp });
  } finally {
    await baton?.close();
    await smtp.close();
    await slack.close();
  }
}

const submit = async (baton, fields = {}) => (await baton.post('/v1/leads', { name: 'Ann Oak', email: 'ann@oak.test', message: 'A demo?\nFor three sites', ...fields })).body.lead;
const to = (smtp, address) => smtp.mails.waitFor((mail) => mail.to.includes(address));
const deliveries = async (baton, lead) => (await baton.get(`/v1/deliveries?lead=${lead}`)).body.deliveries;
const settled = (baton, lead) => until('all is sent', async () => {
  const rows = await deliveries(baton, lead);
  return rows.length > 0 && rows.every((row) => row.state !== 'pending' && row.state !== 'under_way') && rows;
});

test('the prospect is answered once, in the name of whoever has the lead', async () => {
  await withWorld(async ({ baton, slack, smtp }) => {
    const lead = await submit(baton);
    const mail = await to(smtp, 'ann@oak.test');
    assert.equal(mail.from, 'leads@acme.test');
    assert.equal(mail.fromHeader, '"Sarah \\"Sal\\" Lee" <leads@acme.test>');
    assert.match(mail.headers['reply-to'], /<sarah@acme\.test>$/);
    assert.equal(mail.subject, 'Your question, Ann Oak');
    assert.match(mail.text, /^Dear Ann Oak,\nSarah "Sal" Lee calls you today\.\n\nYou wrote:\n> A demo\?\n> For three sites/);
    assert.match(mail.html, /<blockquote[^>]*>A demo\?<br>/);
    // Over what Sarah chose, and in copy to her manager, in the document's words.
    const [direct] = await slack.calls.waitForAll(1, ({ method }) => method === 'chat.postMessage');
    assert.deepEqual([direct.payload.channel, direct.complaints], ['D0SARAH', []]);
    assert.match(direct.payload.text, /^Ann Oak for Sarah "Sal" Lee/);
    const copy = await to(smtp, 'dana@acme.test');
    assert.equal(copy.subject, 'Ann Oak for Sarah "Sal" Lee');
    assert.match(copy.text, /Call \(no number\)\./);
    // Nobody is answered again when the lead moves, nor after a kill.
    for (const person of ['dana', 'sarah']) await baton.post(`/v1/leads/${lead}/reassign`, { to: { person } });
    await baton.restart({ signal: 'SIGKILL' });
    const rows = await settled(baton, lead);
    assert.equal(rows.filter((row) => row.kind === 'answer').length, 1);
    assert.equal(smtp.mails.items.filter((each) => each.to.includes('ann@oak.test')).length, 1);
    assert.equal(smtp.mails.items.filter((each) => each.to.includes('sarah@acme.test')).length, 0);
  });
});

test('a lead can neither add a header nor markup, and one without an address is not answered', async () => {
  await withWorld(async ({ baton, smtp }) => {
    const evil = 'Eve\r\nBcc: everybody@acme.test\r\n\r\n<b>Buy</b>';
    await submit(baton, { name: evil, email: 'eve@oak.test', message: '\r\n.\r\n</blockquote><script>alert(1)</script>' });
    const mail = await to(smtp, 'eve@oak.test');
    assert.deepEqual(mail.to, ['eve@oak.test']);
    assert.ok(!('bcc' in mail.headers), JSON.stringify(mail.headers));
    assert.match(mail.subject, /^Your question, Eve Bcc: everybody@acme\.test <b>Buy<\/b>$/);
    assert.ok(!mail.html.includes('<script>') && !mail.html.includes('<b>'));
    const silent = await submit(baton, { email: undefined, phone: '+12125550123' });
    const rows = await settled(baton, silent);
    const answer = rows.find((row) => row.kind === 'answer');
    assert.deepEqual([answer.state, answer.last_error], ['superseded', 'the lead has no e-mail address']);
    assert.ok(!JSON.stringify(rows).includes('oak.test'));
  });
});

test('what does not get through goes over the next choice, and quiet hours hold messages up', async () => {
  await withWorld(async ({ baton, slack, smtp }) => {
    Object.assign(slack, { mode: 'is_archived', only: 'chat.postMessage' });
    const lead = await submit(baton);
    const mail = await to(smtp, 'sarah@acme.test');
    assert.match(mail.subject, /Ann Oak for Sarah/);
    const rows = await settled(baton, lead);
    const mine = rows.filter((row) => row.recipient === 'sarah').map((row) => [row.channel, row.state]).sort();
    assert.deepEqual(mine, [['desk', 'dead'], ['mail', 'sent']]);
    const night = await submit(baton, { employees: 3, email: 'ben@oak.test' });
    const held = await until('the message is put', async () => (await deliveries(baton, night)).find((row) => row.recipient === 'marcus'));
    assert.equal(held.state, 'pending');
    assert.equal(new Date(held.next_at).getUTCMinutes(), 0);
    assert.ok(new Date(held.next_at) > new Date());
    // Sooner by hand.
    assert.equal((await baton.post(`/v1/deliveries/${held.id}/retry`, {})).status, 200);
    await to(smtp, 'marcus@acme.test');
  });
});
