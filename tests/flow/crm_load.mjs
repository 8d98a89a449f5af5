// Leads at a steady rate into a server that keeps them in a CRM: how far the CRM falls behind, and how
// soon it has all of them after the last. For a flow, and for `make bench`.
import { Agent, request } from 'node:http';
import { startTrytonDouble } from './receivers/tryton-double.mjs';
import { startBaton, until } from './server.mjs';

export const crmWorkspace = (url) => `workspace: acme
people:
  sarah:  { name: Sarah Lee, email: sarah@acme.test }
  marcus: { name: Marcus Oye, email: marcus@acme.test }
pools:
  inside: { members: [sarah, marcus] }
crm:
  main: { type: tryton, url: "${url}", database: acme, user: baton, password: "\${TRYTON_PASSWORD}", every: 10s }
otherwise: { pool: inside }
`;

const figure = (text, name) => Number(text.match(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm'))?.[1] ?? 0);

// { leads, calls, doubled, slowest (ms of an answer), lag (s, the worst), behind (ms until the CRM had all) }
export async function loadCrm({ rate, seconds, delay = 20 }) {
  const crm = await startTrytonDouble({ delay, employees: { 'sarah@acme.test': 1, 'marcus@acme.test': 2 } });
  const baton = await startBaton({ workspace: crmWorkspace(crm.url), args: ['--allow-private'], env: { TRYTON_PASSWORD: 'of no meaning' } });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  try {
    const leads = rate * seconds;
    const url = new URL('/v1/leads', baton.url);
    let answered = 0;
    let slowest = 0;
    const submit = (n) => {
      const begun = performance.now();
      const body = JSON.stringify({ email: `p${n}@oak${n % 997}.test`, name: `Pat Number ${n}`, company: `Oak ${n} Ltd`, message: 'Call me' });
      const post = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
        if (answer.statusCode !== 201) throw new Error(`a lead was answered ${answer.statusCode}`);
        answer.resume().on('end', () => {
          answered += 1;
          slowest = Math.max(slowest, performance.now() - begun);
        });
      });
      post.end(body);
    };
    let worst = 0;
    const look = async () => {
      const { text } = await baton.get('/metrics');
      const lag = figure(text, 'baton_delivery_lag_seconds');
      worst = Math.max(worst, lag);
      return { lag, waiting: figure(text, 'baton_deliveries_outstanding') };
    };
    const begun = performance.now();
    let sent = 0;
    let looks = begun;
    while (sent < leads) {
      const due = Math.min(leads, Math.floor(((performance.now() - begun) / 1000) * rate));
      while (sent < due) submit((sent += 1));
      if (performance.now() - looks > 250) {
        looks = performance.now();
        await look();
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const ended = performance.now();
    await until('every lead is answered', () => answered === leads);
    await until('the CRM has every lead', () => crm.written() >= leads, { timeout: 60_000, every: 5 });
    const behind = performance.now() - ended;
    await until('the lag is zero again', async () => (await look()).lag === 0, { timeout: 30_000 });
    return { leads, calls: crm.calls, doubled: crm.doubled, written: crm.written(), slowest, lag: worst, behind };
  } finally {
    agent.destroy();
    await baton.close();
    crm.stop();
  }
}
