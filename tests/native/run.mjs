import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, say } from '../../scripts/run.mjs'
import { provideTensorFlow } from './rig.mjs'
import { Obstacle } from './run-for.mjs'

/** They take a quarter of a minute. */
const TEST_MINUTES = 8

/**
 * `npm run test:native`: the tests of the backend `tensorflow` on a real TensorFlow. Where that cannot be assembled, one line says why and
 * the exit status is 0: a network or a compiler that is missing is no fault of the code.
 */
try {
  const started = performance.now()
  const { env } = await provideTensorFlow()
  const seconds = (performance.now() - started) / 1000
  say(`native tests: TensorFlow is ready after ${seconds.toFixed(0)} s`)
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const { status, error } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, ...process.argv.slice(2)],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2], timeout: TEST_MINUTES * 60_000 }
  )
  if (error) say(`the native TensorFlow tests were ended: ${error.message}`)
  process.exitCode = status === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof Obstacle)) throw error
  say(`SKIPPED: the native TensorFlow tests did not run: ${error.message}`)
}
