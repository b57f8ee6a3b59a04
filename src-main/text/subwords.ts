/**
 * Pieces of words by byte-pair encoding (Sennrich et al. 2016), over the bytes of UTF-8 (Radford et al. 2019): what is frequent becomes one
 * piece, and nothing is unknown, for whatever has no piece of its own is written in smaller ones, byte by byte at worst.
 */
export interface Subwords {
  /** Pieces that there are: 256 bytes, then one for each merge. */
  size: number
  /** What to store: merge `i` makes the piece 256 + i of the pieces [2·i] and [2·i + 1]. */
  merges: readonly number[]
  /** Whole numbers from 0 to size − 1. A lone half of a surrogate pair, which UTF-8 cannot write, becomes U+FFFD. */
  encode(text: string): number[]
  /** The text again; bytes that are no UTF-8 become U+FFFD. Throws RangeError on a piece that there is not. */
  decode(pieces: readonly number[]): string
}

const BYTES = 256
/** Words with the space before them, numbers by the digit, and runs of anything else: pieces never reach over their edges. */
const CHUNKS = / ?\p{L}[\p{L}\p{M}]*| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s/gu
/** Merges between two looks at the clock by whoever learns. */
const MERGES_AT_ONCE = 20
/** Chunks whose pieces are remembered. */
const REMEMBERED = 20_000

const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Pieces from stored merges. Throws RangeError on one that names a piece not made before it. */
export function createSubwords(merges: readonly number[]): Subwords {
  const size = BYTES + merges.length / 2
  if (!Number.isInteger(size)) throw new RangeError(`merges come in pairs: ${merges.length} is odd`)
  const made = new Map<number, number>()
  const bytes: Uint8Array[] = Array.from({ length: BYTES }, (_, byte) => Uint8Array.of(byte))
  for (let i = 0; i < merges.length; i += 2) {
    const [left, right] = [merges[i]!, merges[i + 1]!]
    const [first, second] = [bytes[left], bytes[right]]
    if (!first || !second)
      throw new RangeError(`merge ${i / 2} joins ${left} and ${right}, of which one is no piece yet`)
    made.set(keyOf(left, right), bytes.length)
    bytes.push(Uint8Array.of(...first, ...second))
  }
  const remembered = new Map<string, number[]>()
  const piecesOf = (chunk: string) => {
    const known = remembered.get(chunk)
    if (known) return known
    const pieces = mergeAll([...utf8.encode(chunk)], made)
    if (remembered.size < REMEMBERED) remembered.set(chunk, pieces)
    return pieces
  }
  return {
    size,
    merges,
    encode: (text) => chunksOf(text).flatMap(piecesOf),
    decode(pieces) {
      const parts = pieces.map((piece) => {
        const part = bytes[piece]
        if (!part) throw new RangeError(`there is no piece ${piece}`)
        return part
      })
      const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
      let at = 0
      for (const part of parts) {
        all.set(part, at)
        at += part.length
      }
      return fromUtf8.decode(all)
    }
  }
}

/**
 * Learns pieces: over and over, the two that stand side by side most often become one; of equally many those that were made first.
 * A generator, so that whoever waits can let others in: it yields how many pieces there are.
 * @param size pieces to end with, from 256; fewer where nothing stands side by side twice
 */
export function* learnSubwords(texts: Iterable<string>, size: number): Generator<number, Subwords> {
  if (!Number.isInteger(size) || size < BYTES)
    throw new RangeError(`'size' must be a whole number from ${BYTES}, not ${size}`)
  const words = countChunks(texts)
  const pairs = new PairCounts()
  words.forEach((word, w) => pairs.add(word, w, 1))
  const merges: number[] = []
  for (let next = BYTES; next < size; next++) {
    const best = pairs.best()
    if (best === null) break
    merges.push(best.left, best.right)
    for (const w of best.words) {
      const word = words[w]!
      pairs.add(word, w, -1)
      word.pieces = mergePair(word.pieces, best, next)
      pairs.add(word, w, 1)
    }
    if (next % MERGES_AT_ONCE === 0) yield next
  }
  return createSubwords(merges)
}

interface Word {
  pieces: number[]
  /** Times that it stands in the texts. */
  count: number
}

interface Pair {
  left: number
  right: number
  count: number
  /** Indexes of the words that it stands in, or stood in. */
  words: Set<number>
}

/** How often which two pieces stand side by side. */
class PairCounts {
  private readonly pairs = new Map<number, Pair>()

  /** Counts the pairs of a word, or with `sign` −1 takes them back. */
  add({ pieces, count }: Word, w: number, sign: 1 | -1): void {
    for (let i = 1; i < pieces.length; i++) {
      const [left, right] = [pieces[i - 1]!, pieces[i]!]
      const key = keyOf(left, right)
      let pair = this.pairs.get(key)
      if (!pair) this.pairs.set(key, (pair = { left, right, count: 0, words: new Set() }))
      pair.count += sign * count
      if (sign > 0) pair.words.add(w)
      if (pair.count === 0) this.pairs.delete(key)
    }
  }

  /** Null where none stands twice. */
  best(): Pair | null {
    let best: Pair | null = null
    for (const pair of this.pairs.values())
      if (pair.count > (best?.count ?? 1) || (best && isEarlierTie(pair, best))) best = pair
    return best
  }
}

const isEarlierTie = (a: Pair, b: Pair) =>
  a.count === b.count && (a.left < b.left || (a.left === b.left && a.right < b.right))

/** Exact for pieces below 2²⁶. */
const keyOf = (left: number, right: number) => left * 2 ** 26 + right

const chunksOf = (text: string): string[] => text.match(CHUNKS) ?? []

function countChunks(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const chunk of chunksOf(text)) counts.set(chunk, (counts.get(chunk) ?? 0) + 1)
  return Array.from(counts, ([chunk, count]) => ({ pieces: [...utf8.encode(chunk)], count }))
}

function mergePair(
  pieces: readonly number[],
  { left, right }: { left: number; right: number },
  made: number
): number[] {
  const merged: number[] = []
  for (let i = 0; i < pieces.length; i++) {
    const isPair = pieces[i] === left && pieces[i + 1] === right
    merged.push(isPair ? made : pieces[i]!)
    if (isPair) i++
  }
  return merged
}

/** Merges in the order in which they were learnt, until none is left. */
function mergeAll(pieces: number[], made: ReadonlyMap<number, number>): number[] {
  for (;;) {
    let first: number | undefined
    let at = 0
    for (let i = 1; i < pieces.length; i++) {
      const piece = made.get(keyOf(pieces[i - 1]!, pieces[i]!))
      if (piece === undefined || (first !== undefined && piece >= first)) continue
      first = piece
      at = i - 1
    }
    if (first === undefined) return pieces
    pieces = mergePair(pieces, { left: pieces[at]!, right: pieces[at + 1]! }, first)
  }
}
