#!/usr/bin/env node
import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SetupError, main, run, say } from './run.mjs'
import { fetchDebian, writeTranscripts } from './speech-corpus.mjs'
import { fetchNames } from './speech-names.mjs'
import { createDice, DIGITS, LETTERS, MONTHS, ORDINALS, sentence, TEENS, TENS } from './speech-sentences.mjs'

const USAGE = 'node scripts/speech-voices.mjs OUT'
/** What is fetched; nothing is installed. */
const PACKAGES = ['flite', 'libflite1', 'asterisk-core-sounds-en-wav']

/** Flite's voices: how high each speaks, in Hz; Flite itself sets the pace. */
const VOICES = { kal16: [80, 125], awb: [95, 150], rms: [75, 120], slt: [135, 220] }
/** Longer sounds for the same words. */
const STRETCH = [0.75, 1.3]
const CLIPS_A_VOICE = 150

/** @typedef {import('./speech-corpus.mjs').Row} Row */

/** Has Flite say sentences, each voice others. @param {string} root @param {string} out @returns {Row[]} */
function speak(root, out) {
  const names = fetchNames(out)
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
  const root = fetchDebian(PACKAGES, out)
  const rows = [...speak(root, out), ...collectPrompts(root, out)]
  writeTranscripts(out, rows)
  say(`${rows.length} recordings in ${out}`)
})
