import { defineConfig } from 'vitest/config'
import { assembly } from '../../scripts/assembly.mjs'

/** Files that only run.mjs runs: their names keep them out of `npm test`. */
export default defineConfig({
  plugins: [assembly()],
  test: {
    name: 'native',
    include: ['tests/native/**/*.native.ts'],
    testTimeout: 60_000,
    fileParallelism: false,
    // TensorFlow's threads do not survive a worker thread that ends.
    pool: 'forks'
  }
})
