#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main, say } from './run.mjs'

const DIGITS = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE']
const WORDS = ['alexa', 'computer', 'jarvis', 'view_glass']
const LONGEST_SENTENCE = 90 // letters: LibriSpeech's longer sentences cost more time than they teach
const USAGE = 'node scripts/train-speech.mjs DATA OUT [options of `cadenza speech train`, such as --resume]'

/**
 * The recipe of assets/models/cadenza-ctc: trains on AN4, FSDD, LibriSpeech's part and some wake words (folders of DATA), without the
 * speakers that are kept to measure on: every eighth of AN4's, the first two of LibriSpeech's, and `theo` of FSDD's. `OUT/held` lists
 * what was kept, as folders for `cadenza speech evaluate`.
 */
await main(async () => {
  const [data, out, ...options] = process.argv.slice(2)
  if (!data || !out) throw new SetupError(USAGE)
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-speech-'))
  try {
    const { taught, held } = select(resolve(data))
    write(folder, taught)
    for (const [name, rows] of Object.entries(held)) write(join(out, 'held', name), rows)
    say(`${taught.length} recordings to train on`)
    const args = ['speech', 'train', '--data', folder, '--out', join(out, 'cadenza-ctc'), '--from', 'nothing']
    const noise = ['--noise', join(data, 'background-noise'), join(data, 'esc10')]
    const recipe = ['--epochs', '36', '--hold', '0.06', '--seed', '1']
    const { status } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts', 'cadenza.mjs'), ...args, ...noise, ...recipe, ...options],
      { stdio: 'inherit' }
    )
    process.exitCode = status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** @typedef {{ file: string, speaker: string, transcript: string }} Row */

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
        isEven: Number(index) % 2 === 0
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
    taught: [
      ...an4.filter(({ speaker }) => !an4Held.has(speaker)).map(named('an4')),
      ...libri
        .filter(({ speaker, transcript }) => !libriHeld.has(speaker) && transcript.length < LONGEST_SENTENCE)
        .map(named('librispeech')),
      ...fsdd
        .filter(({ row, isEven }) => row.speaker !== 'theo' && isEven)
        .map(({ row }) => named('fsdd')(row)),
      ...wake
    ],
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

/** @param {string} folder @param {Row[]} rows */
function write(folder, rows) {
  mkdirSync(folder, { recursive: true })
  const lines = rows.map(({ file, speaker, transcript }) => [file, speaker, transcript].join('\t'))
  writeFileSync(join(folder, 'transcripts.tsv'), `${['file\tspeaker\ttranscript', ...lines].join('\n')}\n`)
}
