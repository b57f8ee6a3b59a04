#!/usr/bin/env node
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { writeNegations } from './negations.mjs'
import { ROOT, SetupError, main } from './run.mjs'
import { amendCard, train } from './training.mjs'

const USAGE = 'node scripts/train-sentences.mjs DATA [sentiment|emotions|emojify]'
const MODELS = join(ROOT, 'assets', 'models')
const TEXTS = join(ROOT, 'assets', 'texts')
const POLARITY = 'sentence polarity v1.0, B. Pang and L. Lee, through nltk_data: CC BY 4.0'
const GOEMOTIONS = 'GoEmotions, Google Research: CC BY 4.0'
const NEGATIONS = 'sentences with negations of Cadenza, MIT'
/** Sentences drawn from the grammar for each model. */
const DRAWN = { count: 4_000, seed: 1 }
/** As labs/sentences/near-duplicates.ts has it. */
const NEAR = 0.6

const RECIPES = {
  sentiment: '--from nothing --epochs 6 --learningRate 0.002 --dropout 0.5 --words 9000 --counts 0.25',
  emotions: '--from built-in --epochs 4 --learningRate 0.002 --dropout 0.4 --words 9000',
  // All sentences are learnt from: `folds` measures the recipe.
  emojify: '--from built-in:emotions --vectors frozen --hold 0'
}
const LICENCES = {
  sentiment: `${POLARITY}; ${NEGATIONS}`,
  emotions: `${GOEMOTIONS}; ${NEGATIONS}; started from sentiment (${POLARITY})`,
  emojify: `sentences of Cadenza, MIT; started from emotions (${GOEMOTIONS}) and sentiment (${POLARITY})`
}

/** @param {string} file */
const linesOf = (file) =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
/** @param {string} text */
const wordsOf = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}']+|[^\s]/gu))

/**
 * Whether a sentence shares NEAR of its words with one that models are measured by: the sentences with emoji and the pairs.
 * @returns {(text: string) => boolean}
 */
function nearMeasured() {
  const pairs = linesOf(join(TEXTS, 'order-pairs.txt')).flatMap((line) => line.split('|'))
  const measured = [
    ...linesOf(join(TEXTS, 'emojify.tsv')).map((line) => line.split('\t')[1] ?? ''),
    ...pairs.map((side) => side.slice(side.indexOf(':') + 1))
  ].map(wordsOf)
  return (text) => {
    const words = wordsOf(text)
    return measured.some((other) => {
      const shared = [...words].filter((word) => other.has(word)).length
      return shared >= NEAR * (words.size + other.size - shared)
    })
  }
}

/**
 * A file a label, what the grammar gives in `extra`.
 * @param {string} folder
 * @param {'sentiment' | 'emotions'} which
 * @param {string} data
 */
function layOut(folder, which, data) {
  const isNear = nearMeasured()
  /** @type {(name: string, texts: string[]) => void} */
  const write = (name, texts) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), `${texts.join('\n')}\n`)
  }
  const negations = writeNegations(which === 'sentiment' ? 'praise' : 'mood', DRAWN).filter(
    ({ text }) => !isNear(text)
  )
  const [good, bad] = which === 'sentiment' ? ['positive', 'negative'] : ['joy', 'sadness']
  for (const [name, isGood] of /** @type {const} */ ([
    [good, true],
    [bad, false]
  ]))
    write(
      `extra/${name}.txt`,
      negations.filter((one) => one.isGood === isGood).map(({ text }) => text)
    )
  if (which === 'sentiment') {
    write('positive.txt', linesOf(join(data, 'sentence-polarity', 'pos.txt')))
    write('negative.txt', linesOf(join(data, 'sentence-polarity', 'neg.txt')))
    return
  }
  const names = linesOf(join(data, 'goemotions', 'labels.txt'))
  const comments = linesOf(join(data, 'goemotions', 'train.tsv'))
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([text, label]) => text?.trim() && !label?.includes(',') && !isNear(text))
  names.forEach((name, label) => {
    const texts = comments.filter(([, its]) => Number(its) === label).map(([text]) => text?.trim() ?? '')
    if (name !== 'neutral') write(`${name}.txt`, texts)
  })
}

/** @param {'sentiment' | 'emotions' | 'emojify'} which @param {string[]} data */
function make(which, data) {
  const out = join(MODELS, which)
  train(['language', 'train', 'sentences', '--seed', '1', ...data, ...RECIPES[which].split(' ')], out)
  amendCard(out, { params: { recipe: 'scripts/train-sentences.mjs' }, dataLicence: LICENCES[which] })
}

/**
 * The recipes of assets/models: sentiment from DATA/sentence-polarity, emotions from DATA/goemotions, which begins with sentiment, and emojify
 * from assets/texts/emojify.tsv, which begins with emotions. The first two learn negations too (negations.mjs). Each comment has one label;
 * what is nearly a sentence that models are measured by is left out. An interrupted training goes on where it was.
 */
await main(async () => {
  const [data, which] = process.argv.slice(2)
  const all = /** @type {const} */ (['sentiment', 'emotions', 'emojify'])
  const chosen = all.filter((name) => !which || name === which)
  if (!data || chosen.length === 0) throw new SetupError(USAGE)
  for (const name of chosen) {
    if (name === 'emojify') {
      make(name, [])
      continue
    }
    const folder = mkdtempSync(join(tmpdir(), 'cadenza-sentences-'))
    try {
      layOut(folder, name, resolve(data))
      make(name, ['--data', folder])
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
})
