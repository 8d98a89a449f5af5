// The status page in a real browser, against a small server of our own that answers as Baton does
// and can be made to misbehave: what it shows while loading, empty, refused, cut off, and live.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { EventParser, pauseBefore } from '../../src/web/assets/stream.js'
import { holderOf, kShown, LeadList, leadOf, summaryOf } from '../../src/web/assets/leads.js'
import { fitsItsWidth, withPage } from './browser.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))

// ---- The modules by themselves -------------------------------------------------------------------

test('stream: events come out whole, however the text was cut', () => {
  const text = ': hello\r\n\r\nid: 7\r\nevent: decided\r\ndata: {"a":\r\ndata: 1}\r\n\r\nretry: 50\n\ndata:x\n\n'
  const wanted = [
    { id: '7', kind: 'decided', data: '{"a":\n1}' },
    { id: '7', kind: 'message', data: 'x' },
  ]
  for (let size = 1; size <= text.length; size++) {
    const parser = new EventParser()
    const events = []
    for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)))
    assert.deepEqual(events, wanted, `in pieces of ${size}`)
    assert.equal(parser.retry, 50)
  }
})

test('stream: pauses grow to half a minute and no further', () => {
  assert.equal(pauseBefore(0, 0.5), 1000)
  assert.equal(pauseBefore(3, 0.5), 8000)
  assert.equal(pauseBefore(900, 1), 37_500)
  assert.equal(pauseBefore(900, 0), 22_500)
})

test('list: the newest news first, the newest hundred', () => {
  const list = new LeadList()
  for (let n = 0; n < 350; n++) list.putEvent({ seq: n, lead: `L${n}`, state: 'assigned', at: new Date(n * 1000).toISOString() })
  const leads = list.newestFirst()
  assert.equal(leads.length, kShown)
  assert.equal(leads[0].id, 'L349')
  assert.ok(list.size <= 2 * kShown)
})

test('list: an answer that is older than the news does not undo it', () => {
  const list = new LeadList()
  list.putEvent({ seq: 9, lead: 'L', state: 'assigned', person: 'ben', rule: 'A', at: '2026-03-03T10:00:02Z' })
  const lead = list.putLead({ lead: 'L', state: 'unrouted', name: 'Kit', company: 'Moss', at: '2026-03-03T10:00:00Z' })
  assert.deepEqual([lead.who, lead.company, lead.state, lead.person], ['Kit', 'Moss', 'assigned', 'ben'])
})

test('list: a new decision forgets who had the lead before; an old event changes nothing', () => {
  const list = new LeadList()
  list.putEvent({ seq: 1, lead: 'L', state: 'assigned', person: 'ann', rule: 'A' })
  list.putEvent({ seq: 2, lead: 'L', state: 'unrouted', rule: 'otherwise' })
  assert.equal(holderOf(list.newestFirst()[0]), 'Nobody yet')
  list.putEvent({ seq: 1, lead: 'L', state: 'assigned', person: 'ann', rule: 'A' })
  assert.equal(list.newestFirst()[0].state, 'unrouted')
})

test('list: what is no lead is left out', () => {
  const list = new LeadList()
  assert.equal(list.putEvent({ seq: 1, kind: 'published' }), undefined)
  assert.equal(leadOf({ state: 'assigned' }), undefined)
  assert.equal(list.size, 0)
})

test('list: the summary counts by what it means', () => {
  const states = ['assigned', 'contacted', 'held', 'queued', 'unrouted', 'won', 'rejected']
  assert.equal(summaryOf(states.map((state) => ({ state }))), '2 with people, 2 waiting, 1 unrouted, 1 closed, 1 rejected')
  assert.equal(summaryOf([]), '')
})

// ---- The page ------------------------------------------------------------------------------------

