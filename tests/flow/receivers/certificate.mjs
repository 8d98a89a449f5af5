// A self-signed certificate for 127.0.0.1 and localhost, made anew for each run with openssl, so that
// no private key lies in the repository.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// { key, cert } as PEM, and `file`: where the certificate lies for a client to trust; remove()
// takes it away.
export function makeCertificate() {
  const directory = mkdtempSync(join(tmpdir(), 'baton-certificate-'));
  const keyFile = join(directory, 'key.pem');
  const file = join(directory, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', keyFile, '-out', file, '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  );
  return {
    key: readFileSync(keyFile, 'utf8'),
    cert: readFileSync(file, 'utf8'),
    file,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
