#!/usr/bin/env node
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main, run } from './run.mjs'
import { readFloats, writeTranscripts } from './speech-corpus.mjs'
import { fetchCensus, fetchNames } from './speech-names.mjs'
import { DIGITS } from './speech-sentences.mjs'
import { train } from './training.mjs'

const WORDS = ['alexa', 'computer', 'jarvis', 'view_glass']
const USAGE = 'node scripts/train-speech.mjs DATA OUT'

/** What most stages do. */
const USUAL = {
  digits: 2,
  hold: 0.06,
  wake: false,
  voices: false,
  throats: { from: 0, to: 0 },
  noise: true,
  dropout: 0.2,
  share: 1,
  seed: 1,
  twin: 0
}

/**
 * What is trained on after what, each stage from the weights of the one before: letters are found soonest in few words said clearly.
 * `libri` is the length in letters of the longest sentence of LibriSpeech; longer ones cost more time than they teach. Of FSDD's recordings
 * every `digits`-th is used. `voices` are those of speech-voices.mjs, `throats` from which to before which of speech-throats.mjs. `hold` is the share of the
 * speakers that a stage does not train on but looks at. `share` is how much of the stage's weights is in its result, beside those it began
 * with; where there is a `twin`, the stage is trained a second time, with that seed, and its weights are the mean of both.
 */
