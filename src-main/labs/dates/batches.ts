import { encodeDate, encodeText, LENGTH } from './codec'
import type { DatePair } from './generator'
import type { Texts } from './model'
import type { Batch } from './trainer'

/** Lays encoded texts side by side, zeros after the end of the shorter ones. */
export function layTexts(ids: readonly (readonly number[])[]): Texts {
  const time = Math.max(...ids.map(({ length }) => length))
  const laid: Texts = {
    batch: ids.length,
    time,
    ids: new Int32Array(ids.length * time),
    mask: new Float32Array(ids.length * time)
  }
  ids.forEach((row, b) => {
    laid.ids.set(row, b * time)
    laid.mask.fill(1, b * time, b * time + row.length)
  })
  return laid
}

/** Pairs as a batch to train on. */
export function layPairs(pairs: readonly DatePair[], symbols: string): Batch {
  const texts = layTexts(pairs.map(({ text, order }) => encodeText(text, order, symbols).ids))
  const labels = new Int32Array(pairs.length * LENGTH)
  pairs.forEach(({ iso }, b) => labels.set(encodeDate(iso), b * LENGTH))
  return { ...texts, labels }
}
