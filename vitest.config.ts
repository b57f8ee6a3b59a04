import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const APP_TESTS = 'tests/app/**/*.test.ts'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [svelte({ configFile: false })],
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [APP_TESTS],
          testTimeout: 30_000
        }
      },
      {
        test: {
          name: 'app',
          include: [APP_TESTS],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false
        }
      }
    ]
  }
})
