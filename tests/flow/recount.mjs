// The reports counted anew from the event stream, the plain way: every figure by going through all
// leads. Shared by the tests of the API's reports and of the app's.

// All events up to now, in order.
export async function wholeLog(baton) {
  const probe = await baton.get('/v1/reports/queues');
  const stream = await baton.events({ after: 0 });
  const log = [];
  while (log.length === 0 || log.at(-1).seq < probe.body.seq) log.push(await stream.next());
  stream.cut();
  return log;
}

const micros = (time) => {
  const [, seconds, fraction = ''] = time.match(/^([^.]+?)(?:\.(\d+))?(?:Z|[+-]\d\d:\d\d)$/);
  const zone = time.match(/(Z|[+-]\d\d:\d\d)$/)[1];
  return BigInt(Date.parse(seconds + zone)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6) || '0');
};
const seconds = (from, to) => Number(micros(to) - micros(from)) / 1e6;

function localParts(time, zone) {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', timeZoneName: 'longOffset' }).formatToParts(new Date(time));
  const at = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return { day: `${at.year}-${at.month}-${at.day}`, hour: at.hour, offset: at.timeZoneName.slice(3) || 'Z' };
}
function bucket(time, by, zone) {
  const { day, hour, offset } = localParts(time, zone);
  if (by === 'hour') return `${day}T${hour}:00:00${offset}`;
  if (by === 'month') return day.slice(0, 7);
  if (by === 'day') return day;
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() - ((noon.getUTCDay() + 6) % 7));
  return noon.toISOString().slice(0, 10);
}

const isDecision = (event) => event.kind === 'received' || event.kind === 'decided';
const isStateOver = (state) => ['won', 'lost', 'disqualified', 'rejected'].includes(state);

// What each lead's events come to.
function storyOf(events, source) {
  const story = { received: events[0], source, rule: '', events, stints: [] };
  for (const event of events) {
    if (event.state) story.state = event.state;
    if (isDecision(event) && ['submitted', 'waiting'].includes(event.cause)) story.rule = event.rule;
    const holding = story.stints.at(-1);
    const isHeld = holding && !holding.end;
    if (isHeld && (event.kind === 'decided' || event.kind === 'closed')) holding.end = event;
    if (isHeld && (event.kind === 'acknowledged' || event.kind === 'contacted')) holding.taken ??= event.at;
    if (isHeld && event.kind === 'contacted') holding.contact ??= event.at;
    if (isHeld && (event.kind === 'escalated' || event.kind === 'alerted')) holding.stepped = true;
    if (isDecision(event) && event.person) story.stints.push({ at: event.at, person: event.person, pool: event.pool ?? '', sla: event.sla });
  }
  if (isStateOver(story.state)) story.over = events.at(-1);
  return story;
}

function delayOf(story) {
  const contact = story.events.find((event) => event.kind === 'contacted');
  if (!contact) return 'never';
  const took = seconds(story.received.at, contact.at);
  const classes = { '1m': 60, '5m': 300, '15m': 900, '30m': 1800, '1h': 3600, '4h': 14400, '1d': 86400, '1w': 604800 };
  return Object.keys(classes).find((name) => took <= classes[name]) ?? 'later';
}

const median = (sorted) => {
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : Math.round((sorted[half - 1] + sorted[half]) * 1e6) / 1e6 / 2;
};
const p90 = (sorted) => (sorted.length ? sorted[Math.ceil(sorted.length * 0.9 - 1e-9) - 1] : null);
// The 95 % interval of a rate.
function wilson(good, bad) {
  const n = good + bad;
  if (n === 0) return [null, null];
  const z = 1.959963984540054;
  const p = good / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [good ? Math.max(0, centre - reach) : 0, bad ? Math.min(1, centre + reach) : 1];
}
const rate = (good, bad) => (good + bad ? good / (good + bad) : null);

