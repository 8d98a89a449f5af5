// The disk is full in mid-batch: a clear 503 and nothing half done; on again when there is room, and
// after a restart all is as it was. Needs the right to mount a small tmpfs; skipped without.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBaton, until } from './server.mjs';

const workspace = `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
otherwise: { pool: inside }
`;

// The folder of a file system of its own; undefined where that is not permitted.
function smallDisk(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    remove: () => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

// A file that leaves `spare` bytes of the disk; called again, it grows.
function fill(folder, spare) {
  const { bavail, bsize } = statfsSync(folder);
  appendFileSync(join(folder, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - spare)));
}

const sql = (data, statement) =>
  execFileSync('sqlite3', [join(data, 'baton.db'), statement], { encoding: 'utf8', maxBuffer: 1 << 28 });

// The latest snapshot: the event it stands at, and its bytes in hexadecimal digits.
const snapshotIn = (data) =>
  sql(data, `SELECT seq, hex(bytes) FROM snapshot_part
             WHERE seq = (SELECT max(seq) FROM snapshot) ORDER BY part`);

async function stateOf(baton) {
  return {
    leads: await baton.all('/v1/leads', 'leads'),
    people: (await baton.get('/v1/people')).body,
    next: (await baton.post('/v1/decide', { email: 'next@oak.test' })).body,
  };
}

async function sendBatch(baton, name, count) {
  const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ email: `${name}${n}@oak.test`, message: 'x'.repeat(500) }));
  const answer = await baton.post('/v1/leads/batch', lines.join('\n'), { 'content-type': 'application/x-ndjson', 'idempotency-key': name });
  return { status: answer.status, lines: answer.text.trim().split('\n').map((line) => JSON.parse(line)) };
}

test('a disk that fills up in mid-batch', async (t) => {
  const disk = smallDisk(32);
  if (!disk) return t.skip('a tmpfs cannot be mounted here');
  let baton;
  try {
    baton = await startBaton({ workspace, data: join(disk.folder, 'data') });
    const first = await sendBatch(baton, 'first', 100);
    assert.ok(first.lines.every((line) => line.lead));

    fill(disk.folder, 400_000);
    const batch = await sendBatch(baton, 'full', 2000);
    const taken = batch.lines.filter((line) => line.lead);
    const refused = batch.lines.filter((line) => line.error);
    assert.ok(taken.length > 0 && refused.length > 0, `${taken.length} taken, ${refused.length} refused`);
    for (const line of refused) {
      assert.equal(line.error.status, 503);
      assert.match(line.error.detail, /full|space/i);
    }

    // One lead by itself, when what the store had set aside is used up, too: refused, and told when
    // to come again.
    fill(disk.folder, 0);
    let singles = 0;
    const postLarge = () => baton.post('/v1/leads', { email: `single${singles}@moss.test`, message: 'x'.repeat(50_000) });
    let answer = await postLarge();
    for (; answer.status === 201 && singles < 1000; answer = await postLarge()) singles += 1;
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    assert.match(answer.body.detail, /full|space/i);

    // What is there can be read, and is what was answered.
    const addresses = new Set((await baton.all('/v1/leads', 'leads')).map((lead) => lead.fields.email));
    assert.equal(addresses.size, 100 + taken.length + singles);
    const readyz = await baton.get('/readyz');
    assert.ok([200, 503].includes(readyz.status));

    // Room again: it goes on by itself, and the same batch brings only what is missing.
    rmSync(join(disk.folder, 'ballast'));
    await until('leads are taken again', async () => (await baton.post('/v1/leads', { email: 'ann@moss.test' }, { 'idempotency-key': 'ann' })).status === 201);
    const again = await sendBatch(baton, 'full', 2000);
    assert.ok(again.lines.every((line) => line.lead));
    const ids = new Map(again.lines.map((line) => [line.line, line.lead]));
    for (const line of taken) assert.equal(ids.get(line.line), line.lead);
    const before = await stateOf(baton);
    assert.equal(before.leads.length, 2101 + singles);
    assert.equal(new Set(before.leads.map((lead) => lead.fields.email)).size, 2101 + singles);
    const open = Object.fromEntries(before.people.people.map(({ person, open }) => [person, open]));
    assert.equal(open.sarah + open.marcus, 2101 + singles);

    await baton.restart({ signal: 'SIGKILL' });
    assert.deepEqual(await stateOf(baton), before);

    // The state that served is, byte for byte, what a replay of the whole log gives: stopping writes
    // it down, and without what was written down the log is all there is to begin with.
    await baton.restart();
    const served = snapshotIn(baton.data);
    sql(baton.data, 'DELETE FROM snapshot; DELETE FROM snapshot_part');
    await baton.restart();
    assert.deepEqual(await stateOf(baton), before);
    await baton.restart();
    const replayed = snapshotIn(baton.data);
    assert.ok(served.length > 100_000, `${served.length} digits`);
    assert.equal(replayed, served);
  } finally {
    await baton?.end(); // its disk goes with it
    await baton?.close();
    disk.remove();
  }
});
