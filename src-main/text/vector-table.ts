/** Words and their vectors, the commonest word first. */
export interface VectorTable {
  readonly words: readonly string[]
  readonly dimensions: number
  /** The row of a word as it is written, or else in lower case; −1 where the table has neither. */
  indexOf(word: string): number
  /** A row: a view into `matrix()`, not to be written to. Throws RangeError outside the table. */
  vector(index: number): Float32Array
  /** All rows, row-major [words, dimensions]; not to be written to. */
  matrix(): Float32Array
}

/** A file of vectors that is not what it says. */
export class VectorTableError extends Error {
  override name = 'VectorTableError'
}

/** The table that comes with Cadenza, for `tools.asset`. */
export const ENGLISH_VECTORS = 'vectors/english.bin'

const MAGIC = 'CADVEC01'
const HEADER_BYTES = MAGIC.length + 3 * 4
export const MOST_WORDS = 1_000_000
export const MOST_DIMENSIONS = 1_000

/**
 * A table over words and their vectors, row-major [words, dimensions]; both become the table's.
 * Throws VectorTableError where a word is empty or stands twice, or a number is not finite.
 */
export function createVectorTable(words: readonly string[], matrix: Float32Array): VectorTable {
  const dimensions = matrix.length / words.length
  if (words.length === 0) throw new VectorTableError('a table of vectors needs a word')
  if (words.length > MOST_WORDS)
    throw new VectorTableError(`a table may have ${MOST_WORDS} words, not ${words.length}`)
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new VectorTableError(
      `vectors must have 1 to ${MOST_DIMENSIONS} dimensions: ${matrix.length} numbers are no table of ${words.length} words`
    )
  const rows = new Map<string, number>()
  words.forEach((word, row) => {
    if (word === '') throw new VectorTableError(`word ${row + 1} is empty`)
    if (rows.has(word)) throw new VectorTableError(`'${word}' stands twice in the table`)
    rows.set(word, row)
  })
  const wrong = matrix.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw new VectorTableError(`the vector of '${words[Math.floor(wrong / dimensions)]}' is not finite`)
  return {
    words,
    dimensions,
    indexOf: (word) => rows.get(word) ?? rows.get(word.toLowerCase()) ?? -1,
    vector(index) {
      if (!(index in words)) throw new RangeError(`a row lies from 0 to ${words.length - 1}, not at ${index}`)
      return matrix.subarray(index * dimensions, (index + 1) * dimensions)
    },
    matrix: () => matrix
  }
}

/**
 * Reads what scripts/make-vectors.mjs writes, little-endian:
 *
 *     CADVEC01 · uint32 words, dimensions, bytes of text · words, a newline between them, UTF-8
 *     · float32 scale a word · int8 [words, dimensions]: a number is its byte times its row's scale
 *
 * Throws VectorTableError with the reason where the bytes are something else.
 */
export function parseVectorTable(bytes: Uint8Array): VectorTable {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length))
  if (magic !== MAGIC || bytes.length < HEADER_BYTES)
    throw new VectorTableError(`not a table of word vectors: it does not begin with ${MAGIC}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [count, dimensions, textBytes] = [0, 4, 8].map((at) => view.getUint32(MAGIC.length + at, true)) as [
    number,
    number,
    number
  ]
  if (count < 1 || count > MOST_WORDS || dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new VectorTableError(
      `a table may have ${MOST_WORDS} words of ${MOST_DIMENSIONS} dimensions, not ${count} of ${dimensions}`
    )
  const scalesAt = HEADER_BYTES + textBytes
  const numbersAt = scalesAt + 4 * count
  const size = numbersAt + count * dimensions
  if (bytes.length !== size)
    throw new VectorTableError(`a table of ${count} words has ${size} bytes, not ${bytes.length}`)
  const words = readWords(bytes.subarray(HEADER_BYTES, scalesAt), count)
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset + numbersAt, count * dimensions)
  const matrix = new Float32Array(numbers.length)
  for (let row = 0; row < count; row++) {
    const scale = view.getFloat32(scalesAt + 4 * row, true)
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) matrix[at] = numbers[at]! * scale
  }
  return createVectorTable(words, matrix)
}

function readWords(bytes: Uint8Array, count: number): string[] {
  let words: string[]
  try {
    words = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\n')
  } catch {
    throw new VectorTableError('the words of the table are not UTF-8')
  }
  if (words.length !== count)
    throw new VectorTableError(`the table says ${count} words and lists ${words.length}`)
  return words
}
