import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { assembly } from './scripts/assembly.mjs'

const APP_TESTS = 'tests/app/**/*.test.ts'
/** Only a test that hangs is meant to meet these, also on a busy machine. */
const PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000 }

export default defineConfig({
  test: {
    teardownTimeout: 60_000,
    projects: [
      {
        plugins: [svelte({ configFile: false }), assembly()],
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [APP_TESTS],
          ...PATIENCE
        }
      },
      {
        test: {
          name: 'app',
          include: [APP_TESTS],
          ...PATIENCE,
          fileParallelism: false
        }
      }
    ]
  }
})
