// Many workspaces on one server: made over the door of its own machine, each with tokens of its own,
// opened when somebody asks; and on several nodes what one makes or publishes is known to all at once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startPostgres } from './postgres.mjs';
import { run, startBaton, until } from './server.mjs';

const folder = mkdtempSync(join(tmpdir(), 'baton-workspaces-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const documentOf = (name, who = 'ann') => `workspace: ${name}
people:
  ${who}: { name: ${who}, email: ${who}@${name}.test }
pools:
  team: { members: [${who}] }
otherwise: { pool: team }
`;
const yaml = { 'content-type': 'application/yaml' };

async function openOnes(baton, headers) {
  const { text } = await baton.get('/metrics', headers);
  return Number(/^baton_workspaces_open (\d+)$/m.exec(text)[1]);
}

test('a server has many workspaces, opened on demand, each with its own tokens', async () => {
  const baton = await startBaton({ workspace: documentOf('main') });
  const names = Array.from({ length: 12 }, (_, n) => `team-${n}`);
  try {
    for (const name of names) {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, documentOf(name, `ann${name.slice(5)}`));
      const made = await run(['publish', file, '--workspace', name, '--data', baton.data]);
      assert.equal(made.code, 0, made.err);
      const lead = await baton.post(`/w/${name}/v1/leads`, { email: 'kim@oak.test' });
      assert.equal(lead.status, 201, lead.text);
      assert.equal(lead.body.person, `ann${name.slice(5)}`);
    }
    assert.equal((await baton.get('/w/nobody/v1/leads')).status, 404);
    const elsewhere = await baton.put('/w/other/v1/workspace', documentOf('team-1'), yaml);
    assert.equal(elsewhere.status, 422);
    assert.match(elsewhere.text, /names .*other/);
    assert.equal((await baton.get('/w/other/v1/leads')).status, 404, 'what was refused was not made');
    const pulled = await run(['pull', '--workspace', 'team-3', '--data', baton.data]);
    assert.equal(pulled.out, documentOf('team-3', 'ann3'));

    // What came to rest is noted within some ten seconds: only then need nobody look into it again.
    const atRest = "SELECT count(*) FROM consumer c JOIN workspace w ON w.name = c.workspace AND w.seq = c.seq WHERE c.name = 'planned'";
    const noted = () => Number(execFileSync('sqlite3', [join(baton.data, 'baton.db'), atRest], { encoding: 'utf8' }));
    await until('all are noted as at rest', () => noted() === names.length + 1, { timeout: 60_000, every: 200 });
    await baton.restart();
    assert.equal(await openOnes(baton), 1, 'none but the default one is opened at the start');
    assert.equal((await baton.get('/w/team-5/v1/leads')).body.leads.length, 1);
    assert.equal(await openOnes(baton), 2);

    const token = async (name) => {
      const made = await run(['token', 'create', 'their', '--workspace', name, '--data', baton.data]);
      assert.equal(made.code, 0, made.err);
      return /bt_\S+/.exec(made.out)[0];
    };
    const [one, two] = [{ authorization: `Bearer ${await token('team-1')}` }, { authorization: `Bearer ${await token('team-2')}` }];
    const theirs = await baton.get('/v1/workspace', one);
    assert.equal(theirs.text, documentOf('team-1', 'ann1'), 'the token says which workspace');
    assert.equal((await baton.get('/w/team-2/v1/leads', one)).status, 403);
    assert.equal((await baton.get('/w/team-2/v1/leads', two)).status, 200);
    assert.equal((await baton.put('/w/team-99/v1/workspace', documentOf('team-99'), { ...yaml, ...one })).status, 403);
    assert.equal((await baton.post('/w/team-7/f/website', 'email=form@oak.test', { 'content-type': 'application/x-www-form-urlencoded' })).status < 400, true);
  } finally {
    await baton.close();
  }
});

test('what one node makes or publishes the others know at once', async () => {
  const postgres = startPostgres();
  const store = ['--store', postgres.url];
  const nodes = [await startBaton({ workspace: documentOf('main'), args: store }), await startBaton({ args: store })];
  try {
    assert.equal((await nodes[1].get('/w/late/v1/leads')).status, 404);
    const made = await nodes[0].put('/w/late/v1/workspace', documentOf('late'), yaml);
    assert.equal(made.status, 200, made.text);
    const lead = await nodes[1].post('/w/late/v1/leads', { email: 'kim@oak.test' });
    assert.equal(lead.status, 201, lead.text);
    assert.equal(lead.body.person, 'ann');

    // A version that one publishes, while the other holds the workspace open.
    const text = documentOf('late', 'ben');
    const published = await nodes[0].put('/w/late/v1/workspace?confirm=true', text, { ...yaml, 'if-match': made.headers.get('etag') });
    assert.equal(published.status, 200, published.text);
    await until('the other node decides by it', async () => (await nodes[1].post('/w/late/v1/leads', { email: 'lou@elm.test' })).body.person === 'ben');

    // Two publish at once, upon the same version, at both nodes: one is told what the other changed.
    const etag = published.headers.get('etag');
    const changes = [text.replace('team:', 'crew:').replace('pool: team', 'pool: crew'), `${text}close_after: 30d\n`];
    const answers = await Promise.all(
      changes.map((change, n) => nodes[n].put('/w/late/v1/workspace', change, { ...yaml, 'if-match': etag })),
    );
    const refused = answers.findIndex((answer) => answer.status === 412);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412], answers.map((answer) => answer.text).join('\n'));
    const told = answers[refused].body.errors.map((error) => error.detail).join('\n');
    assert.match(told, refused === 0 ? /\+ close_after: 30d/ : /- {3}team:[^]*\+ {3}crew:/);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    postgres.stop();
  }
});
