#!/usr/bin/env node
import { SetupError, main } from './run.mjs'
import { amendCard, train } from './training.mjs'

const USAGE = 'node scripts/train-dates.mjs OUT'
const RECIPE = ['--from', 'nothing', '--epochs', '40', '--seed', '1']

/** The recipe of assets/models/dates: its data are made up by the seed. An interrupted training goes on where it was. */
await main(async () => {
  const [out] = process.argv.slice(2)
  if (!out) throw new SetupError(USAGE)
  train(['language', 'train', 'dates', ...RECIPE], out)
  amendCard(out, { title: 'dates', params: { name: 'dates', recipe: 'scripts/train-dates.mjs' } })
})
