import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openVirtualDisplay } from './display.mjs'
import { ROOT, SetupError, run, say } from './run.mjs'
import { setUp } from './setup.mjs'
import { summarise } from './summary.mjs'

/** @typedef {import('./count-reporter.mjs').Counts} Counts */

/** A project that came to no result. @param {string} project @param {string} reason @returns {Counts} */
const failedRun = (project, reason) => ({
  passed: 0,
  failed: [{ name: `the ${project} tests`, reason }],
  skipped: []
})

/**
 * Runs one of vitest's projects.
 * @param {'unit' | 'app'} project
 * @param {string[]} filters file name filters
 * @param {Record<string, string>} [env]
 * @returns {Counts}
 */
function runProject(project, filters, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-test-'))
  const file = join(folder, 'counts.json')
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'count-reporter.mjs')}`]
  const args = [program, 'run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
  try {
    const { ok } = run(process.execPath, args, { env: { ...env, CADENZA_COUNTS: file } })
    const counts = /** @type {Counts} */ (JSON.parse(readFileSync(file, 'utf8')))
    if (ok || counts.failed.length > 0) return counts
    return { ...counts, failed: failedRun(project, 'vitest failed without naming a test, see above').failed }
  } catch {
    return failedRun(project, 'vitest ended without a result, see above')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The tests in the real window, on a virtual display unless there is one. @param {string[]} filters */
async function runAppTests(filters) {
  const display =
    process.platform === 'linux' && !process.env.DISPLAY ? await openVirtualDisplay() : undefined
  try {
    return runProject('app', filters, display ? { DISPLAY: display.display } : {})
  } finally {
    display?.close()
  }
}

/**
 * Does the set-up; what the window lacks does not keep the other tests from running.
 * @returns {Promise<string | undefined>} why the app tests cannot run
 */
async function setUpTests() {
  try {
    await setUp({ needsWindow: true, needsXvfb: !process.env.DISPLAY })
    return undefined
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return error.message
  }
}

const filters = process.argv.slice(2)
const problem = await setUpTests()
/** @type {Counts[]} */
const suites = [runProject('unit', filters)]
if (!problem) suites.push(await runAppTests(filters))
else suites.push(failedRun('app', problem))
const { named, line, status } = summarise(suites)
named.forEach(say)
process.stdout.write(`${line}\n`)
process.exitCode = status
