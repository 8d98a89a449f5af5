// What /metrics says: each figure that an operator asks for is there and moves with what it stands for,
// and the alerts that are given as examples name figures that there are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, Load, secret, workspaceFor } from './company.mjs';
import { startPostgres } from './postgres.mjs';
import { startHttpReceiver } from './receivers/http.mjs';
import { root, startBaton, until } from './server.mjs';

// name (without labels: the sum over them) → value
async function figures(baton) {
  const { status, text } = await baton.get('/metrics');
  assert.equal(status, 200);
  const all = new Map();
  for (const line of text.split('\n')) {
    if (!line || line.startsWith('#')) continue;
    const [, name, value] = line.match(/^([a-z_]+)(?:\{.*\})? (\S+)$/) ?? assert.fail(line);
    all.set(name, (all.get(name) ?? 0) + Number(value));
  }
  return all;
}

const grown = async (baton, before, ...names) =>
  until(`${names} have grown`, async () => {
    const now = await figures(baton);
    return names.every((name) => now.has(name) && now.get(name) > (before.get(name) ?? 0)) && now;
  }, { timeout: 30_000, every: 50 });

test('figures move with what they stand for', async () => {
  const postgres = startPostgres();
  const receiver = await startHttpReceiver({ secret });
  const options = { workspace: workspaceFor(receiver.url), args: ['--store', postgres.url, '--allow-private'], env: environment };
  const nodes = [];
  let load;
  try {
    nodes.push(await startBaton(options), await startBaton(options));
    const [baton] = nodes;
    const begun = await figures(baton);

    // Requests, batches and their sizes, times to decide and to commit; two nodes get in each other's way.
    load = new Load(nodes, { clients: 8 });
    load.start();
    await grown(baton, begun, 'baton_http_requests_total', 'baton_http_request_seconds_count', 'baton_writer_requests_total',
      'baton_writer_batches_total', 'baton_writer_events_total', 'baton_decide_seconds_total', 'baton_store_commits_total',
      'baton_store_writes_total', 'baton_store_commit_seconds_total', 'baton_open_leads', 'baton_log_seq',
      'baton_deliveries_planned_total', 'baton_deliveries_sent_total', 'baton_http_connections');
    await until('they have met', async () => {
      const all = await Promise.all(nodes.map(figures));
      return all.some((of) => of.get('baton_writer_conflicts_total') > 0);
    }, { timeout: 30_000 });

    // Nobody answers: deliveries are under way, then wait, and the oldest has waited for a while.
    receiver.mode = 'error';
    const well = await figures(baton);
    await grown(baton, well, 'baton_deliveries_failed_total', 'baton_deliveries_outstanding', 'baton_delivery_lag_seconds');
    receiver.mode = 'ok';

    // The store waits: so do requests, at the writer and at the store.
    const row = "BEGIN; SELECT 1 FROM workspace WHERE name = 'acme' FOR UPDATE; SELECT pg_sleep(60); COMMIT";
    const held = postgres.sqlAside(row).catch(() => {}); // it goes down with the server
    const calm = await figures(baton);
    let last = calm;
    await until('a commit is under way, and requests wait behind it', async () => {
      const now = await figures(baton);
      const stands = now.get('baton_store_commits_total') === last.get('baton_store_commits_total');
      last = now;
      return stands && now.get('baton_writer_queued') > 0;
    }, { timeout: 30_000, every: 200 });

    // It goes away: that commit fails, and the batch with it.
    postgres.crash();
    await held;
    await grown(baton, calm, 'baton_writer_failures_total', 'baton_store_failed_commits_total');
    postgres.again();
    await load.takes();
    await load.finish();
    const line = await baton.events();
    await grown(baton, begun, 'baton_event_streams');
    line.cut();
  } finally {
    load?.abandon();
    await Promise.all(nodes.map((node) => node.close()));
    await receiver.close();
    postgres.stop();
  }
});

test('every alert is about figures that there are, and every figure asked for has one', async () => {
  const baton = await startBaton({ workspace: workspaceFor() });
  try {
    await baton.post('/v1/leads', { email: 'ann@oak.test' });
    const known = await figures(baton);
    const rules = readFileSync(join(root, 'docs/alerts.yaml'), 'utf8').split('- alert: ').slice(1);
    const used = new Set();
    for (const rule of rules) {
      const [name] = rule.split('\n');
      const [, expression] = rule.match(/^ +expr: (.+)$/m) ?? assert.fail(`${name} has no expression`);
      assert.match(rule, /annotations: \{ summary: ".+" \}/, name);
      const figuresOf = expression.match(/\bbaton_[a-z_]+/g) ?? assert.fail(`${name} is about nothing`);
      for (const figure of figuresOf) {
        if (figure.startsWith('baton_crm_')) continue; // there where a CRM is: crm_tryton.test.mjs
        assert.ok(known.has(figure), `${name} asks for ${figure}, which /metrics does not say`);
        used.add(figure);
      }
    }
    for (const figure of ['baton_writer_queued', 'baton_store_queued_writes', 'baton_writer_batches_total', 'baton_store_commit_seconds_total',
      'baton_decide_seconds_total', 'baton_delivery_lag_seconds', 'baton_writer_conflicts_total']) {
      assert.ok(used.has(figure), `no alert is about ${figure}`);
    }
  } finally {
    await baton.close();
  }
});
