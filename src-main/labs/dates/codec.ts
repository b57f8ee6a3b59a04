/**
 * Dates as numbers, for training and reading alike. What people write becomes lower-case characters without accents after a token for the
 * order of day and month; what the network writes is ten characters of ISO 8601.
 *
 *     '1er Août ’79', month first → <m/d> 1 e r ␣ a o u t ␣ ' 7 9
 *     '1979-08-01'                → 1 9 7 9 - 0 8 - 0 1
 */

/** Which comes first in `4/5/2001`, where nothing else says so. */
export type DateOrder = 'month-day' | 'day-month'

/** Ids: 0 for places after the end of a text, 1 for characters that are not known, one for each order, then the symbols. */
const UNKNOWN = 1
const ORDERS: readonly DateOrder[] = ['month-day', 'day-month']
const FIRST_SYMBOL = 2 + ORDERS.length
const ORDER_LABELS: Record<DateOrder, string> = { 'month-day': 'm/d', 'day-month': 'd/m' }

/** Characters that all networks of this lab know. */
export const SYMBOLS = " -.,/:'0123456789abcdefghijklmnopqrstuvwxyz"

/** What the network writes; `START` stands before the first. */
export const WRITTEN = '-0123456789'
export const START = WRITTEN.length
/** Characters of each answer. */
export const LENGTH = 10

/** The longest text that is read, in characters. */
export const LONGEST = 512

export interface EncodedText {
  /** Ids in [0, symbols + 4), the order's first. */
  ids: number[]
  /** What each id stands for, to be shown to people. */
  shown: string[]
}

/** How many ids there are with so many symbols. */
export const vocabularySize = (symbols: string): number => FIRST_SYMBOL + symbols.length

/** Lower case, accents and width set aside, quotes and dashes of all kinds made one, white space made single. */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘`´ʼ′]/g, "'")
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** @param symbols what the network knows, each a character of its own */
export function encodeText(text: string, order: DateOrder, symbols: string): EncodedText {
  const characters = [...normalise(text)]
  return {
    ids: [
      2 + ORDERS.indexOf(order),
      ...characters.map((character) => {
        const place = symbols.indexOf(character)
        return place < 0 ? UNKNOWN : FIRST_SYMBOL + place
      })
    ],
    shown: [ORDER_LABELS[order], ...characters]
  }
}

/** Characters of a text that the network does not know. */
export function countUnknown(text: string, symbols: string): number {
  return [...normalise(text)].filter((character) => !symbols.includes(character)).length
}

/** Ids of what is written; throws RangeError where `iso` is not ten digits and dashes. */
export function encodeDate(iso: string): number[] {
  const ids = Array.from(iso, (character) => WRITTEN.indexOf(character))
  if (ids.length !== LENGTH || ids.includes(-1)) throw new RangeError(`'${iso}' is not written as YYYY-MM-DD`)
  return ids
}

export const decodeDate = (ids: readonly number[]): string => ids.map((id) => WRITTEN[id] ?? '').join('')
