// Backed up while it serves, proved, restored, moved to PostgreSQL and back, and a person forgotten so
// that no byte of them is left in the data folder: each with the real binary.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { binary, root, run, startBaton, until } from './server.mjs';
import { startHttpReceiver } from './receivers/http.mjs';

const folder = mkdtempSync(join(tmpdir(), 'baton-proof-'));
const at = (name) => join(folder, name);
after(() => rmSync(folder, { recursive: true, force: true }));

const urlFile = at('url');
const postgres = (action) =>
  execFileSync(join(root, 'tests/contract/postgres.sh'), [action, urlFile], { stdio: ['ignore', 'ignore', 'inherit'] });
let url;
before(() => {
  postgres('start');
  url = readFileSync(urlFile, 'utf8').trim();
});
after(() => postgres('stop'));

const workspace = (hook = 'http://127.0.0.1:9') => `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test, manager: boss }
  marcus: { name: Marcus Oye, email: marcus@acme.test, manager: boss }
  boss:   { name: Boss, email: boss@acme.test }
pools:
  inside: { members: [sarah, marcus] }
rules:
  - { name: Known, when: has(lead.owner), route: { owner: lead } }
otherwise: { pool: inside }
channels:
  audit: { type: webhook, url: "${hook}/hook", events: [assigned, closed] }
notify: [audit]
`;

async function someLeads(baton, count, name = 'lead') {
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await baton.post('/v1/leads', { email: `${name}${n}@oak.test`, company: `Oak ${n}` }, { 'idempotency-key': `${name}-${n}` });
    assert.equal(answer.status, 201, answer.text);
    ids.push(answer.body.lead);
    if (n % 3 === 0) await baton.post(`/v1/leads/${ids[n]}/close`, { won: 100 });
    if (n % 3 === 1) await baton.post(`/v1/leads/${ids[n]}/acknowledge`, {});
  }
  return ids;
}

const verify = async (...args) => {
  const done = await run(['verify', '--json', ...args]);
  return { code: done.code, err: done.err, ...(done.out ? JSON.parse(done.out) : {}) };
};

test('a backup is made while leads come in, proves sound, and is restored', async () => {
  const baton = await startBaton({ workspace: workspace() });
  try {
    await someLeads(baton, 60);
    let busy = true;
    const client = (async () => {
      for (let n = 0; busy; n += 1) await baton.post('/v1/leads', { email: `busy${n}@elm.test` });
    })();
    const made = await run(['backup', '--data', baton.data, '--to', at('one.db'), '--rate', '20']);
    busy = false;
    await client;
    assert.equal(made.code, 0, made.err);
    assert.equal(statSync(at('one.db')).mode & 0o777, 0o600);
    const again = await run(['backup', '--data', baton.data, '--to', at('one.db')]);
    assert.equal(again.code, 1);
    assert.match(again.err, /there already/);

    const sound = await verify(at('one.db'));
    assert.equal(sound.code, 0, JSON.stringify(sound));
    assert.equal(sound.sound, true);
    assert.ok(sound.workspaces[0].decisions >= 60);
    const live = await verify('--data', baton.data, '--workspace', 'acme', '--head', sound.workspaces[0].head);
    assert.equal(live.code, 0, 'beside the server, and the backup’s head is still in its log');
    assert.ok(live.events >= sound.events);
  } finally {
    await baton.close();
  }

  const refused = await run(['restore', at('nothing.db'), '--data', at('restored')]);
  assert.equal(refused.code, 1);
  const restored = await run(['restore', at('one.db'), '--data', at('restored')]);
  assert.equal(restored.code, 0, restored.err);
  const twice = await run(['restore', at('one.db'), '--data', at('restored')]);
  assert.equal(twice.code, 1);
  assert.match(twice.err, /nothing is written over/);
  const served = await startBaton({ workspace: workspace(), data: at('restored') });
  try {
    const before = await verify(at('one.db'));
    const repeated = await served.post('/v1/leads', { email: 'lead0@oak.test', company: 'Oak 0' }, { 'idempotency-key': 'lead-0' });
    assert.equal(repeated.headers.get('idempotency-replayed'), 'true', 'recorded answers came back too');
    assert.equal((await served.post('/v1/leads', { email: 'new@oak.test' })).status, 201);
    const now = await verify('--data', at('restored'));
    assert.equal(now.sound, true);
    assert.ok(now.events > before.events);
  } finally {
    await served.close();
  }
});

