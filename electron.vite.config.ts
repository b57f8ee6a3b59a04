import { readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type UserConfig } from 'electron-vite'
import { assembly } from './scripts/assembly.mjs'

/** The oldest Electron that Cadenza runs in: 33, the fallback (see scripts/electron-fallback.mjs). */
const NODE_TARGET = 'node20.18'
const CHROME_TARGET = 'chrome130'

const at = (path: string) => resolve(import.meta.dirname, path)

const app: UserConfig = {
  main: {
    plugins: [assembly()],
    build: {
      outDir: 'out',
      emptyOutDir: true,
      target: NODE_TARGET,
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          engine: at('src-main/engine/engine.ts'),
          cli: at('src-main/cli.ts')
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js'
        }
      }
    }
  },
  preload: {
    build: {
      outDir: 'out',
      emptyOutDir: false,
      externalizeDeps: false,
      target: NODE_TARGET,
      rolldownOptions: {
        input: { preload: at('src-main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [svelte({ configFile: false }), tailwindcss()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: CHROME_TARGET,
      sourcemap: true,
      rolldownOptions: { input: at('src-renderer/index.html') }
    }
  }
}

/** `npm run bench`: the benchmarks bundled as the app is, so that what is measured is what ships. */
const benches = (): UserConfig => ({
  main: {
    plugins: [assembly()],
    build: {
      outDir: 'out-bench',
      emptyOutDir: true,
      target: NODE_TARGET,
      sourcemap: true,
      externalizeDeps: { include: ['onnxruntime-node'] },
      rolldownOptions: {
        input: Object.fromEntries(
          readdirSync(at('tests/bench'))
            .filter((name) => name.endsWith('.bench.ts'))
            .map((name) => [basename(name, '.ts'), at(`tests/bench/${name}`)])
        ),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  }
})

export default defineConfig(() => (process.env.CADENZA_BENCH ? benches() : app))
