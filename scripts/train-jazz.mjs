#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'

const USAGE = 'node scripts/train-jazz.mjs DATA OUT'
const LICENCE =
  'made from the Weimar Jazz Database (Jazzomat Research Project), which is available under the Open Database License 1.0: https://opendatacommons.org/licenses/odbl/1.0/'
const RECIPE = ['--from', 'nothing', '--epochs', '30', '--units', '192', '--layers', '2', '--seed', '1']

/**
 * The recipe of assets/models/jazz-soloist: trains on the Weimar Jazz Database (DATA/midi and DATA/catalog.json) but for the tunes that every
 * soloist is kept from. An interrupted training goes on where it was.
 */
await main(async () => {
  const [data, out] = process.argv.slice(2)
  if (!data || !out) throw new SetupError(USAGE)
  const songs = ['--midi', join(resolve(data), 'midi'), '--catalog', join(resolve(data), 'catalog.json')]
  const resume = existsSync(join(out, '.training')) ? ['--resume'] : []
  const command = ['jazz', 'train', ...songs, '--out', out, ...RECIPE, ...resume]
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'cadenza.mjs'), ...command], {
    stdio: 'inherit'
  })
  if (status !== 0)
    throw new SetupError(`the training ended with status ${status}; the same command goes on from there`)
  const file = join(out, 'card.json')
  const card = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(
    file,
    `${JSON.stringify({ ...card, params: { recipe: 'scripts/train-jazz.mjs' }, dataLicence: LICENCE }, null, 2)}\n`
  )
})