// { rows: key → figures, total }, of those figures that the event stream tells.
export function recount(log, sources, { report, by, from, to, now, zone }) {
  const stories = new Map();
  for (const event of log) {
    if (!event.lead) continue;
    if (!stories.has(event.lead)) stories.set(event.lead, []);
    stories.get(event.lead).push(event);
  }
  const all = [...stories].map(([id, events]) => storyOf(events, sources.get(id) ?? ''));
  const covers = (at) => !from || (micros(at) >= micros(from) && micros(at) < micros(to));
  const keyOf = (story, stint, at) => {
    if (['hour', 'day', 'week', 'month'].includes(by)) return bucket(at, by, zone);
    if (by === 'source') return story.source;
    if (by === 'rule') return story.rule === 'otherwise' ? '' : story.rule;
    if (by === 'state') return story.state;
    if (by === 'queue') return story.events.findLast(isDecision).queue ?? '';
    if (by === 'delay') return delayOf(story);
    return stint?.[by] ?? '';
  };
  const groups = new Map();
  const whole = [];
  const note = (story, stint, at, what) => {
    if (!covers(at)) return;
    const key = keyOf(story, stint, at);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(what);
    whole.push(what);
  };
  collect[report](all, note, now);
  return { rows: new Map([...groups].map(([key, list]) => [key, figures[report](list)])), total: figures[report](whole) };
}

const collect = {
  volume(stories, note) {
    for (const story of stories) {
      note(story, story.stints[0], story.received.at, 'received');
      for (const stint of story.stints) {
        note(story, stint, stint.at, 'assigned');
        if (stint.end?.kind === 'decided') note(story, stint, stint.end.at, 'moved');
        if (stint.taken) note(story, stint, stint.taken, 'acknowledged');
        if (stint.contact) note(story, stint, stint.contact, 'contacted');
      }
      if (story.over) note(story, story.stints.at(-1), story.over.at, story.state);
    }
  },
  response(stories, note) {
    for (const story of stories) {
      for (const [i, stint] of story.stints.entries()) note(story, stint, stint.at, { story, stint, isFirst: i === 0 });
    }
  },
  conversion(stories, note) {
    for (const story of stories) note(story, story.stints.at(-1), story.received.at, story);
  },
  queues(stories, note, now) {
    for (const story of stories) {
      const last = story.stints.at(-1);
      if (!story.over) note(story, last && !last.end ? last : undefined, now, story);
    }
  },
};

const figures = {
  volume(list) {
    const count = (what) => list.filter((one) => one === what).length;
    const names = ['received', 'assigned', 'moved', 'acknowledged', 'contacted', 'won', 'lost', 'disqualified', 'rejected'];
    return { ...Object.fromEntries(names.map((name) => [name, count(name)])), over: list.filter(isStateOver).length };
  },
  response(list) {
    const sorted = (values) => values.sort((a, b) => a - b);
    const assign = sorted(list.filter((one) => one.isFirst).map(({ story, stint }) => seconds(story.received.at, stint.at)));
    const taken = sorted(list.filter(({ stint }) => stint.taken).map(({ stint }) => seconds(stint.at, stint.taken)));
    const contact = sorted(list.filter(({ stint }) => stint.contact).map(({ stint }) => seconds(stint.at, stint.contact)));
    const withLadder = list.filter(({ stint }) => stint.sla);
    const missed = withLadder.filter(({ stint }) => stint.stepped).length;
    const met = withLadder.filter(({ stint }) => !stint.stepped && (stint.taken || stint.end?.kind === 'closed')).length;
    return {
      assignments: list.length,
      assigned: assign.length,
      assign_median: median(assign),
      assign_p90: p90(assign),
      acknowledged: taken.length,
      acknowledge_median: median(taken),
      acknowledge_p90: p90(taken),
      contacted: contact.length,
      contact_median: median(contact),
      contact_p90: p90(contact),
      sla_met: met,
      sla_missed: missed,
      sla_rate: rate(met, missed),
      enough: list.length >= 20,
    };
  },
  conversion(list) {
    const count = (state) => list.filter((story) => story.state === state).length;
    const [won, lost] = [count('won'), count('lost')];
    const [low, high] = wilson(won, lost);
    return {
      leads: list.length,
      assigned: list.filter((story) => story.stints.length).length,
      acknowledged: list.filter((story) => story.stints.some((stint) => stint.taken)).length,
      contacted: list.filter((story) => story.events.some((event) => event.kind === 'contacted')).length,
      won,
      lost,
      disqualified: count('disqualified'),
      rejected: count('rejected'),
      open: list.filter((story) => !story.over).length,
      amount: list.reduce((sum, story) => sum + (story.over?.amount ?? 0), 0),
      win_rate: rate(won, lost),
      win_low: low,
      win_high: high,
      enough: won + lost >= 20,
    };
  },
  queues(list) {
    return { leads: list.length };
  },
};

// The cells of a CSV by RFC 4180.
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && row.length === 0 && !quoted && !plain) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
