// How the app is built: into build/web/dist, its parts under /assets/app with a hash in their names.
// `npx vite` serves it for development and passes the API on to a server (BATON, http://127.0.0.1:8080).
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin, Rolldown } from 'vite'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const first = at('src/app/early.ts')

// src/app/early.ts is a script of its own that runs as soon as it is there: in one with the app it would
// wait for all of it.
function early(): Plugin {
  return {
    name: 'early',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: first, name: 'early' })
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.values(bundle).flatMap((part) =>
          part.type === 'chunk' && part.facadeModuleId === first ? [{ tag: 'script', attrs: { type: 'module', async: true, crossorigin: true, src: `/${part.fileName}` }, injectTo: 'head-prepend' as const }] : [],
        ),
    },
  }
}

// What the app begins with comes in two parts, the libraries' and ours: each part of its own costs a slow
// phone some milliseconds.
const groups = [
  { name: 'libraries', test: /node_modules|vite\/preload-helper/, tags: ['$initial'], priority: 2 },
  { name: 'app', test: (id) => id !== first, tags: ['$initial'], priority: 1 },
] satisfies Rolldown.CodeSplittingGroup[]

// Chromium then reads these parts' functions while they come, beside the page's own work, instead of each
// when it is first called (v8.dev/blog/explicit-compile-hints); elsewhere it is a comment.
function readAtOnce(): Plugin {
  const names = groups.map((group) => group.name)
  return {
    name: 'read-at-once',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler: (_, bundle) => {
        for (const part of Object.values(bundle)) if (part.type === 'chunk' && names.includes(part.name)) part.code = `//# allFunctionsCalledOnLoad\n${part.code}`
      },
    },
  }
}

const server = process.env['BATON'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  test: { include: ['src/**/*.test.ts'] },
  plugins: [react(), early(), readAtOnce()],
  resolve: { alias: { '~': at('src') } },
  build: {
    outDir: '../build/web/dist',
    emptyOutDir: true,
    assetsDir: 'assets/app',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: { host: '127.0.0.1', proxy: { '/v1': server, '/form': server } },
})
