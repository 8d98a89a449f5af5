// A Tryton of a flow's own: the real server from Debian on a copy of a template database, and a proxy
// before it that loses answers, refuses and falls silent when it is told to.
//
//   const tryton = await startTryton();          tryton.url for the document, through the proxy
//   await tryton.rpc('model.party.party.search', [[], 0, null, null])
//   tryton.lose('model.party.party.create')      the next such call is carried out, its answer lost
//   tryton.away = true                           connections end at once
//   await tryton.stop()
//
// The company has the employees sarah@acme.test and marcus@acme.test; the user is admin.
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createListener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, until } from './server.mjs';

export const password = 'one-that-is-long-enough';
const folderOfTemplates = join(root, 'build/tools/tryton');

async function freePort() {
  const listener = createListener();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

function clientOf(base) {
  let header;
  const call = async (method, params) => {
    const response = await fetch(base, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(header ? { authorization: header } : {}) },
      body: JSON.stringify({ id: 1, method, params }),
    });
    if (response.status === 401 && header) {
      header = undefined;
      return undefined;
    }
    if (response.status !== 200) throw new Error(`${method}: ${response.status}`);
    const answer = await response.json();
    if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error).slice(0, 500)}`);
    return answer.result;
  };
  return {
    // `params` without the context.
    rpc: async (method, params, context = { company: 1 }) => {
      for (;;) {
        if (!header) {
          const [user, session] = await call('common.db.login', ['admin', { password }, 'en']);
          header = `Session ${Buffer.from(`admin:${user}:${session}`).toString('base64')}`;
        }
        const result = await call(method, [...params, context]);
        if (header) return result;
      }
    },
  };
}

// trytond on the database acme.sqlite of a folder; gives its address once it answers.
async function serve(folder) {
  for (let attempt = 0; ; ++attempt) {
    const port = await freePort();
    writeFileSync(join(folder, 'trytond.conf'), `[database]\nuri = sqlite://\npath = ${folder}\n[web]\nlisten = 127.0.0.1:${port}\n[session]\nauthentications = password\n`);
    const child = spawn('trytond', ['-c', join(folder, 'trytond.conf'), '-d', 'acme'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)));
    const base = `http://127.0.0.1:${port}/`;
    const answers = async () => {
      if (child.exitCode !== null) throw new Error(`trytond ended: ${said}`);
      const body = JSON.stringify({ id: 1, method: 'common.server.version', params: [] });
      return fetch(base, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((response) => response.ok, () => false);
    };
    try {
      await until('trytond answers', answers, { timeout: 60_000, every: 100 });
      return { child, port, base, end: () => (child.kill('SIGKILL'), child.exitCode === null ? once(child, 'exit') : undefined) };
    } catch (error) {
      child.kill('SIGKILL');
      if (attempt === 2) throw error; // somebody else may have taken the port
    }
  }
}

// A company with two people. Made once a version of Tryton; it takes half a minute.
async function template() {
  const version = execFileSync('dpkg-query', ['-W', '-f=${Version}', 'tryton-server'], { encoding: 'utf8' }).trim();
  const file = join(folderOfTemplates, `acme-${version.replace(/[^\w.-]/g, '_')}.sqlite`);
  if (existsSync(file)) return file;
  mkdirSync(folderOfTemplates, { recursive: true });
  const folder = mkdtempSync(join(folderOfTemplates, 'making-'));
  try {
    writeFileSync(join(folder, 'trytond.conf'), `[database]\nuri = sqlite://\npath = ${folder}\n`);
    writeFileSync(join(folder, 'password'), `${password}\n`);
    writeFileSync(join(folder, 'acme.sqlite'), '');
    const args = ['-c', join(folder, 'trytond.conf'), '-d', 'acme', '-u', 'sale_opportunity', '--activate-dependencies', '--email', 'admin@acme.test'];
    execFileSync('trytond-admin', args, { env: { ...process.env, TRYTONPASSFILE: join(folder, 'password') }, stdio: ['ignore', 'ignore', 'inherit'] });
    const server = await serve(folder);
    try {
      const { rpc } = clientOf(`${server.base}acme/`);
      const day = { __class__: 'date', year: 2020, month: 1, day: 1 };
      const rate = { date: day, rate: { __class__: 'Decimal', decimal: '1' } };
      const [currency] = await rpc('model.currency.currency.create', [[{ name: 'Dollar', code: 'USD', symbol: '$', rates: [['create', [rate]]] }]], {});
      const [party] = await rpc('model.party.party.create', [[{ name: 'Acme' }]], {});
      const [company] = await rpc('model.company.company.create', [[{ party, currency }]], {});
      await rpc('model.res.user.write', [[1], { companies: [['add', [company]]], company }], {});
      for (const [name, value] of [['Sarah Lee', 'sarah@acme.test'], ['Marcus Oye', 'Marcus@acme.test']]) {
        const [person] = await rpc('model.party.party.create', [[{ name, contact_mechanisms: [['create', [{ type: 'email', value }]]] }]]);
        await rpc('model.company.employee.create', [[{ party: person, company }]]);
      }
    } finally {
      await server.end();
    }
    execFileSync('sqlite3', [join(folder, 'acme.sqlite'), 'PRAGMA wal_checkpoint(TRUNCATE)'], { stdio: 'ignore' });
    renameSync(join(folder, 'acme.sqlite'), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return file;
}

export async function startTryton() {
  const folder = mkdtempSync(join(tmpdir(), 'baton-tryton-'));
  copyFileSync(await template(), join(folder, 'acme.sqlite'));
  const server = await serve(folder);
  const client = clientOf(`${server.base}acme/`);
  const calls = [];
  const toLose = [];
  const world = { away: false, busy: 0, before: undefined };

  const proxy = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    const { method } = JSON.parse(body);
    if (world.away) return incoming.socket.destroy();
    calls.push(method);
    if (world.busy > 0) {
      world.busy -= 1;
      outgoing.writeHead(429, { 'retry-after': '1' });
      return outgoing.end();
    }
    if (world.before) await world.before(method);
    const forward = httpRequest({ host: '127.0.0.1', port: server.port, path: incoming.url, method: 'POST', headers: { ...incoming.headers, host: `127.0.0.1:${server.port}` } }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      const lost = toLose.indexOf(method);
      if (lost >= 0) {
        toLose.splice(lost, 1);
        return incoming.socket.destroy();
      }
      outgoing.writeHead(answer.statusCode, answer.headers);
      outgoing.end(Buffer.concat(chunks));
    });
    forward.on('error', () => incoming.socket.destroy());
    forward.end(body);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  return Object.assign(world, {
    url: `http://127.0.0.1:${proxy.address().port}`,
    rpc: client.rpc,
    calls,
    lose: (method) => toLose.push(method),
    // As when everybody's session runs out.
    endSessions: () => execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(folder, 'acme.sqlite'), 'DELETE FROM ir_session']),
    opportunities: (fields = ['reference', 'state', 'employee', 'party', 'amount', 'comment', 'description', 'lost_reason']) =>
      client.rpc('model.sale.opportunity.search_read', [[], 0, null, [['id', 'ASC']], fields]),
    // Those that are contacts of ours or look like it.
    parties: () => client.rpc('model.party.party.search_read', [[['id', '>', 3]], 0, null, [['id', 'ASC']], ['name', 'email', 'phone', 'identifiers']]),
    stop: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await server.end();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
