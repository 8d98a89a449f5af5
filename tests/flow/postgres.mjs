// A PostgreSQL of a flow's own (tests/contract/postgres.sh), which may be crashed and started again.
//
//   const postgres = startPostgres();           postgres.url for --store
//   postgres.crash(); postgres.again();         SIGQUIT to all of it, and back with what it had
//   await postgres.kill();                      SIGKILL to all of it
//   postgres.sql('SELECT …')                    what psql says
//   postgres.passLeases()                       leases of deliveries run out, as after their minute
//   postgres.stop();                            ended, and all of it removed
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, until } from './server.mjs';

// What the flows need of the store's own tables: a lease that has run out.
export const passLeases = 'UPDATE delivery SET due_at = 1, next_at = 1 WHERE state = 2';

// One of them may have ended by itself meanwhile.
function signal(number, name) {
  try {
    process.kill(number, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

// `settings`: of postgresql.conf, as 'listen_addresses=10.0.0.1'.
export function startPostgres(...settings) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-postgres-'));
  const file = join(folder, 'url');
  const run = (action, more = []) =>
    execFileSync(join(root, 'tests/contract/postgres.sh'), [action, file, ...more], { stdio: ['ignore', 'ignore', 'inherit'] });
  run('start', settings);
  const url = readFileSync(file, 'utf8').trim();
  const home = url.replace(/^.*host=/, '');
  const psql = (text) => [
    ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text],
    { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c search_path=baton' } },
  ];
  const sql = (text) => execFileSync('psql', ...psql(text)).trim();
  const processes = () => {
    const first = Number(readFileSync(join(home, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return [first, ...children.map(Number)];
  };
  return {
    url,
    home,
    sql,
    // The same, while this goes on.
    sqlAside: (text) => promisify(execFile)('psql', ...psql(text)),
    passLeases: () => sql(passLeases),
    // Every process of it, the one that the others are children of first.
    processes,
    kill: async () => {
      const gone = processes();
      for (const number of gone) signal(number, 'SIGKILL');
      // Its number included, which it keeps until somebody has asked after it: what is started next
      // would take it for alive.
      await until('the server is gone', () => gone.every((number) => !existsSync(`/proc/${number}`)));
    },
    crash: () => run('crash'),
    again: () => run('again', settings),
    stop: () => {
      run('stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
