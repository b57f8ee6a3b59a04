#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'

const USAGE = 'node scripts/train-sentences.mjs DATA [sentiment|emojify]'
const MODELS = join(ROOT, 'assets', 'models')
const POLARITY = 'sentence polarity v1.0, B. Pang and L. Lee, through nltk_data: CC BY 4.0'
const SENTIMENT = [
  '--from',
  'nothing',
  '--epochs',
  '6',
  '--learningRate',
  '0.002',
  '--dropout',
  '0.5',
  '--words',
  '9000'
]
/** All sentences are learnt from: `folds` measures the recipe. */
const EMOJIFY = ['--from', 'built-in', '--hold', '0']

/** @param {{ out: string, recipe: string[], licence: string }} model */
function train({ out, recipe, licence }) {
  const resume = existsSync(join(out, '.training')) ? ['--resume'] : []
  const command = ['language', 'train', 'sentences', '--out', out, '--seed', '1', ...recipe, ...resume]
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'cadenza.mjs'), ...command], {
    stdio: 'inherit'
  })
  if (status !== 0)
    throw new SetupError(`the training ended with status ${status}; the same command goes on from there`)
  const file = join(out, 'card.json')
  const card = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(
    file,
    `${JSON.stringify({ ...card, params: { ...card.params, recipe: 'scripts/train-sentences.mjs' }, dataLicence: licence }, null, 2)}\n`
  )
}

/**
 * The recipe of assets/models/sentiment, from DATA/pos.txt and DATA/neg.txt (sentence polarity), and of assets/models/emojify, which begins with
 * it and learns assets/texts/emojify.tsv. An interrupted training goes on where it was.
 */
await main(async () => {
  const [data, which] = process.argv.slice(2)
  if (!data || (which && which !== 'sentiment' && which !== 'emojify')) throw new SetupError(USAGE)
  if (which !== 'emojify') {
    const folder = mkdtempSync(join(tmpdir(), 'cadenza-sentences-'))
    try {
      copyFileSync(join(resolve(data), 'pos.txt'), join(folder, 'positive.txt'))
      copyFileSync(join(resolve(data), 'neg.txt'), join(folder, 'negative.txt'))
      train({ out: join(MODELS, 'sentiment'), recipe: ['--data', folder, ...SENTIMENT], licence: POLARITY })
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  if (which !== 'sentiment')
    train({
      out: join(MODELS, 'emojify'),
      recipe: EMOJIFY,
      licence: `sentences of Cadenza, MIT; started from sentiment (${POLARITY})`
    })
})
