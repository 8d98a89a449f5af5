// The web app in Chromium: see run.sh.
import { withPage } from '../../tests/flow/browser.mjs';
import { startBaton, until } from '../../tests/flow/server.mjs';

const rounds = Number(process.env.ROUNDS ?? 5);
const leads = Number(process.env.LEADS ?? 10_000);
const slowdown = 4;
const workspace = `workspace: acme
people:
  ann: { name: Ann Other, email: ann@acme.test }
pools:
  all: { members: [ann] }
queues:
  later: { open_to: all }
rules:
  - { name: Ann, when: lead.source == "inbox", route: { person: ann } }
otherwise: { queue: later }
`;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const line = (name, value, unit, against, ratio) =>
  console.log(JSON.stringify({ name, value: Number(value.toFixed(1)), unit, against, ratio: Number(ratio.toFixed(3)) }));

// Milliseconds from the address to a lead that can be taken: its button is there, and is pressed in
// the next frame, by the page's own clock.
async function interactive(baton) {
  let took;
  await withPage({ viewport: { width: 390, height: 844 }, hasTouch: true }, async (page) => {
    await page.addInitScript(() => {
      const look = () => {
        const button = [...document.querySelectorAll('.card button')].find((one) => one.textContent.startsWith('Won'));
        button?.click();
        if (document.querySelector('[role=dialog]')) window.answered = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(`${baton.url}/app/inbox?person=ann`, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.answered, undefined, { polling: 500 });
    took = await page.evaluate(() => window.answered);
  });
  return took;
}

// The longest frame, in milliseconds, of a list of all leads that is scrolled from end to end.
async function scrolled(baton) {
  let longest;
  await withPage({}, async (page) => {
    await page.goto(`${baton.url}/app/leads`);
    await until('all leads are in the list', async () => {
      await page.mouse.wheel(0, 100_000);
      return (await page.getByText(`${leads.toLocaleString('en')} leads`).count()) === 1;
    }, { timeout: 120_000 });
    const devtools = await page.context().newCDPSession(page);
    const events = [];
    devtools.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    const ended = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
    await devtools.send('Tracing.start', { traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] } });
    await page.evaluate(async () => {
      const end = document.documentElement.scrollHeight;
      const frames = 240;
      for (let n = 0; n <= frames; n += 1) {
        window.scrollTo(0, end - (end * n) / frames);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await devtools.send('Tracing.end');
    await ended;
    // A task of the page's own thread is what holds a frame up.
    const main = events.find((one) => one.name === 'FunctionCall')?.tid;
    const tasks = events.filter((one) => one.name === 'RunTask' && one.tid === main && one.dur).map((one) => one.dur / 1000);
    if (tasks.length < 240) throw new Error(`the trace has only ${tasks.length} tasks`);
    longest = Math.max(...tasks);
  });
  return longest;
}

const baton = await startBaton({ workspace });
try {
  await baton.post('/v1/leads', { email: 'kit@moss.test', name: 'Kit Moss', source: 'inbox', phone: '+1 212 555 0100', message: 'Call me' });
  for (let from = 0; from < leads - 1; from += 2000) {
    const rows = Array.from({ length: Math.min(2000, leads - 1 - from) }, (_, n) => JSON.stringify({ email: `b${from + n}@oak.test`, name: `Number ${from + n}` }));
    await baton.call('POST', '/v1/leads/batch', rows.join('\n'), { 'content-type': 'application/x-ndjson' });
  }
  const times = [];
  for (let n = 0; n < rounds; n += 1) times.push(await interactive(baton));
  console.error(`  interactive: ${times.map((one) => Math.round(one)).join(', ')} ms`);
  line('web/inbox-interactive-4x', median(times), 'ms', 'target', median(times) / 1500);
  const frames = [];
  for (let n = 0; n < Math.min(rounds, 3); n += 1) frames.push(await scrolled(baton));
  console.error(`  longest frames: ${frames.map((one) => one.toFixed(1)).join(', ')} ms`);
  line('web/scroll-10000-longest-frame', median(frames), 'ms', 'target', median(frames) / 50);
} finally {
  await baton.close();
}
