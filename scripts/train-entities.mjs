#!/usr/bin/env node
import { SetupError, main } from './run.mjs'
import { amendCard, train } from './training.mjs'

const USAGE = 'node scripts/train-entities.mjs OUT'
const RECIPE = ['--epochs', '30', '--hold', '0', '--seed', '1']

/** The recipe of assets/models/entities: wikigold but for the documents that nobody is taught. An interrupted training goes on where it was. */
await main(async () => {
  const [out] = process.argv.slice(2)
  if (!out) throw new SetupError(USAGE)
  train(['language', 'train', 'entities', ...RECIPE], out)
  amendCard(out, { title: 'entities', params: { recipe: 'scripts/train-entities.mjs' } })
})