test('what somebody changed in the file is found, with exit code 1', async () => {
  execFileSync('cp', [at('one.db'), at('forged.db')]);
  const sql = (text) => execFileSync('sqlite3', [at('forged.db'), text], { encoding: 'utf8' });
  sql(`UPDATE event SET body = replace(body, '"person":"sarah"', '"person":"boss"') WHERE seq = 12`);
  const changed = sql('SELECT changes()');
  assert.ok(changed);
  sql(`UPDATE event SET body = replace(body, '"by":"', '"by":"x') WHERE seq = 12`);
  const found = await verify(at('forged.db'));
  assert.equal(found.code, 1);
  assert.equal(found.sound, false);
  assert.equal(found.workspaces[0].problem.seq, 12);
  const text = await run(['verify', at('forged.db')]);
  assert.match(text.out, /event 12 .*hash does not follow/);
  assert.match(text.out, /NOT SOUND/);
  writeFileSync(at('text.db'), 'no database at all, though it is long enough to be looked at closely'.repeat(20));
  assert.equal((await run(['verify', at('text.db')])).code, 1);
  assert.equal((await run(['verify', '--head', 'x'])).code, 2);
  const help = await run(['verify', '--help']);
  assert.match(help.out, /Exit codes/);
});

test('a company moves to PostgreSQL and back, and all of it is the same', async () => {
  const store = ['--store', url];
  assert.equal((await run(['verify', ...store])).code, 1, 'an empty database is no store');
  const moved = await run(['migrate', '--from', `sqlite:${at('restored/baton.db')}`, '--to', url]);
  assert.equal(moved.code, 0, moved.err);
  const twice = await run(['migrate', '--from', `sqlite:${at('restored/baton.db')}`, '--to', url]);
  assert.equal(twice.code, 1);
  assert.match(twice.err, /already/);
  const here = await verify('--data', at('restored'));
  const there = await verify(...store);
  assert.equal(there.code, 0, JSON.stringify(there));
  assert.equal(there.workspaces[0].head, here.workspaces[0].head);
  assert.equal(there.workspaces[0].state, here.workspaces[0].state);

  const baton = await startBaton({ workspace: workspace(), args: store });
  try {
    const known = await baton.post('/v1/leads', { email: 'lead2@oak.test' });
    assert.equal(known.status, 201);
    assert.equal(known.body.rule, 'Known', 'who came before is recognised: the salt came across');
    const made = await run(['backup', ...store, '--to', at('shared.db')]);
    assert.equal(made.code, 0, made.err);
    const copy = await verify(at('shared.db'));
    assert.equal(copy.sound, true, JSON.stringify(copy));
    assert.equal(copy.workspaces[0].head, (await verify(...store)).workspaces[0].head);
  } finally {
    await baton.close();
  }
  const back = await run(['migrate', '--from', url, '--to', `sqlite:${at('back.db')}`]);
  assert.equal(back.code, 0, back.err);
  assert.equal((await verify(at('back.db'))).workspaces[0].state, (await verify(...store)).workspaces[0].state);
});

// Killed as soon as there is a trace of what it began.
async function migrateAndKill(from, to, begun) {
  const child = spawn(binary, ['migrate', '--from', from, '--to', to], { stdio: 'ignore' });
  const ended = once(child, 'close');
  await until('it has begun', () => child.exitCode !== null || begun(), { every: 1 });
  child.kill('SIGKILL');
  await ended;
}

test('a move that is killed leaves nothing that would be served, and is begun again', async () => {
  const from = `sqlite:${at('restored/baton.db')}`;
  const { state } = (await verify('--data', at('restored'))).workspaces[0];
  const psql = (text, database = url) => execFileSync('psql', ['-XAtq', database, '-c', text], { encoding: 'utf8' }).trim();
  psql('CREATE DATABASE cut');
  const cut = url.replace('/postgres?', '/cut?');
  const places = [
    { to: `sqlite:${at('cut.db')}`, begun: () => existsSync(at('cut.db.partial')), isThere: () => existsSync(at('cut.db')), proved: [at('cut.db')] },
    {
      to: cut,
      begun: () => psql("SELECT to_regnamespace('baton_incoming') IS NOT NULL", cut) === 't',
      isThere: () => psql("SELECT to_regnamespace('baton') IS NOT NULL", cut) === 't',
      proved: ['--store', cut],
    },
  ];
  for (const { to, begun, isThere, proved } of places) {
    await migrateAndKill(from, to, begun);
    if (isThere()) continue; // it was quicker than the kill: then it is whole
    const again = await run(['migrate', '--from', from, '--to', to]);
    assert.equal(again.code, 0, again.err);
    assert.equal(begun(), false, 'what was begun before is gone');
  }
  for (const { proved } of places) {
    const sound = await verify(...proved);
    assert.equal(sound.sound, true, JSON.stringify(sound));
    assert.equal(sound.workspaces[0].state, state);
  }
});

