import type { VectorTable } from '../../text/vector-table'

/** Words as typed: set apart by spaces, commas, semicolons or lines; each once. */
export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
}

/**
 * Pairs as typed: two words a pair; pairs set apart by commas, semicolons or lines.
 * Throws RangeError that names what is no pair.
 */
export function splitPairs(text: string): [string, string][] {
  return text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const words = part.split(/[\s:/–—]+/)
      if (words.length !== 2)
        throw new RangeError(`a pair has two words, and '${part.slice(0, 60)}' has ${words.length}`)
      return words as [string, string]
    })
}

/** The rows of words that a table has, and the words that it has not. */
export function findWords(
  table: VectorTable,
  words: readonly string[]
): { rows: number[]; missing: string[] } {
  const rows: number[] = []
  const missing: string[] = []
  for (const word of words) {
    const row = table.indexOf(word)
    if (row < 0) missing.push(word)
    else if (!rows.includes(row)) rows.push(row)
  }
  return { rows, missing }
}

/** The row of a word. Throws RangeError where the table has none. */
export function rowOf(table: VectorTable, word: string): number {
  const row = table.indexOf(word.trim())
  if (row >= 0) return row
  if (word.trim() === '') throw new RangeError('a word is missing')
  throw new RangeError(`'${word.trim()}' is not among the ${table.words.length} words of the table`)
}
