// HubSpot's own OpenAPI documents before a double: Prism stands between and refuses what they do not allow, in what
// is asked as in what is answered. What the documents here do not speak of (properties, pipelines, owners) goes past it.
//
//   const documents = await startDocuments(hubspot.url);
//   documents.url                what Baton is given as HubSpot's address
//   documents.refused            what Prism refused: [{ method, path, status, text }]
//   await documents.close()

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './server.mjs';

const folder = join(root, '../shared/data/hubspot');
const prism = fileURLToPath(new URL('./node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));

export const skip = existsSync(folder) ? false : 'there is no ../shared/data/hubspot here';

// One document of all of them; each keeps its schemas apart by a name before them. Without `security`: the
// documents ask for OAuth, a private app's token is checked by the double.
function together() {
  const all = { openapi: '3.0.1', info: { title: 'HubSpot', version: '1' }, paths: {}, components: { schemas: {} } };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const name = file.replace(/\W/g, '_');
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('#/components/schemas/', `#/components/schemas/${name}_`);
    const { paths, components } = JSON.parse(text);
    for (const path of Object.values(paths)) for (const operation of Object.values(path)) delete operation.security;
    Object.assign(all.paths, paths);
    for (const [key, schema] of Object.entries(components.schemas)) all.components.schemas[`${name}_${key}`] = schema;
  }
  return all;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPrism(document, upstream) {
  const port = await freePort();
  const child = spawn(process.execPath, [prism, 'proxy', document, upstream, '--errors', '-p', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listening = new Promise((resolve, reject) => {
    const read = (text) => {
      said += text;
      if (/Prism is listening/.test(said)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => reject(new Error(`Prism did not start: ${said}`)));
  });
  await listening;
  return { child, url: `http://127.0.0.1:${port}` };
}

export async function startDocuments(upstream) {
  const place = mkdtempSync(join(tmpdir(), 'baton-hubspot-'));
  const file = join(place, 'hubspot.json');
  const document = together();
  writeFileSync(file, JSON.stringify(document));
  const { child, url } = await startPrism(file, upstream);
  const isTold = Object.keys(document.paths).map((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`));
  const documents = { refused: [], seen: new Set() };
  const pass = async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname } = new URL(request.url, url);
    const isKnown = isTold.some((pattern) => pattern.test(pathname));
    if (isKnown) documents.seen.add(`${request.method} ${pathname}`);
    const { host, connection, ...headers } = request.headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch((isKnown ? url : upstream) + request.url, { method: request.method, headers, body });
    const text = await answer.text();
    // Refusals in HubSpot's own words are not described there; Prism passes them on.
    if (/stoplight\.io\/prism\/errors/.test(text)) documents.refused.push({ method: request.method, path: pathname, status: answer.status, text });
    response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !/^(content-length|content-encoding|transfer-encoding|connection)$/.test(name))));
    response.end(text);
  };
  // Whatever is lost behind it, is lost before it.
  const server = createServer((request, response) => pass(request, response).catch(() => response.destroy()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  documents.url = `http://127.0.0.1:${server.address().port}`;
  documents.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const ended = once(child, 'close');
    child.kill();
    await ended;
    rmSync(place, { recursive: true, force: true });
  };
  return documents;
}
