/** The class of a character that a model does not know. */
export const UNKNOWN = 0
/** How it is shown. */
export const UNKNOWN_SHOWN = '\ufffd'

/** More different characters than that are not told apart: the rarest of them count as unknown. */
const MOST_CHARACTERS = 500

/** Characters, by code points, as classes of a network: class 0 is unknown, the others follow by their order in Unicode. */
export interface Alphabet {
  /** Without the unknown. */
  characters: readonly string[]
  /** Classes, the unknown one included. */
  size: number
  readonly classesOf: (text: string) => Int32Array
  /** The character of a class, a replacement character for the unknown one. */
  shown(index: number): string
  textOf(classes: Iterable<number>): string
}

export function createAlphabet(characters: readonly string[]): Alphabet {
  const classes = new Map(characters.map((character, i) => [character, i + 1]))
  const shown = (index: number) => characters[index - 1] ?? UNKNOWN_SHOWN
  return {
    characters,
    size: characters.length + 1,
    classesOf: (text) => {
      const result = new Int32Array(text.length)
      let count = 0
      for (const character of text) result[count++] = classes.get(character) ?? UNKNOWN
      return result.slice(0, count)
    },
    shown,
    textOf: (indexes) => Array.from(indexes, shown).join('')
  }
}

/** The characters of a text to be learnt from, the line end always among them. */
export function alphabetOf(texts: Iterable<string>): Alphabet {
  const counts = new Map<string, number>([['\n', Infinity]])
  for (const text of texts)
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const kept = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_CHARACTERS)
  return createAlphabet(kept.map(([character]) => character).sort())
}
