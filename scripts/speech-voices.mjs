#!/usr/bin/env node
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { SetupError, main, run, say } from './run.mjs'

const USAGE = 'node scripts/speech-voices.mjs OUT'
/** What is fetched; nothing is installed. `miscfiles` has the names that are spelled. */
const PACKAGES = ['flite', 'libflite1', 'asterisk-core-sounds-en-wav', 'miscfiles']

/** Flite's voices: how high each speaks, in Hz; Flite itself sets the pace. */
const VOICES = { kal16: [80, 125], awb: [95, 150], rms: [75, 120], slt: [135, 220] }
/** Longer sounds for the same words. */
const STRETCH = [0.75, 1.3]
const CLIPS_A_VOICE = 150

const DIGITS = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE']
const TEENS = 'TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN'.split(' ')
const TENS = 'TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY'.split(' ')
const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(
  ' '
)
const ORDINALS = (
  'FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH ' +
  'FOURTEENTH FIFTEENTH SIXTEENTH SEVENTEENTH EIGHTEENTH NINETEENTH TWENTIETH'
).split(' ')
const COMMANDS = 'YES NO GO STOP START HELP ERASE RUBOUT REPEAT ENTER'.split(' ')
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
function createDice(seed) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (/** @type {number} */ end) => Math.floor(end * next())
  return {
    below,
    /** @param {readonly number[]} range */
    between: ([low = 0, high = 1]) => low + (high - low) * next(),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[below(list.length)])
  }
}

/** @typedef {ReturnType<typeof createDice>} Dice */

/** @param {number} count @param {() => string} one */
const several = (count, one) => Array.from({ length: count }, one).join(' ')

/** From 1 to 99. @param {Dice} dice */
function twoDigits({ below, pick }) {
  const kind = below(3)
  if (kind === 0) return pick(DIGITS.slice(1))
  if (kind === 1) return pick(TEENS)
  return below(4) === 0 ? pick(TENS) : `${pick(TENS)} ${pick(DIGITS.slice(1))}`
}

/**
 * What people are asked to say to a recogniser of letters and numbers: a name spelled, a telephone number, a date, a code, a command.
 * @param {Dice} dice
 * @param {readonly string[]} names
 */
function sentence(dice, names) {
  const { below, pick } = dice
  const letters = () => several(2 + below(4), () => pick(LETTERS))
  const digits = () => several(1 + below(7), () => (below(8) === 0 ? 'OH' : pick(DIGITS)))
  const number = () =>
    below(5) === 0 ? `${pick(DIGITS.slice(1))} HUNDRED ${twoDigits(dice)}` : twoDigits(dice)
  const kinds = [
    () => [...pick(names)].join(' '),
    () => [...pick(names)].join(' '),
    letters,
    () => `${pick(['ERASE', 'RUBOUT'])} ${letters()} ${number()}`,
    () => `${letters()} ${number()}`,
    digits,
    () => `${number()} ${number()}`,
    () => `ENTER ${below(2) === 0 ? digits() : number()}`,
    () => `${pick(MONTHS)} ${pick(ORDINALS)} NINETEEN ${twoDigits(dice)}`,
    () => several(1 + below(2), () => pick(COMMANDS))
  ]
  return pick(kinds)()
}

/** Towns and given names in capital letters, none of another alphabet. @param {string} root */
function readNames(root) {
  const read = (/** @type {string} */ path) =>
    gunzipSync(readFileSync(join(root, 'usr/share', path)))
      .toString('utf8')
      .split('\n')
  const given = read('dict/propernames.gz')
  const towns = read('misc/na.phone.gz')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(':')[1] ?? '')
  const names = [...given, ...towns].map((name) => name.toUpperCase().replaceAll(/[^A-Z]/g, ''))
  return [...new Set(names)].filter((name) => name.length >= 3 && name.length <= 10).sort()
}

/** Downloads the packages and unpacks them. @param {string} out */
function fetchPackages(out) {
  const [root, folder] = [join(out, 'root'), join(out, 'packages')]
  if (existsSync(join(root, 'usr/bin/flite'))) return root
  mkdirSync(folder, { recursive: true })
  if (!run('apt-get', ['download', ...PACKAGES], { cwd: folder }).ok)
    throw new SetupError(
      `${PACKAGES.join(', ')} could not be fetched: this needs Debian and its package lists`
    )
  for (const name of readdirSync(folder))
    if (!run('dpkg', ['-x', join(folder, name), root]).ok)
      throw new SetupError(`${name} could not be unpacked`)
  return root
}

/** @typedef {{ file: string, speaker: string, transcript: string }} Row */

/** Has Flite say sentences, each voice others. @param {string} root @param {string} out @returns {Row[]} */
function speak(root, out) {
  const names = readNames(root)
  const dice = createDice(1)
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu')
  return Object.entries(VOICES).flatMap(([voice, pitch]) =>
    Array.from({ length: CLIPS_A_VOICE }, (_, i) => {
      const transcript = sentence(dice, names)
      const file = `${voice}-${i}.wav`
      const said = transcript.replaceAll(/\bA\b/g, 'ay') // else it may be the article
      const features = [
        ...['--setf', `duration_stretch=${dice.between(STRETCH).toFixed(2)}`],
        ...['--setf', `int_f0_target_mean=${dice.between(pitch).toFixed(0)}`]
      ]
      const args = ['-voice', voice, ...features, '-t', said, '-o', join(out, file)]
      if (!run(join(root, 'usr/bin/flite'), args, { env: { LD_LIBRARY_PATH: libraries } }).ok)
        throw new SetupError(`flite could not say '${transcript}'`)
      return { file, speaker: `flite-${voice}`, transcript }
    })
  )
}

/** What Allison Smith says for Asterisk: letters, digits, numbers, ordinals, months. @param {string} root @param {string} out @returns {Row[]} */
function collectPrompts(root, out) {
  const sounds = join(root, 'usr/share/asterisk/sounds/en_US_f_Allison')
  /** Names of files and what is said. */
  const said = [
    ...LETTERS.map((letter) => [`letters/${letter.toLowerCase()}`, letter]),
    ...[...DIGITS, ...TEENS].map((word, i) => [`digits/${i}`, word]),
    ...TENS.map((word, i) => [`digits/${20 + 10 * i}`, word]),
    ...ORDINALS.map((word, i) => [`digits/h-${i + 1}`, word]),
    ...MONTHS.map((word, i) => [`digits/mon-${i}`, word]),
    ['digits/oh', 'OH'],
    ['digits/hundred', 'HUNDRED'],
    ['digits/thousand', 'THOUSAND']
  ]
  return said.map(([name = '', transcript = '']) => {
    const file = `allison-${name.replace('/', '-')}.wav`
    copyFileSync(join(sounds, `${name}.wav`), join(out, file))
    return { file, speaker: 'allison', transcript }
  })
}

/**
 * More voices for scripts/train-speech.mjs, from Debian's packages: sentences by the four of Flite, and the letters and numbers that
 * Allison Smith recorded for Asterisk. OUT gets the recordings and transcripts.tsv.
 */
await main(async () => {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new SetupError(USAGE)
  const out = resolve(folder)
  const root = fetchPackages(out)
  const rows = [...speak(root, out), ...collectPrompts(root, out)]
  const lines = rows.map(({ file, speaker, transcript }) => [file, speaker, transcript].join('\t'))
  writeFileSync(join(out, 'transcripts.tsv'), `${['file\tspeaker\ttranscript', ...lines].join('\n')}\n`)
  say(`${rows.length} recordings in ${out}`)
})
