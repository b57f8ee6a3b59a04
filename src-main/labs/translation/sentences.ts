import type { Subwords } from '../../text/subwords'
import { countWords } from './pairs'

/** After a full stop, a question or exclamation mark, and what closes a quotation after it. */
const ENDS = /(?<=[.!?…]["'»”)]?)\s+/u

/**
 * A text as the translator is given it, line by line: a line of more words than it learnt from goes sentence by sentence. Empty lines stay, so
 * that the translation has the lines of the text.
 */
export function partsOf(text: string, longest: number): string[][] {
  return text.split(/\r\n|\r|\n/).map((line) => {
    const trimmed = line.trim()
    if (trimmed === '') return []
    return countWords(trimmed) > longest ? trimmed.split(ENDS) : [trimmed]
  })
}

/** Characters that the translator has no piece for, so that it hardly saw them; they are read byte by byte. Each once. */
export function unknownIn(text: string, subwords: Subwords): string[] {
  const characters = new Set(text.replace(/\s/g, ''))
  return [...characters].filter((character) => subwords.encode(character).length > 1)
}

/** A piece as a person may see it: spaces as they are, and bytes that are no character by themselves in hexadecimal. */
export function pieceText(piece: number, subwords: Subwords): string {
  const text = subwords.decode([piece])
  if (!text.includes('\ufffd')) return text
  return piece < 256 ? `‹${piece.toString(16)}›` : '‹…›'
}
