#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'

const USAGE = 'node scripts/measure-adding.mjs'
const OUT = join(ROOT, 'assets', 'inside', 'adding-problem.json')

/** What the Inside page starts again with one button: names are those of the action's params. */
const RECIPE = {
  task: 'adding',
  length: 100,
  direction: 'forward',
  layers: 1,
  units: 32,
  init: 'orthogonal',
  seed: 1,
  seeds: 3,
  steps: 4_000,
  batch: 32,
  learningRate: 0.005,
  clip: 1
}

/** Measures which cells solve the adding problem, and writes what the Inside page shows of it. */
await main(async () => {
  if (process.argv.length > 2) throw new SetupError(USAGE)
  const options = Object.entries(RECIPE).flatMap(([name, value]) => [`--${name}`, String(value)])
  const command = ['language', 'run', 'inside', '--action', 'compare', ...options, '--json']
  const started = Date.now()
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'cadenza.mjs'), ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8'
  })
  if (status !== 0) throw new SetupError(`the measurement ended with status ${status}`)
  const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const measured = {
    recipe: RECIPE,
    blindLoss: answer['loss of a blind guess'],
    runs: answer.runs,
    seconds: Math.round((Date.now() - started) / 1000),
    date: new Date().toISOString().slice(0, 10),
    version
  }
  writeFileSync(OUT, `${JSON.stringify(measured, null, 2)}\n`)
})
