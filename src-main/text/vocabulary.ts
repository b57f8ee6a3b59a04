/** `heard => written` of a person's vocabulary: the words of each side, at least one. */
export interface Replacement {
  heard: string[]
  written: string[]
}

export interface Vocabulary {
  /** Words and phrases to listen for, as written, each once: what stands alone on a line. */
  entries: string[]
  replacements: Replacement[]
}

const ARROW = '=>'
/** The longest word of a transcript. */
const LONGEST = 200

/**
 * Reads a person's vocabulary: a word or phrase a line, or `heard => written`; empty lines are passed over.
 *
 *     Ravel
 *     Clair de Lune
 *     boat race => Beaux Arts
 *
 * Throws RangeError that names the line: one with an empty side or two arrows, a word over 200 characters or without a letter or digit, or
 * something heard that another line replaces otherwise.
 */
export function parseVocabulary(text: string): Vocabulary {
  const entries = new Set<string>()
  const replacements = new Map<string, { line: number; replacement: Replacement }>()
  text.split(/\r\n|\r|\n/).forEach((content, i) => {
    const line = i + 1
    const sides = content.split(ARROW).map((side) => side.trim().split(/\s+/).filter(Boolean))
    if (sides.length === 1 && sides[0]!.length === 0) return
    const problem = findProblem(sides)
    if (problem) throw new RangeError(`line ${line}: ${problem}`)
    const [heard, written] = [sides[0]!, sides[1]]
    if (!written) return void entries.add(heard.join(' '))
    const key = heard.map(keyOf).join(' ')
    const before = replacements.get(key)
    if (before && before.replacement.written.join(' ') !== written.join(' '))
      throw new RangeError(`line ${line}: '${heard.join(' ')}' is replaced on line ${before.line} already`)
    if (!before) replacements.set(key, { line, replacement: { heard, written } })
  })
  return {
    entries: [...entries],
    replacements: Array.from(replacements.values(), ({ replacement }) => replacement)
  }
}

function findProblem(sides: readonly (readonly string[])[]): string | undefined {
  if (sides.length > 2) return `one '${ARROW}' is enough`
  if (sides[0]!.length === 0) return `nothing stands before '${ARROW}'`
  if (sides[1]?.length === 0) return `nothing stands after '${ARROW}'`
  const long = sides.flat().find((word) => word.length > LONGEST)
  if (long) return `a word may have ${LONGEST} characters, not ${long.length}`
  const silent = sides[0]!.find((word) => keyOf(word) === '')
  return silent && `'${silent}' has no letter or digit`
}

/** What two words have in common that are the same to a reader: case and the punctuation around them aside. */
export function keyOf(word: string): string {
  return partsOf(word).core.normalize('NFC').toLowerCase().replaceAll('’', "'")
}

/** A word without the punctuation before and after it, and that. */
export function partsOf(word: string): { before: string; core: string; after: string } {
  const [, before, core, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}\p{M}]*)$/su.exec(word)!
  return { before: before!, core: core!, after: after! }
}
