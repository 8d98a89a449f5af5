// A push service (RFC 8030) over TLS on 127.0.0.1, and browsers that are subscribed to it. It takes what
// is signed with the key that a browser subscribed to, and each browser reads with http_ece, of another
// make, what was meant for it. It can be told to misbehave, for one browser or for all.
//
//   const service = await startPushService();
//   const phone = service.browser(key)     phone.subscription(): what PushSubscription.toJSON() gives
//   phone.mode = 'gone'                    'ok' | 'gone' | 'unknown' | 'busy' | 'hold' | 'error' | 'large'
//   service.notes.waitFor(…)               { browser, text, ttl, urgency, topic, complaints }
//   service.release()                      answers what is held
//   await service.close()

import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:https';
import ece from 'http_ece';
import { makeCertificate } from './certificate.mjs';
import { Mailbox } from './mailbox.mjs';

const statuses = { gone: 410, unknown: 404, busy: 429, error: 500, large: 413 };
const MOST_BYTES = 4096;

class Browser {
  constructor(service, name, key) {
    Object.assign(this, { service, name, key, mode: undefined });
    this.keys = createECDH('prime256v1');
    this.keys.generateKeys();
    this.auth = randomBytes(16);
  }
  subscription() {
    return {
      endpoint: `${this.service.url}/send/${this.name}`,
      expirationTime: null,
      keys: { p256dh: this.keys.getPublicKey('base64url'), auth: this.auth.toString('base64url') },
    };
  }
  read(body) {
    return ece.decrypt(body, { version: 'aes128gcm', privateKey: this.keys, authSecret: this.auth }).toString('utf8');
  }
}

// What is wrong with who says to be sending, for a browser that subscribed to `key`.
function vapidComplaints(authorization, key, origin) {
  const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization ?? '');
  if (!found) return [`Authorization: ${authorization}`];
  const [, head, body, signature, sender] = found;
  const complaints = [];
  if (sender !== key) complaints.push('another key than it subscribed to');
  const point = Buffer.from(sender, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isSigned) complaints.push('the token is not signed with its key');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.aud !== origin) complaints.push(`aud ${claims.aud}`);
  const left = claims.exp - Date.now() / 1000;
  if (!(left > 0 && left <= 86_400)) complaints.push(`exp in ${left} s`);
  if (!/^mailto:\S+@\S+$/.test(claims.sub)) complaints.push(`sub ${claims.sub}`);
  return complaints;
}

function headerComplaints(headers, body) {
  const complaints = [];
  if (headers['content-encoding'] !== 'aes128gcm') complaints.push(`Content-Encoding: ${headers['content-encoding']}`);
  if (!/^\d+$/.test(headers.ttl ?? '')) complaints.push(`TTL: ${headers.ttl}`);
  if (!['very-low', 'low', 'normal', 'high'].includes(headers.urgency)) complaints.push(`Urgency: ${headers.urgency}`);
  if (headers.topic !== undefined && !/^[\w-]{1,32}$/.test(headers.topic)) complaints.push(`Topic: ${headers.topic}`);
  if (body.length > MOST_BYTES) complaints.push(`${body.length} bytes`);
  return complaints;
}

export async function startPushService() {
  const certificate = makeCertificate();
  const browsers = new Map();
  let held = [];
  const service = { notes: new Mailbox(), mode: 'ok', certificate: certificate.file, requests: 0 };

  const server = createServer({ key: certificate.key, cert: certificate.cert }, async (request, response) => {
    service.requests += 1;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const browser = browsers.get(request.url.replace('/send/', ''));
    const mode = browser?.mode ?? service.mode;
    if (!browser || statuses[mode]) {
      response.writeHead(statuses[mode] ?? 404, mode === 'busy' ? { 'Retry-After': '1' } : {}).end();
      return;
    }
    if (mode === 'hold') await new Promise((resolve) => held.push(resolve));
    const complaints = [...headerComplaints(request.headers, body), ...vapidComplaints(request.headers.authorization, browser.key, service.url)];
    let text = '';
    try {
      text = browser.read(body);
    } catch (error) {
      complaints.push(`not to be read: ${error.message}`);
    }
    const { ttl, urgency, topic } = request.headers;
    service.notes.put({ browser: browser.name, text, note: text.startsWith('{') ? JSON.parse(text) : undefined, ttl, urgency, topic, complaints });
    response.writeHead(complaints.length > 0 ? 400 : 201, { Location: `${service.url}/message/${service.requests}` }).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `https://127.0.0.1:${server.address().port}`;
  service.browser = (key, name = randomBytes(9).toString('base64url')) => {
    const browser = new Browser(service, name, key);
    browsers.set(name, browser);
    return browser;
  };
  service.heldNow = () => held.length;
  service.release = () => {
    for (const go of held) go();
    held = [];
  };
  service.close = async () => {
    service.release();
    certificate.remove();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  return service;
}
