#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'

const USAGE = 'node scripts/train-dates.mjs OUT'
const RECIPE = ['--from', 'nothing', '--epochs', '40', '--seed', '1']

/** The recipe of assets/models/dates: its data are made up by the seed. An interrupted training goes on where it was. */
await main(async () => {
  const [out] = process.argv.slice(2)
  if (!out) throw new SetupError(USAGE)
  const resume = existsSync(join(out, '.training')) ? ['--resume'] : []
  const command = ['language', 'train', 'dates', '--out', out, ...RECIPE, ...resume]
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'cadenza.mjs'), ...command], {
    stdio: 'inherit'
  })
  if (status !== 0)
    throw new SetupError(`the training ended with status ${status}; the same command goes on from there`)
  const file = join(out, 'card.json')
  const card = JSON.parse(readFileSync(file, 'utf8'))
  const said = {
    title: 'dates',
    params: { ...card.params, name: 'dates', recipe: 'scripts/train-dates.mjs' }
  }
  writeFileSync(file, `${JSON.stringify({ ...card, ...said }, null, 2)}\n`)
})
