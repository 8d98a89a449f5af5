// Mail over STARTTLS: a server whose certificate nobody vouches for gets neither the lead nor the
// password, and gets both once --ca-file names its authority; nor is a password sent in the clear.
import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startMailServer } from './receivers/smtp.mjs';
import { run, startBaton, until } from './server.mjs';

const password = 'correct horse';
const workspaceFor = (smtp) => `workspace: acme
people:
  sarah: { name: Sarah Lee, email: sarah@acme.test }
rules:
  - { name: All, route: { person: sarah } }
otherwise: { person: sarah }
channels:
  mail: { type: email, server: "${smtp}", user: baton, password: "\${SMTP_PASSWORD}", from: leads@acme.test }
notify: [mail]
`;

async function withMail({ plain = false, args = () => [] }, use) {
  const smtp = await startMailServer({ user: 'baton', password, plain });
  let baton;
  try {
    baton = await startBaton({
      workspace: workspaceFor(smtp.url),
      args: ['--allow-private', ...args(smtp)],
      env: { SMTP_PASSWORD: password },
    });
    const { lead } = (await baton.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss' })).body;
    const delivery = (holds) =>
      until(`a delivery that is ${holds}`, async () => {
        const { body } = await baton.get(`/v1/deliveries?lead=${lead}`);
        return holds(body.deliveries[0] ?? {}) && body.deliveries[0];
      });
    await use({ baton, smtp, delivery });
  } finally {
    await baton?.close();
    await smtp.close();
  }
}

test('a mail server of our own authority is trusted where --ca-file names it', async () => {
  await withMail({ args: (smtp) => ['--ca-file', smtp.caFile] }, async ({ smtp, delivery }) => {
    const mail = await smtp.mails.waitFor();
    assert.deepEqual([mail.to, mail.user, mail.encrypted], [['sarah@acme.test'], 'baton', true]);
    await delivery((one) => one.state === 'sent');
  });
});

test('one that nobody vouches for gets nothing, and the delivery says why', async () => {
  await withMail({}, async ({ smtp, delivery }) => {
    const failed = await delivery((one) => one.last_error);
    assert.equal(failed.state, 'pending');
    assert.match(failed.last_error, /certificate of 127\.0\.0\.1:\d+ is not trusted/);
    assert.equal(smtp.attempts, 0);
  });
});

test('a file that holds no certificate stops the start, with the reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-ca-'));
  try {
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'not a certificate\n');
    const serve = (path) => run(['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--ca-file', path]);
    const empty = await serve(file);
    assert.notEqual(empty.code, 0);
    assert.match(empty.err, /ca\.pem holds no certificate/);
    assert.match((await serve(join(folder, 'none.pem'))).err, /cannot read .*none\.pem: No such file/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
