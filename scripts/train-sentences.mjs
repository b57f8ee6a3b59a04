#!/usr/bin/env node
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { writeNegations } from './negations.mjs'
import { ROOT, SetupError, main } from './run.mjs'
import { amendCard, train } from './training.mjs'

const USAGE =
  'node scripts/train-sentences.mjs DATA sentiment, DATA sentences, DATA emotions [TEACHER.tsv], or DATA emojify'
const MODELS = join(ROOT, 'assets', 'models')
const TEXTS = join(ROOT, 'assets', 'texts')
const POLARITY = 'sentence polarity v1.0, B. Pang and L. Lee, through nltk_data: CC BY 4.0'
const GOEMOTIONS = 'GoEmotions, Google Research: CC BY 4.0'
const NEGATIONS = 'sentences with negations of Cadenza, MIT'
const TEACHER =
  'vectors of sentences by all-MiniLM-L6-v2, Apache-2.0, some of the sentences of Tatoeba, CC BY 2.0'
/** Sentences drawn from the grammar for each model. */
const DRAWN = { count: 4_000, seed: 1 }
/** Words that the teacher is asked about alone: so many of its sentences' and of the shared vectors', the commonest. */
const COMMON = { ofSentences: 14_000, ofTable: 16_000 }
/** As labs/sentences/near-duplicates.ts has it. */
const NEAR = 0.6

const RECIPES = {
  sentiment: '--from nothing --epochs 6 --learningRate 0.002 --dropout 0.5 --words 9000 --counts 0.25',
  emotions: '--from built-in --epochs 4 --learningRate 0.002 --dropout 0.4 --words 9000',
  /** Tried, not shipped (assets/models/emojify/card.md). */
  taught: '--from built-in --epochs 4 --learningRate 0.002 --dropout 0.2 --words 9000',
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
  /** @type {Map<string, number[]>} */
  const withWord = new Map()
  measured.forEach((words, place) => {
    for (const word of words) withWord.set(word, [...(withWord.get(word) ?? []), place])
  })
  return (text) => {
    const words = wordsOf(text)
    /** @type {Map<number, number>} */
    const shared = new Map()
    for (const word of words)
      for (const place of withWord.get(word) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1)
    return [...shared].some(
      ([place, count]) => count >= NEAR * (words.size + (measured[place]?.size ?? 0) - count)
    )
  }
}

/**
 * What the teacher (sentence-teacher.py) is asked about, each once: sentences of Tatoeba, GoEmotions and sentence polarity, negations, and the
 * commonest words alone. Nothing of them has a label.
 * @param {string} data
 */
function taughtSentences(data) {
  const sentences = [
    ...linesOf(join(data, 'tatoeba', 'eng-fra.tsv')).map((line) => line.split('\t')[0] ?? ''),
    ...['train.tsv', 'dev.tsv'].flatMap((name) =>
      linesOf(join(data, 'goemotions', name))
        .slice(1)
        .map((line) => line.split('\t')[0] ?? '')
    ),
    ...['pos.txt', 'neg.txt'].flatMap((name) => linesOf(join(data, 'sentence-polarity', name))),
    .../** @type {const} */ (['praise', 'mood']).flatMap((kind) =>
      writeNegations(kind, DRAWN).map(({ text }) => text)
    )
  ].map((text) => text.trim())
  const isNear = nearMeasured()
  const kept = [...new Set(sentences)].filter((text) => text !== '' && !isNear(text))
  const words = [...commonest(kept).slice(0, COMMON.ofSentences), ...wordsOfTable().slice(0, COMMON.ofTable)]
  return [...new Set([...kept, ...words.filter((word) => /^\p{L}+$/u.test(word) && !isNear(word))])]
}

/**
 * The words that stand in two sentences or more, the commonest first.
 * @param {readonly string[]} sentences
 */
function commonest(sentences) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const sentence of sentences)
    for (const word of wordsOf(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([word]) => word)
}

/** The words of the shared vectors, the commonest first (src-main/text/vector-table.ts says how they lie). */
function wordsOfTable() {
  const bytes = readFileSync(join(ROOT, 'assets', 'vectors', 'english.bin'))
  return bytes.toString('utf8', 20, 20 + bytes.readUInt32LE(16)).split('\n')
}

/**
 * A file a label, what the grammar gives in `extra`, and what a teacher says where there is one.
 * @param {string} folder
 * @param {'sentiment' | 'emotions'} which
 * @param {{ data: string, teacher: string | undefined }} from
 */
function layOut(folder, which, { data, teacher }) {
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
  if (teacher) copyFileSync(resolve(teacher), join(folder, 'teacher.tsv'))
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

/**
 * @param {'sentiment' | 'emotions' | 'emojify'} which
 * @param {string[]} data
 * @param {keyof typeof RECIPES} recipe
 */
function make(which, data, recipe) {
  const out = join(MODELS, which)
  train(['language', 'train', 'sentences', '--seed', '1', ...data, ...RECIPES[recipe].split(' ')], out)
  const dataLicence = recipe === 'taught' ? `${LICENCES[which]}; ${TEACHER}` : LICENCES[which]
  amendCard(out, { params: { recipe: 'scripts/train-sentences.mjs' }, dataLicence })
}

/**
 * The recipes of assets/models: sentiment from DATA/sentence-polarity, emotions from DATA/goemotions, which begins with sentiment, and emojify
 * from assets/texts/emojify.tsv, which begins with emotions. The first two learn negations too (negations.mjs). Each comment has one label;
 * what is nearly a sentence that models are measured by is left out. Emotions may learn besides what sentence-teacher.py makes of what
 * `sentences` prints. An interrupted training goes on where it was.
 */
await main(async () => {
  const [data, which, teacher] = process.argv.slice(2)
  if (data && which === 'sentences') {
    process.stdout.write(`${taughtSentences(resolve(data)).join('\n')}\n`)
    return
  }
  if (data && which === 'emojify') {
    make(which, [], which)
    return
  }
  if (!data || !(which === 'sentiment' || which === 'emotions')) throw new SetupError(USAGE)
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-sentences-'))
  try {
    layOut(folder, which, { data: resolve(data), teacher })
    make(which, ['--data', folder], teacher ? 'taught' : which)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
