// How the app is built: into build/web/dist, its parts under /assets/app with a hash in their names.
// `npx vite` serves it for development and passes the API on to a server (BATON, http://127.0.0.1:8080).
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env['BATON'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  test: { include: ['src/**/*.test.ts'] },
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('src', import.meta.url)) } },
  build: {
    outDir: '../build/web/dist',
    emptyOutDir: true,
    assetsDir: 'assets/app',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
  server: { host: '127.0.0.1', proxy: { '/v1': server, '/form': server } },
})
