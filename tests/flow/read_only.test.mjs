// The disk fails and turns read-only under load (ext4, as it does by itself after an error): no lead is
// acknowledged any more, the refusals say why, the server is not ready. On the mended disk it goes on with
// everything that it had acknowledged. Needs the right to mount; skipped without.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { audit } from './audit.mjs';
import { company, Load, workspaceFor } from './company.mjs';
import { startBaton, until } from './server.mjs';

// A disk in a file; undefined where it cannot be mounted.
function makeDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'baton-disk-'));
  const [image, place] = [join(folder, 'image'), join(folder, 'disk')];
  const run = (command, ...args) => execFileSync(command, args, { stdio: 'pipe' });
  const mount = () => run('mount', '-o', 'loop', image, place);
  try {
    writeFileSync(image, '');
    truncateSync(image, 64 << 20);
    mkdirSync(place);
    run('mkfs.ext4', '-q', image);
    mount();
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    place,
    fail: () => run('mount', '-o', 'remount,abort', place),
    mend: () => {
      run('umount', place);
      mount();
    },
    remove: () => {
      run('umount', place);
      rmSync(folder, { recursive: true });
    },
  };
}

test('a disk that fails and turns read-only', async (t) => {
  const disk = makeDisk();
  if (!disk) return t.skip('a disk in a file cannot be mounted here');
  let baton;
  try {
    baton = await startBaton({ workspace: workspaceFor(), data: join(disk.place, 'data') });
    const load = new Load([baton]);
    t.after(() => load.abandon());
    load.start();
    await load.takes(50);
    disk.fail();
    await until('leads are refused', () => load.refused > 50);
    const taken = load.answered.size;
    const refused = await baton.post('/v1/leads', { email: 'ann@moss.test' });
    assert.equal(refused.status, 503, refused.text);
    assert.match(refused.headers.get('content-type'), /^application\/problem\+json/);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    assert.match(refused.body.detail, /disk|database|write/i);
    const ready = await baton.get('/readyz');
    assert.equal(ready.status, 503, ready.text);
    assert.equal((await baton.get('/healthz')).status, 200);
    await until('they stay refused', () => load.refused > 200);
    assert.equal(load.answered.size, taken, 'a 201 came for what could not be written');
    t.diagnostic(refused.body.detail);

    await baton.end('SIGKILL');
    disk.mend();
    await baton.start();
    await load.takes();
    await load.finish();
    await audit(baton, { company, answered: load.answered, closed: load.closed });
  } finally {
    await baton?.end(); // its disk goes with it
    await baton?.close();
    disk.remove();
  }
});
