// What the tests of the web app share: a server with its app opened, its line to the server, and a line that can be cut.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { withPage } from './browser.mjs';
import { startBaton } from './server.mjs';

// A server with this document, and its app opened at `path`; it asks nobody else for anything.
export async function withApp(document, path, options, use) {
  const baton = await startBaton({ workspace: document });
  try {
    await withPage(options, async (page, log) => {
      await page.goto(baton.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await use(baton, page, log);
      for (const host of log.hosts) assert.equal(host, new URL(baton.url).host, 'the app asks nobody else for anything');
    });
  } finally {
    await baton.close();
  }
}

export const connected = (page) => page.getByText('Connected', { exact: true }).waitFor();

// A line to the server that can be cut and mended; or that stands and brings nothing, as in a tunnel.
export async function relay(url) {
  const ends = new Set();
  let isCut = false;
  let hangs = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    if (hangs) {
      ends.add(near);
      near.on('error', () => {}).on('close', () => ends.delete(near));
      return near.resume();
    }
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.pipe(other);
      one.on('error', () => {}).on('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = () => {
    for (const end of ends) end.destroy();
  };
  const cut = () => {
    isCut = true;
    drop();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    hang: () => {
      hangs = true;
      drop();
    },
    mend: () => {
      isCut = false;
      hangs = false;
      drop();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
