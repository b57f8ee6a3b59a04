import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { electronVite } from './build.mjs'
import { installDependencies } from './dependencies.mjs'
import { ROOT, SetupError, main, say } from './run.mjs'

/** @typedef {import('../tests/bench/bench.ts').BenchRow} BenchRow */

const FOLDER = join(ROOT, 'tests', 'bench')
const BUILT = join(ROOT, 'out-bench')

/** Bundles every bench as the app is bundled, so that what is measured is what ships. */
function buildBenches() {
  const { ok, output } = electronVite(['build'], { CADENZA_BENCH: '1' })
  if (ok) return
  say(output)
  throw new SetupError('the benchmarks could not be built (see above)')
}

/** @param {string[]} filters parts of names; none means all */
function listBenches(filters) {
  const all = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.bench.ts')) : []
  const names = all.map((name) => basename(name, '.ts'))
  const chosen = names.filter(
    (name) => filters.length === 0 || filters.some((filter) => name.includes(filter))
  )
  if (chosen.length === 0)
    throw new SetupError(
      `no benchmark matches ${filters.join(' ') || '(there is none)'}: there are ${names.join(', ')}`
    )
  return chosen
}

/** @param {BenchRow} row */
function print({ what, value, unit, budget, note }) {
  const parts = [`  ${what}`, `${value} ${unit}`, budget ? `(budget ${budget})` : '', note ?? '']
  say(parts.filter(Boolean).join('  '))
}

/** @param {string} name */
async function runBench(name) {
  say(name)
  const { bench } = await import(pathToFileURL(join(BUILT, `${name}.js`)).href)
  if (typeof bench !== 'function')
    throw new SetupError(`tests/bench/${name}.ts must export a function named bench`)
  const rows = /** @type {BenchRow[]} */ (await bench(say))
  rows.forEach(print)
  return { name, rows }
}

await main(async () => {
  const args = process.argv.slice(2)
  await installDependencies()
  const names = listBenches(args.filter((arg) => !arg.startsWith('--')))
  buildBenches()
  const results = []
  for (const name of names) results.push(await runBench(name))
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ machine, results })}\n`)
})
