// Debian's Chromium, headless, for the flow tests. `withPage` closes all it opened.
import { chromium } from 'playwright-core'

// Runs `use(page, log)` on a fresh page; log.errors collects what the page complained about: errors
// on its console, exceptions, requests to other sites.
export async function withPage(options, use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    const log = { errors: [] }
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
