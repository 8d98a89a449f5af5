// A real export of a CRM (in ../shared/data, skipped where it is not there): its agents, managers and
// offices become a workspace, its accounts are routed as leads by sector, revenue and place.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { root, run } from './server.mjs';

const data = join(root, '../shared/data/crm-sales');
const skip = existsSync(data) ? false : 'there is no ../shared/data/crm-sales here';

const rows = (file) => {
  const [header, ...lines] = readFileSync(join(data, file), 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
};
const key = (name) => name.toLowerCase().replace(/[^a-z]+/g, '-');

// Agents with their managers and one pool an office; big accounts go to the office of their part of the
// world, doctors to Central, what has subsidiaries to a queue.
function workspace() {
  const team = rows('sales_teams.csv');
  const managers = [...new Set(team.map((agent) => agent.manager))];
  const offices = [...new Set(team.map((agent) => agent.regional_office))];
  const people = [
    ...managers.map((name) => `  ${key(name)}: { name: ${name}, email: ${key(name)}@crm.test, active: true }`),
    ...team.map((agent) =>
      `  ${key(agent.sales_agent)}: { name: ${agent.sales_agent}, email: ${key(agent.sales_agent)}@crm.test, manager: ${key(agent.manager)}, region: ${agent.regional_office} }`),
  ];
  const pools = offices.map((office) =>
    `  ${key(office)}: { members: [${team.filter((agent) => agent.regional_office === office).map((agent) => key(agent.sales_agent)).join(', ')}] }`);
  return `workspace: crm
fields: { subsidiary_of: { type: text } }
people:
${people.join('\n')}
pools:
${pools.join('\n')}
territories:
  home: { countries: [US], owner: { pool: east } }
  asia: { countries: [CN, JP, KR, JO], owner: { pool: west } }
rules:
  - { name: Part of another, when: has(lead.subsidiary_of), route: { queue: parents } }
  - { name: Medical, when: 'lead.industry == "medical"', route: { pool: central } }
  - { name: Large technology, when: 'lead.industry == "technology" && lead.revenue > 1000', route: { pool: west, where: 'person.region == "West"' } }
  - { name: Asia, when: 'lead.territory == "asia"', route: { owner: territory } }
  - { name: At home, when: 'lead.territory == "home"', route: { owner: territory } }
otherwise: { pool: central }
`;
}

let folder;
before(() => { folder = mkdtempSync(join(tmpdir(), 'baton-crm-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

test('the accounts of a real CRM export are routed by sector, revenue and place', { skip }, async () => {
  const file = join(folder, 'workspace.yaml');
  const leads = join(folder, 'accounts.csv');
  writeFileSync(file, workspace());
  // The export's words for what a lead calls company and country.
  writeFileSync(leads, readFileSync(join(data, 'accounts.csv'), 'utf8').replace(/^[^\n]*/, (header) =>
    header.replace('account', 'company').replace('office_location', 'country')));
  const checked = await run(['check', file]);
  assert.equal(checked.code, 0, checked.out + checked.err);

  const routed = await run(['route', '--workspace', file, '--leads', leads, '--explain', '--format', 'jsonl']);
  assert.equal(routed.code, 0, routed.err);
  const results = routed.out.trim().split('\n').map((line) => JSON.parse(line));
  const accounts = rows('accounts.csv');
  assert.equal(results.length, accounts.length);
  const regions = new Map(rows('sales_teams.csv').map((agent) => [key(agent.sales_agent), agent.regional_office]));
  accounts.forEach((account, i) => {
    const result = results[i];
    const what = `${account.account}: ${JSON.stringify(result)}`;
    if (account.subsidiary_of) {
      assert.equal(result.queue, 'parents', what);
    } else if (account.sector === 'medical') {
      assert.equal(regions.get(result.person), 'Central', what);
    } else if (account.sector === 'technolgy' && Number(account.revenue) > 1000) {
      // The export misspells it throughout; it is read as what it means.
      assert.equal(result.rule, 'Large technology', what);
      assert.equal(regions.get(result.person), 'West', what);
    } else if (account.office_location === 'United States') {
      assert.equal(result.rule, 'At home', what);
    } else if (['China', 'Japan', 'Korea', 'Jordan'].includes(account.office_location)) {
      assert.equal(result.rule, 'Asia', what);
    } else {
      assert.equal(result.rule, 'otherwise', what);
    }
    assert.match(result.explanation, /goes to|waits in queue/, what);
  });
  // Turns within each office differ by one at most.
  for (const office of ['Central', 'East', 'West']) {
    const counts = [...regions].filter(([, region]) => region === office)
      .map(([person]) => results.filter((result) => result.person === person).length);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${office}: ${counts}`);
  }
});
