// What the tests of the rules' pages share: a document, a page upon it, and where things are there.
// SHOTS=FOLDER keeps pictures.
import { withApp } from './app.mjs';

export const workspace = `# Acme's rules. People read this file.
workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }   # leads the east
  ben: { name: Ben Tallis, email: ben@acme.test }
  zoe: { name: "Zoë <i>Quinn</i> 🎺 שלום", email: zoe@acme.test }
pools:
  east: { members: [ann, ben] }
queues:
  later: { open_to: east }
sla:
  fast: { respond_within: 5m }
rules:
  # Who is no customer.
  - name: No thanks
    when: lead.domain == "rival.test"
    route: { reject: competitor }
  - name: Large
    when: lead.employees >= 1000
    rules:
      - { name: Health, when: lead.industry == "healthcare", route: { person: ann }, sla: fast }
      - { name: Rest of them, route: { pool: east } }
  - name: "<b>Partner</b> 🎺 שלום"
    when: lead.source == "partner"   # theirs
    route: { queue: later }
otherwise: { pool: east }
`;

export const withRules = (use, { path = '/app/rules', document = workspace, ...options } = {}) => withApp(document, path, options, use);

export const row = (page, name) => page.getByRole('treeitem', { name });
export const rowNames = (page) => page.locator('.rule-name bdi').allTextContents();
export const panel = (page) => page.getByRole('region', { name: 'The chosen rule' });
// What is done in the panel; on a phone that lies in a sheet over the list.
export async function inPanel(page, use) {
  const isPhone = page.viewportSize().width < 900;
  if (isPhone && !(await panel(page).isVisible())) await page.locator('.workbench-open').click();
  await use(panel(page));
  if (!isPhone) return;
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
}
export const checked = (page) => page.locator('.draft-words', { hasText: /No problems found|error|warning/ }).filter({ hasNotText: 'Checking' }).waitFor();
export const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
export const document = async (baton) => (await baton.get('/v1/workspace')).text;
