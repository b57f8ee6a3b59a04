import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { electronVite } from './build.mjs'
import { installDependencies } from './dependencies.mjs'
import { ROOT, SetupError, main, say } from './run.mjs'

/** @typedef {import('../tests/bench/bench.ts').BenchRow} BenchRow */
/** @typedef {import('../tests/bench/bench.ts').Compared} Compared */
/** @typedef {import('../tests/bench/bench.ts').Measured} Measured */
/** @typedef {import('../tests/bench/bench.ts').Timing} Timing */

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

/** @param {Measured} row */
function printMeasured({ name, value, unit, budget, note }) {
  const parts = [`  ${name}`, `${value} ${unit}`, budget ? `(budget ${budget})` : '', note ?? '']
  say(parts.filter(Boolean).join('  '))
}

/** @param {number} value */
const short = (value) => Number(value.toPrecision(3)).toString()

/** @param {Timing} timing */
const time = ({ ms, low, high }) => `${short(ms)} ms (${short(low)} to ${short(high)})`

/** @param {Compared} row */
function printCompared({ name, shape, ours, peers, budgets, note }) {
  say(`  ${name}  ${shape}`)
  say(
    `    ours  ${time(ours)}  ${short(ours.gflops)} GFLOPS  ${ours.threads === 1 ? 'one thread' : `${ours.threads} threads`}  ${note ?? ''}`.trimEnd()
  )
  for (const [peer, result] of Object.entries(peers)) {
    if ('missing' in result) {
      say(`    ${peer} is missing: ${result.missing}`)
      continue
    }
    const budget = budgets?.[peer]
    const verdict = budget ? `, budget ≤ ${budget}${result.ratio <= budget ? '' : ': MISSED'}` : ''
    const [least, most] = result.ratios.map(short)
    say(
      `    ${peer}  ${time(result)}  ratio ${short(result.ratio)} (${least} to ${most}${verdict})  ${result.what}`
    )
  }
}

/** @param {string} name */
async function runBench(name) {
  say(name)
  const { bench } = await import(pathToFileURL(join(BUILT, `${name}.js`)).href)
  if (typeof bench !== 'function')
    throw new SetupError(`tests/bench/${name}.ts must export a function named bench`)
  const rows = /** @type {BenchRow[]} */ (await bench(say))
  for (const row of rows)
    if ('ours' in row) printCompared(row)
    else printMeasured(row)
  return rows.map((row) => ({ bench: name.replace('.bench', ''), ...row }))
}

await main(async () => {
  const args = process.argv.slice(2)
  await installDependencies()
  const names = listBenches(args.filter((arg) => !arg.startsWith('--')))
  buildBenches()
  const results = []
  for (const name of names) results.push(...(await runBench(name)))
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(results)}\n`)
})
