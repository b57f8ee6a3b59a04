import type { HeatmapFigure } from '../../contract/figures'
import { breathe } from '../lab'
import type { Corpus } from './corpus'

/** How often words stand together, each pair once: `rows[i] ≤ columns[i]`, nearer ones counting more. */
export interface Cooccurrences {
  rows: Int32Array
  columns: Int32Array
  counts: Float32Array
}

const TOKENS_BETWEEN = 50_000
const SHOWN = 16
const MOST_CELLS = 60_000_000

/**
 * Counts pairs of words within a window, 1/distance each (Pennington, Socher and Manning 2014, section 4.2).
 * Yields the share that is done. Throws RangeError where the matrix has too many cells to hold.
 */
export async function* countCooccurrences(
  { tokens, words }: Pick<Corpus, 'tokens' | 'words'>,
  { window, signal }: { window: number; signal: AbortSignal }
): AsyncGenerator<number, Cooccurrences> {
  const cells = new Cells(words.length)
  for (let at = 0; at < tokens.length; at++) {
    const end = Math.min(tokens.length - 1, at + window)
    for (let other = at + 1; other <= end; other++) cells.add(tokens[at]!, tokens[other]!, 1 / (other - at))
    if (at % TOKENS_BETWEEN > 0) continue
    if (cells.size > MOST_CELLS)
      throw new RangeError(
        `more than ${MOST_CELLS} pairs of words stand together: take fewer words, or a narrower window`
      )
    yield at / tokens.length
    await breathe(signal)
  }
  return cells.all()
}

/** Counts by a pair of words, in an open hash table of flat arrays: a text has millions of pairs. */
class Cells {
  size = 0
  /** The pair as one number, −1 where free. */
  private keys = new Float64Array(1 << 16).fill(-1)
  private counts = new Float32Array(1 << 16)

  constructor(private readonly words: number) {}

  add(a: number, b: number, count: number): void {
    const key = Math.min(a, b) * this.words + Math.max(a, b)
    const slot = this.slotOf(key)
    if (this.keys[slot] === -1) {
      this.keys[slot] = key
      this.size++
    }
    this.counts[slot]! += count
    if (2 * this.size > this.keys.length) this.grow()
  }

  all(): Cooccurrences {
    const used = [...this.usedSlots()]
    return {
      rows: Int32Array.from(used, (slot) => Math.floor(this.keys[slot]! / this.words)),
      columns: Int32Array.from(used, (slot) => this.keys[slot]! % this.words),
      counts: Float32Array.from(used, (slot) => this.counts[slot]!)
    }
  }

  private usedSlots(): Int32Array {
    const slots = new Int32Array(this.size)
    let found = 0
    for (let slot = 0; slot < this.keys.length; slot++) if (this.keys[slot] !== -1) slots[found++] = slot
    return slots
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1
    // Two 32-bit halves of the key, multiplied apart: neighbours land far from each other.
    const mixed = Math.imul(key % 2 ** 32, 0x9e3779b1) ^ Math.imul(Math.floor(key / 2 ** 32) + 1, 0x85ebca6b)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    while (this.keys[slot] !== -1 && this.keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  private grow(): void {
    const { keys, counts } = this
    this.keys = new Float64Array(2 * keys.length).fill(-1)
    this.counts = new Float32Array(2 * keys.length)
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === -1) continue
      const slot = this.slotOf(keys[i]!)
      this.keys[slot] = keys[i]!
      this.counts[slot] = counts[i]!
    }
  }
}

/** The corner of the matrix that the commonest words make, as ln(1 + count). */
export function drawCooccurrences({ tokens, words }: Corpus, window: number): HeatmapFigure {
  const shown = Math.min(SHOWN, words.length)
  const data = new Float32Array(shown * shown)
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]! >= shown) continue
    const end = Math.min(tokens.length - 1, at + window)
    for (let other = at + 1; other <= end; other++) {
      if (tokens[other]! >= shown) continue
      data[tokens[at]! * shown + tokens[other]!]! += 1 / (other - at)
      data[tokens[other]! * shown + tokens[at]!]! += 1 / (other - at)
    }
  }
  return {
    id: 'cooccurrences',
    title: `Co-occurrences of the ${shown} commonest words, ln(1 + count)`,
    kind: 'heatmap',
    rows: shown,
    columns: shown,
    data: data.map(Math.log1p),
    x: { label: 'word, the commonest first', unit: '' },
    y: { label: 'word', unit: '' },
    xSpan: [0, shown],
    ySpan: [0, shown],
    rowLabels: words.slice(0, shown),
    columnLabels: words.slice(0, shown)
  }
}
