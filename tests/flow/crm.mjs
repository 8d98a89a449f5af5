// What the flows of the CRMs share: leads of their own, what became of each in the CRM, and a double
// that is served.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { until } from './server.mjs';

// `baton()` is the server under test; `more()`: what else there is to say when a lead does not come through.
export function crmLeads(baton, more = () => '') {
  let count = 0;
  const deliveriesOf = async (lead) => (await baton().all(`/v1/deliveries?lead=${lead}`, 'deliveries')).filter((each) => each.channel === 'crm:main');
  return {
    deliveriesOf,
    // A new lead, of an address and a domain that no other has.
    async submit(fields = {}) {
      count += 1;
      const email = `p${count}@oak${count}.test`;
      const answer = await baton().post('/v1/leads', { email, name: `Pat Number ${count}`, ...fields });
      assert.equal(answer.status, 201, answer.text);
      return { ...answer.body, email };
    },
    // As many deliveries as there were events, and all of them are sent.
    async settled(lead, events = 1) {
      let rows = [];
      try {
        await until(`the CRM has ${lead}`, async () => {
          rows = await deliveriesOf(lead);
          return rows.length >= events && rows.every((row) => row.state === 'sent');
        });
      } catch (error) {
        throw new Error(`${error.message}: ${JSON.stringify(rows)}\n${baton().errors}\n${more()}`);
      }
    },
  };
}

// Serves a double, whose handle(request, response) answers and whose `calls` remember; gives it `url` and close().
export async function serveDouble(double) {
  const server = createServer((request, response) => {
    double.handle(request, response).catch((error) => {
      double.calls.put({ method: request.method, path: request.url, status: 500, answer: String(error.stack) });
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  double.url = `http://127.0.0.1:${server.address().port}`;
  double.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return double;
}
