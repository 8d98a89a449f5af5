// As much of Tryton as leads are written to, in memory: for loads that a real one would take minutes
// for. Each call takes `delay` milliseconds, however many records it is about. What it has of a lead
// twice is counted.
import { once } from 'node:events';
import { createServer } from 'node:http';

export async function startTrytonDouble({ delay = 20, employees = {} } = {}) {
  const parties = new Map(); // by each of their codes
  const opportunities = new Map(); // by reference
  const world = { calls: 0, doubled: 0, written: () => opportunities.size };
  let next = 1;

  const answers = {
    'common.db.login': () => [1, 'session'],
    'model.res.user.get_preferences': () => ({ company: 1 }),
    'model.company.employee.search_read': () => Object.entries(employees).map(([email, id]) => ({ id, 'party.': { id: 0, email, name: email } })),
    'model.party.identifier.search_read': ([[[, , codes]]]) => codes.filter((code) => parties.has(code)).map((code) => ({ id: 0, code, party: parties.get(code) })),
    'model.party.contact_mechanism.search_read': () => [],
    'model.party.party.search_read': () => [],
    'model.party.party.create': ([list]) =>
      list.map((values) => {
        const id = (next += 1);
        for (const { code } of values.identifiers[0][1]) {
          if (parties.has(code)) world.doubled += 1;
          parties.set(code, id);
        }
        return id;
      }),
    // By reference, or what changed and what is open, of which there is nothing to tell.
    'model.sale.opportunity.search_read': ([[[field, , references]]]) =>
      field === 'reference' && Array.isArray(references) ? references.filter((each) => opportunities.has(each)).map((each) => opportunities.get(each)) : [],
    'model.sale.opportunity.create': ([list]) =>
      list.map((values) => {
        if (opportunities.has(values.reference)) world.doubled += 1;
        const id = (next += 1);
        opportunities.set(values.reference, { id, reference: values.reference, state: values.state, employee: values.employee ?? null, party: values.party ?? null });
        return id;
      }),
    'model.sale.opportunity.write': () => null,
  };

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, params } = JSON.parse(Buffer.concat(chunks));
    world.calls += 1;
    setTimeout(() => {
      const answer = answers[method];
      const body = answer ? { id: 0, result: answer(params) } : { id: 0, error: ['UserError', [`there is no ${method}`, '', null]] };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    }, delay);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(world, {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