const assets = new Map(
  readFileSync(`${root}src/web/assets.txt`, 'utf8').split('\n').filter((line) => line.startsWith('/'))
    .map((line) => line.split(/\s+/)).map(([path, type, file]) => [path, { type, body: readFileSync(root + file) }]),
)
const policy = readFileSync(`${root}src/web/assets.hpp`, 'utf8').match(/kContentSecurityPolicy =\s*((?:"[^"]*"\s*)+);/)[1]
  .match(/"[^"]*"/g).map((part) => part.slice(1, -1)).join('')

// Answers as Baton does, from `leads`; `refuse` and `down` make it misbehave.
async function fakeServer() {
  const state = { leads: [], refuse: false, down: false, streams: new Set(), lastEventIds: [] }
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0]
    const asset = assets.get(path)
    if (asset) {
      response.writeHead(200, { 'content-type': asset.type, 'content-security-policy': policy })
      return response.end(asset.body)
    }
    if (state.down) return request.socket.destroy()
    if (state.refuse && request.headers.authorization !== 'Bearer secret') return response.writeHead(401).end()
    if (path === '/v1/leads') {
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify({ leads: state.leads }))
    }
    if (path === '/v1/events') {
      state.lastEventIds.push(request.headers['last-event-id'])
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': welcome\n\n')
      state.streams.add(response)
      return response.on('close', () => state.streams.delete(response))
    }
    response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    state,
    url: `http://127.0.0.1:${server.address().port}/`,
    send: (event) => {
      for (const stream of state.streams) stream.write(`id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`)
    },
    cut: () => {
      for (const stream of state.streams) stream.destroy()
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function withStatusPage(options, prepare, use) {
  const server = await fakeServer()
  prepare(server.state)
  try {
    await withPage(options, async (page, log) => {
      await page.goto(server.url)
      await use(page, server, log)
    })
  } finally {
    server.close()
  }
}

const ann = { lead: 'L1', at: '2026-03-03T10:00:00Z', fields: { name: 'Ann Other', company: 'Oak & Sons' }, state: 'assigned', person: 'sarah', rule: 'Known account', score: 40, tier: 'warm', explanation: 'Sarah owns the account.' }

test('page: with no lead it says how to get one', async () => {
  await withStatusPage({}, () => {}, async (page, server, log) => {
    await page.getByText('No lead has come in yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    assert.deepEqual(log.errors, [])
  })
})

test('page: leads that are there, and news as it comes', async () => {
  await withStatusPage({}, (state) => state.leads.push(ann), async (page, server, log) => {
    const row = page.locator('.lead').first()
    await row.getByText('Ann Other').waitFor()
    assert.equal(await row.locator('.person').textContent(), 'sarah')
    assert.equal(await row.locator('.why').textContent(), 'Sarah owns the account.')
    assert.equal(await row.locator('.facts').textContent(), 'Rule: Known account · warm (40)')
    assert.equal(await row.locator('.state').textContent(), 'Assigned')

    // The same lead moves on.
    await page.getByText('Live', { exact: true }).waitFor()
    server.send({ seq: 5, kind: 'decided', at: '2026-03-03T10:30:00Z', lead: 'L1', state: 'assigned', person: 'marcus', rule: 'Known account', explanation: 'Sarah stayed silent.' })
    await page.getByText('marcus').waitFor()
    assert.equal(await page.locator('.lead').count(), 1)
    assert.equal(await row.getByText('Ann Other').count(), 1)

    // One that the page has not heard of: its name is asked for.
    server.state.leads.unshift({ ...ann, lead: 'L2', at: '2026-03-03T10:31:00Z', fields: { email: '<b>kit</b>@moss.test' } })
    server.send({ seq: 6, kind: 'received', at: '2026-03-03T10:31:00Z', lead: 'L2', state: 'unrouted', rule: 'otherwise', explanation: 'Nobody is there.' })
    await page.getByText('<b>kit</b>@moss.test').waitFor()
    assert.equal(await page.locator('.lead').first().locator('.state').textContent(), 'Unrouted')
    assert.equal(await page.locator('#summary').textContent(), '1 with people, 1 unrouted')
    assert.deepEqual(log.errors, [])
  })
})

test('page: a line that is cut is taken up again where it broke off', async () => {
  await withStatusPage({}, (state) => state.leads.push(ann), async (page, server) => {
    await page.getByText('Live', { exact: true }).waitFor()
    server.send({ seq: 41, kind: 'acknowledged', at: '2026-03-03T10:01:00Z', lead: 'L1', state: 'acknowledged' })
    await page.getByText('Acknowledged').waitFor()
    server.cut()
    await page.getByText('Not connected, trying again').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    assert.equal(server.state.lastEventIds.at(-1), '41')
    assert.equal(await page.locator('.person').first().textContent(), 'sarah')
  })
})

test('page: a server that is not there is said to be so, and found when it comes', async () => {
  await withStatusPage({}, (state) => (state.down = true), async (page, server) => {
    await page.getByText('The server cannot be reached').waitFor()
    server.state.down = false
    server.state.leads.push(ann)
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.getByText('Ann Other').waitFor()
    assert.equal(await page.locator('#problem').isVisible(), false)
  })
})

test('page: a server that wants a token is given one', async () => {
  const want = (state) => {
    state.refuse = true
    state.leads.push(ann)
  }
  await withStatusPage({}, want, async (page) => {
    await page.getByText('This server asks for a token').waitFor()
    await page.getByLabel('Token').fill('wrong')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('This server asks for a token').waitFor()
    await page.getByLabel('Token').fill('secret')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByText('Ann Other').waitFor()
    assert.equal(await page.locator('#token-form').isVisible(), false)
  })
})

test('page: two thousand events in a burst leave a hundred rows and a page that answers', async () => {
  await withStatusPage({}, (state) => state.leads.push(ann), async (page, server, log) => {
    await page.getByText('Live', { exact: true }).waitFor()
    for (let n = 0; n < 2000; n++) {
      server.send({ seq: 100 + n, kind: 'received', at: new Date(Date.UTC(2026, 2, 4) + n * 1000).toISOString(), lead: `B${n}`, state: 'assigned', person: 'sarah', rule: 'All', explanation: `Number ${n}.` })
    }
    await page.getByText('Number 1999.').waitFor()
    assert.equal(await page.locator('.lead').count(), kShown)
    assert.deepEqual(log.errors, [])
  })
})

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    test(`page and form: ${width} px, ${colorScheme}, nothing runs over`, async () => {
      const long = { ...ann, lead: 'L9', fields: { name: 'A'.repeat(70), company: 'Donaudampfschifffahrtsgesellschaft'.repeat(3) }, explanation: 'x'.repeat(300) }
      await withStatusPage({ viewport: { width, height: 844 }, colorScheme }, (state) => state.leads.push(ann, long), async (page, server, log) => {
        await page.getByText('Ann Other').waitFor()
        assert.ok(await fitsItsWidth(page), 'the status page is wider than the window')
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/status-${colorScheme}-${width}.png` })
        await page.goto(`${server.url}form`)
        assert.ok(await fitsItsWidth(page), 'the form is wider than the window')
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/form-${colorScheme}-${width}.png`, fullPage: true })
        assert.deepEqual(log.errors, [])
      })
    })
  }
}
