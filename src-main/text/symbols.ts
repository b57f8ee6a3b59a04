/** What stands between words. */
export const SPACE = ' '
/** The blank's place among the symbols; where a text or a word is written as labels, its end. */
export const BLANK = 0

/** Writes texts as labels, the places of their characters among a recogniser's symbols, and back. */
export interface Spelling {
  /** [vocab]: the blank '' first, then one character each. */
  readonly symbols: readonly string[]
  /** Label of the space, −1 where the symbols have none. */
  readonly space: number
  /** The labels of a text's characters, `missing` for those that are no symbol. */
  labelsOf(text: string, missing: number): number[]
  textOf(labels: ArrayLike<number>): string
}

/** Throws RangeError where the first symbol is not '', another is not one character, or one stands twice. */
export function createSpelling(symbols: readonly string[]): Spelling {
  const labels = new Map(symbols.map((symbol, label) => [symbol, label]))
  const wrong = symbols.findIndex((symbol, label) => [...symbol].length !== (label === BLANK ? 0 : 1))
  if (symbols.length === 0 || wrong === BLANK) throw new RangeError("the first symbol must be the blank ''")
  if (wrong > 0) throw new RangeError(`symbol ${wrong} must be one character, not '${symbols[wrong]}'`)
  if (labels.size < symbols.length) throw new RangeError('a symbol stands twice')
  return {
    symbols,
    space: labels.get(SPACE) ?? -1,
    labelsOf: (text, missing) => Array.from(text, (character) => labels.get(character) ?? missing),
    textOf: (sequence) => Array.from(sequence, (label) => symbols[label] ?? '').join('')
  }
}
