// A mail server on 127.0.0.1 and a free port, with AUTH and STARTTLS, that reads every mail with
// mailparser and can be told to misbehave.
//
//   const server = await startMailServer({ user: 'baton', password: '…' });
//   server.url     'smtp://127.0.0.1:PORT'
//   server.mode    'ok' | 'hang' | 'cut' | 'refuse' (550) | 'later' (451)
//   server.mails   a Mailbox of { from, to, subject, text, html, headers, messageId, encrypted, user }
//   server.caFile  the certificate to trust (removed by close())
//   await server.close()
//
// By itself (node smtp.mjs [--user U --password P] [--mode MODE] [--plain]) it prints a JSON line
// for its address and one for each mail, and takes a new mode as a line of standard input.

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { makeCertificate } from './certificate.mjs';
import { isProgram } from './by-itself.mjs';
import { Mailbox } from './mailbox.mjs';

function refusal(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}

async function describe(stream, session) {
  const mail = await simpleParser(stream);
  return {
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((each) => each.address),
    fromHeader: mail.from?.text,
    toHeader: mail.to?.text,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.date?.toISOString(),
    messageId: mail.messageId,
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line])),
    encrypted: session.secure,
    user: session.user,
  };
}

export async function startMailServer({ user, password, mode = 'ok', plain = false } = {}) {
  const certificate = makeCertificate();
  const receiver = { mode, mails: new Mailbox(), caFile: certificate.file, attempts: 0 };
  const server = new SMTPServer({
    key: certificate.key,
    cert: certificate.cert,
    authOptional: user === undefined,
    hideSTARTTLS: plain,
    allowInsecureAuth: plain,
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, callback) {
      if (auth.username === user && auth.password === password) callback(null, { user });
      else callback(refusal(535, 'wrong user or password'));
    },
    onRcptTo(_address, _session, callback) {
      if (receiver.mode === 'refuse') callback(refusal(550, '5.1.1 no such mailbox'));
      else callback();
    },
    onData(stream, session, callback) {
      receiver.attempts += 1;
      if (receiver.mode === 'cut') {
        for (const connection of server.connections) connection._socket.destroy();
        return;
      }
      describe(stream, session).then(
        (mail) => {
          if (receiver.mode === 'hang') return;
          if (receiver.mode === 'later') {
            callback(refusal(451, '4.3.0 try again later'));
            return;
          }
          receiver.mails.put(mail);
          callback();
        },
        (error) => callback(refusal(554, error.message)),
      );
    },
  });
  server.on('error', () => {}); // a client that goes away is no fault of the server's
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `smtp://127.0.0.1:${server.server.address().port}`;
  receiver.close = () =>
    new Promise((resolve) => {
      for (const connection of server.connections) connection._socket.destroy();
      server.close(() => {
        certificate.remove();
        resolve();
      });
    });
  return receiver;
}

if (isProgram(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      user: { type: 'string' },
      password: { type: 'string' },
      mode: { type: 'string' },
      plain: { type: 'boolean' },
    },
  });
  const server = await startMailServer(values);
  const print = (item) => process.stdout.write(`${JSON.stringify(item)}\n`);
  const put = server.mails.put.bind(server.mails);
  server.mails.put = (mail) => {
    put(mail);
    print({ kind: 'mail', ...mail });
  };
  print({ listening: server.url, ca: server.caFile });
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      server.mode = line.trim();
    })
    .on('close', () => server.close());
}