test('a server that runs is not moved', async () => {
  const baton = await startBaton({ workspace: workspace() });
  try {
    const refused = await run(['migrate', '--from', `sqlite:${join(baton.data, 'baton.db')}`, '--to', `sqlite:${at('never.db')}`]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /stop the server/);
    assert.equal(existsSync(at('never.db')), false);
  } finally {
    await baton.close();
  }
});

// Every file of the data folder that holds one of the words, in whatever case.
function filesWith(data, words) {
  return readdirSync(data, { recursive: true })
    .map((name) => join(data, name))
    .filter((name) => statSync(name).isFile())
    .filter((name) => {
      const bytes = readFileSync(name).toString('latin1').toLowerCase();
      return words.some((word) => bytes.includes(word));
    });
}

test('who is forgotten is in no byte of the data folder, and the log says who asked', async () => {
  const receiver = await startHttpReceiver();
  const baton = await startBaton({ workspace: workspace(receiver.url), args: ['--allow-private'] });
  const words = ['zerlinda', 'quexton', 'zq-holdings'];
  try {
    await someLeads(baton, 10);
    const person = { email: 'zerlinda@zq-holdings.test', first_name: 'Zerlinda', last_name: 'Quexton', company: 'ZQ-Holdings' };
    const first = await baton.post('/v1/leads', person, { 'idempotency-key': 'z1' });
    const second = await baton.post('/v1/leads', { ...person, message: 'Zerlinda again' }, { 'idempotency-key': 'z2' });
    await baton.post(`/v1/leads/${first.body.lead}/close`, { won: 5 });
    await until('they were told of', () => receiver.hooks.items.filter((item) => JSON.stringify(item.payload).toLowerCase().includes('zerlinda')).length >= 2);
    assert.ok(filesWith(baton.data, words).length > 0, 'the words are there before');
    const unsaid = await run(['forget', '--data', baton.data]);
    assert.equal(unsaid.code, 2);
    const done = await run(['forget', '--email', 'Zerlinda <ZERLINDA@zq-holdings.test>', '--data', baton.data]);
    assert.equal(done.code, 0, done.err);
    assert.equal(done.out.trim().split('\n').length, 2);
    assert.match(done.out, new RegExp(second.body.lead));

    const lead = await baton.get(`/v1/leads/${second.body.lead}`);
    assert.equal(lead.status, 200);
    assert.equal(lead.body.state, 'disqualified');
    const history = await baton.get(`/v1/leads/${second.body.lead}/history`);
    assert.match(history.text, /forgotten/);
    const unknown = await baton.post('/v1/forget', { lead: '01890000-0000-7000-8000-000000000001' });
    assert.equal(unknown.status, 404);
    assert.equal((await baton.post('/v1/forget', { email: 'nobody' })).status, 422);
    assert.equal((await baton.post('/v1/forget', {})).status, 422);
    assert.deepEqual((await baton.post('/v1/forget', { email: person.email })).body, { forgotten: [] });

    await until('the write-ahead log is emptied', () => filesWith(baton.data, words).length === 0);
    const sound = await verify('--data', baton.data);
    assert.equal(sound.sound, true, JSON.stringify(sound));
    assert.ok(sound.workspaces[0].erased >= 2);
    // Others are who they were.
    assert.equal((await baton.all('/v1/leads?email=lead3@oak.test', 'leads')).length, 1);
    await baton.end();
    assert.deepEqual(filesWith(baton.data, words), []);
    // In the store itself, where no server runs.
    const offline = await run(['forget', '--email', 'lead3@oak.test', '--data', baton.data]);
    assert.equal(offline.code, 0, offline.err);
    assert.match(offline.out, /^forgot /);
    assert.equal((await verify('--data', baton.data)).sound, true);
    assert.deepEqual(filesWith(baton.data, ['lead3@oak.test']), []);
  } finally {
    await baton.close();
    await receiver.close();
  }
});
