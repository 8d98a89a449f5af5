// Debian's Chromium, headless, for the flow tests. `withPage` closes all it opened.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Runs `use(page, log)` on a fresh page; log.errors collects what the page complained about (errors on
// its console, exceptions), log.hosts whom it asked for anything.
// Where the stories are told: at a desk, and on a phone.
export const screens = [
  [1280, { viewport: { width: 1280, height: 800 } }],
  [390, { viewport: { width: 390, height: 844 }, hasTouch: true }],
]

export async function withPage(options, use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    const log = { errors: [], hosts: new Set() }
    page.on('request', (request) => log.hosts.add(new URL(request.url()).host))
    page.on('pageerror', (error) => log.errors.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && log.errors.push(message.text()))
    await use(page, log)
  } finally {
    await browser.close()
  }
}

// True when nothing on the page is wider than the window.
export async function fitsItsWidth(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}

// What axe finds against WCAG 2.2 AA and good practice, as "rule: element" lines; empty: nothing. A
// page that is still loading is waited for: it has its heading when it is there.
export async function axeFindings(page) {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`))
  })
}