const STAGES = [
  { ...USUAL, name: 'stage-1', epochs: 14, learningRate: 0.0015, libri: 0, noise: false },
  { ...USUAL, name: 'stage-2', epochs: 32, learningRate: 0.0013, libri: 90, wake: true },
  { ...USUAL, name: 'stage-3', epochs: 24, learningRate: 0.0008, libri: 40 },
  { ...USUAL, name: 'stage-4', epochs: 60, learningRate: 0.001, libri: 60, digits: 1, hold: 0, share: 0.6 },
  {
    ...USUAL,
    ...{ name: 'stage-5', epochs: 40, learningRate: 0.001, libri: 60, digits: 1, hold: 0, wake: true },
    share: 0.3
  },
  {
    ...USUAL,
    ...{ name: 'stage-6', epochs: 20, learningRate: 0.001, libri: 40, hold: 0, wake: true, voices: true },
    ...{ dropout: 0.3, share: 0.5 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-7', epochs: 4, learningRate: 0.001, libri: 40, hold: 0, wake: true, voices: true },
    ...{ dropout: 0.3, seed: 2, share: 0.7 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-8', epochs: 6, learningRate: 0.0008, libri: 30, digits: 1, hold: 0, wake: true },
    ...{ voices: true, throats: { from: 0, to: 54 }, dropout: 0.25, seed: 3, share: 0.7 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-9', epochs: 18, learningRate: 0.0008, libri: 30, digits: 1, hold: 0, wake: true },
    ...{ voices: true, throats: { from: 0, to: 1_054 }, dropout: 0.25, seed: 6 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-10', epochs: 14, learningRate: 0.0008, libri: 30, digits: 1, hold: 0, wake: true },
    ...{ voices: true, throats: { from: 0, to: 906 }, dropout: 0.25, seed: 7, twin: 8, share: 2 / 3 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-11', epochs: 12, learningRate: 0.0008, libri: 30, digits: 1, hold: 0, wake: true },
    ...{ voices: true, throats: { from: 1_054, to: 2_054 }, dropout: 0.25, seed: 10, twin: 11 }
  },
  {
    ...USUAL,
    ...{ name: 'stage-12', epochs: 10, learningRate: 0.0008, libri: 30, digits: 1, hold: 0, wake: true },
    ...{ voices: true, throats: { from: 1_054, to: 2_783 }, dropout: 0.25, seed: 12, twin: 13 }
  }
]

/**
 * @param {typeof STAGES[number] & { from: string, target: string, data: string, out: string }} stage
 * @param {ReturnType<typeof select>} corpora
 */
function trainStage(stage, { an4, fsdd, librispeech, wake }) {
  const { data, target, from, epochs, learningRate, dropout, seed } = stage
  const folder = join(stage.out, 'lists', stage.name)
  const short = librispeech.filter(({ transcript }) => transcript.length < stage.libri)
  const digits = fsdd.filter(({ index }) => index % stage.digits === 0).map(({ row }) => row)
  const voices = stage.voices ? readMade('voices', stage.out) : []
  const throats =
    stage.throats.to > 0 ? readMade('throats', stage.out).slice(stage.throats.from, stage.throats.to) : []
  writeTranscripts(folder, [...an4, ...voices, ...throats, ...short, ...digits, ...(stage.wake ? wake : [])])
  const noise = ['--noise', join(data, 'background-noise'), join(data, 'esc10')]
  train(
    [
      ...['speech', 'train', '--data', folder, '--from', from, '--hold', `${stage.hold}`],
      ...(stage.noise ? noise : []),
      ...['--epochs', `${epochs}`, '--learningRate', `${learningRate}`],
      ...['--dropout', `${dropout}`, '--seed', `${seed}`]
    ],
    target
  )
}

/**
 * What speech-voices.mjs or speech-throats.mjs makes and fetches, where it is not there yet.
 * @param {'voices' | 'throats'} name
 * @param {string} out
 */
function readMade(name, out) {
  const folder = resolve(out, name)
  if (
    !existsSync(join(folder, 'transcripts.tsv')) &&
    !run(process.execPath, [join(ROOT, 'scripts', `speech-${name}.mjs`), folder]).ok
  )
    throw new SetupError(`the ${name} could not be made (see above)`)
  return readRows(folder).map(named(name))
}

/**
 * The mean of the weights of two networks, where `share` is what the first counts: where one was trained on from the other, or both from the
 * same, it often does better than either (Wortsman et al. 2022, model soups).
 * @param {{ after: string, before: string, share: number, to: string }} mixture
 * @returns its folder
 */
function blend({ after, before, share, to }) {
  const [one, other] = [after, before].map((folder) => readFloats(join(folder, 'weights.bin')))
  if (!one || !other || one.length !== other.length) throw new SetupError(`${after} and ${before} do not fit`)
  cpSync(after, to, { recursive: true })
  const mean = one.map((value, i) => share * value + (1 - share) * (other[i] ?? 0))
  writeFileSync(join(to, 'weights.bin'), new Uint8Array(mean.buffer))
  return to
}

/**
 * Adds names, spelled, to the sentences that the recogniser's word n-gram is counted from.
 * @param {string} model
 * @param {string} out where they are fetched to
 */
function addNames(model, out) {
  const file = join(model, 'model.json')
  const json = JSON.parse(readFileSync(file, 'utf8'))
  const names = [...fetchNames(out), ...fetchCensus(out)].map((name) => [...name].join(' '))
  json.config.texts = [...new Set([...json.config.texts, ...names])]
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`)
}

/** @typedef {import('./speech-corpus.mjs').Row} Row */

/** @param {string} data */
function select(data) {
  const an4 = readRows(join(data, 'an4'))
  const libri = readRows(join(data, 'librispeech'))
  const fsdd = readdirSync(join(data, 'fsdd'))
    .filter((name) => name.endsWith('.flac'))
    .map((name) => {
      const [digit, speaker, index] = name.split(/[_.]/)
      return {
        row: {
          file: join(data, 'fsdd', name),
          speaker: `${speaker}`,
          transcript: `${DIGITS[Number(digit)]}`
        },
        index: Number(index)
      }
    })
  const wake = WORDS.flatMap((word) =>
    readdirSync(join(data, 'wake-words', word))
      .filter((name, i) => name.endsWith('.flac') && i % 4 === 1)
      .map((name) => ({
        file: join(data, 'wake-words', word, name),
        speaker: '',
        transcript: word.replace('_', ' ').toUpperCase()
      }))
  )
  const an4Held = new Set(speakersOf(an4).filter((_, i) => i % 8 === 0))
  const libriHeld = new Set(speakersOf(libri).slice(0, 2))
  return {
    an4: an4.filter(({ speaker }) => !an4Held.has(speaker)).map(named('an4')),
    librispeech: libri.filter(({ speaker }) => !libriHeld.has(speaker)).map(named('librispeech')),
    fsdd: fsdd
      .filter(({ row }) => row.speaker !== 'theo')
      .map(({ row, index }) => ({ row: named('fsdd')(row), index })),
    wake,
    held: {
      an4: an4.filter(({ speaker }) => an4Held.has(speaker)),
      librispeech: libri.filter(({ speaker }) => libriHeld.has(speaker)),
      fsdd: fsdd.filter(({ row }) => row.speaker === 'theo').map(({ row }) => row)
    }
  }
}

/** @param {string} corpus @returns {(row: Row) => Row} */
const named = (corpus) => (row) => ({ ...row, speaker: `${corpus}-${row.speaker}` })

/** @param {Row[]} rows */
const speakersOf = (rows) => [...new Set(rows.map(({ speaker }) => speaker))].sort()

/** @param {string} folder @returns {Row[]} */
function readRows(folder) {
  const lines = readFileSync(join(folder, 'transcripts.tsv'), 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [file = '', speaker = '', transcript = ''] = line.split('\t')
    return { file: join(folder, file), speaker, transcript }
  })
}

/**
 * The recipe of assets/models/cadenza-ctc: trains on AN4, FSDD, LibriSpeech's part and some wake words (folders of DATA), and on the voices
 * that speech-voices.mjs and speech-throats.mjs make, on Debian, in OUT/voices and OUT/throats; without the speakers that are kept to measure on: every eighth of AN4's, the
 * first two of LibriSpeech's, and `theo` of FSDD's. `OUT/held` lists what was kept, as folders for `cadenza speech evaluate`. A stage that is
 * there already is not trained again, and one that was interrupted goes on.
 */
await main(async () => {
  const [data, out] = process.argv.slice(2)
  if (!data || !out) throw new SetupError(USAGE)
  const corpora = select(resolve(data))
  for (const [name, rows] of Object.entries(corpora.held)) writeTranscripts(join(out, 'held', name), rows)
  let from = 'nothing'
  for (const stage of STAGES) {
    const trained = (/** @type {string} */ name, /** @type {number} */ seed) => {
      const target = join(out, name)
      const isThere = existsSync(join(target, 'weights.bin'))
      if (!isThere) trainStage({ ...stage, seed, from, target, data, out }, corpora)
      return target
    }
    const { name, seed, twin, share } = stage
    let result = trained(name, seed)
    if (twin > 0)
      result = blend({
        after: result,
        before: trained(`${name}-twin`, twin),
        share: 0.5,
        to: `${result}-mean`
      })
    from = share < 1 ? blend({ after: result, before: from, share, to: `${result}-blended` }) : result
  }
  const model = join(out, 'cadenza-ctc')
  cpSync(from, model, { recursive: true })
  addNames(model, out)
})
