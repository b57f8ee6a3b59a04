import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SetupError } from './run.mjs'

/**
 * Trains by Cadenza's own command line into the folder `out`; what was interrupted there goes on.
 * @param {string[]} command such as `language train dates` and its options
 * @param {string} out
 */
export function train(command, out) {
  const resume = existsSync(join(out, '.training')) ? ['--resume'] : []
  const { status } = cadenza([...command, '--out', out, ...resume], 'inherit')
  if (status !== 0)
    throw new SetupError(
      `the training of ${out} ended with status ${status}; the same command goes on from there`
    )
}

/**
 * Runs Cadenza's command line.
 * @param {string[]} command
 * @param {'inherit' | 'pipe'} stdout
 */
export function cadenza(command, stdout) {
  return spawnSync(process.execPath, [join(ROOT, 'scripts', 'cadenza.mjs'), ...command], {
    stdio: ['ignore', stdout, 'inherit'],
    encoding: 'utf8'
  })
}

/**
 * Writes into the card of a trained model what its recipe knows and its training did not.
 * @param {string} out
 * @param {{ params: Record<string, unknown>, metrics?: Record<string, unknown> } & Record<string, unknown>} said its params and metrics are added to those of the card
 */
export function amendCard(out, { params, metrics, ...said }) {
  const file = join(out, 'card.json')
  const card = JSON.parse(readFileSync(file, 'utf8'))
  const amended = {
    ...card,
    ...said,
    params: { ...card.params, ...params },
    metrics: { ...card.metrics, ...metrics }
  }
  writeFileSync(file, `${JSON.stringify(amended, null, 2)}\n`)
}
