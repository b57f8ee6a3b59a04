#!/usr/bin/env node
import { join, resolve } from 'node:path'
import { SetupError, main } from './run.mjs'
import { amendCard, train } from './training.mjs'

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
  train(['jazz', 'train', ...songs, ...RECIPE], out)
  amendCard(out, { params: { recipe: 'scripts/train-jazz.mjs' }, dataLicence: LICENCE })
})
