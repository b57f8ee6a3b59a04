import { createVectorTable, MOST_DIMENSIONS, VectorTableError, type VectorTable } from './vector-table'

/** What was read of a file of vectors so far. */
export interface VectorTextProgress {
  lines: number
  /** Characters of the lines: about the bytes of the file. */
  characters: number
  words: number
}

/** A file of vectors that was read, to its end or until the table was full. */
export interface VectorText {
  table: VectorTable
  /** How many words the file says that it has, where it says so. */
  announced: number | null
  /** Whether the table was full before the file ended. */
  isCut: boolean
  /** Words that stood there a second time, and lines that are no vector of that many numbers; neither was taken. */
  repeated: number
  malformed: { count: number; first: string }
}

const LINES_BETWEEN = 500
const LONGEST_WORD = 200
/** More lines than this share that are no vectors make it another kind of file. */
const MOST_MALFORMED = 0.01

/**
 * Reads vectors as text, as GloVe, word2vec (`-binary 0`) and fastText (`.vec`) write them: a word and its numbers a line, set apart by
 * spaces or tabs; word2vec and fastText put the numbers of words and of dimensions on a line of their own before. A word may hold spaces.
 *
 *     2 3
 *     king 0.1 0.2 0.3
 *     queen 0.1 0.3 0.3
 *
 * Yields now and then, and stops to read once it has `most` words, or `mostNumbers` numbers. Throws VectorTableError where the text is something else.
 */
export async function* readVectorText(
  lines: AsyncIterable<string>,
  { most, mostNumbers = Infinity }: { most: number; mostNumbers?: number }
): AsyncGenerator<VectorTextProgress, VectorText> {
  const progress = { lines: 0, characters: 0, words: 0 }
  const gathered = new Gathered()
  let announced: { words: number; dimensions: number } | null = null
  let isCut = false
  for await (const line of lines) {
    progress.lines++
    progress.characters += line.length + 1
    if (progress.lines <= 2) refuseBinary(line)
    if (progress.lines === 1) {
      announced = headerOf(line)
      if (announced) {
        gathered.dimensions = announced.dimensions
        continue
      }
    }
    if (gathered.words.length === most || (gathered.words.length + 1) * gathered.dimensions > mostNumbers) {
      isCut = true
      break
    }
    gathered.add(line, progress.lines)
    progress.words = gathered.words.length
    if (progress.lines % LINES_BETWEEN === 0) yield { ...progress }
  }
  const { malformed, repeated } = gathered
  if (gathered.words.length === 0)
    throw new VectorTableError(malformed.first || 'there is no line with a word and its vector')
  if (malformed.count > Math.max(1, MOST_MALFORMED * progress.lines))
    throw new VectorTableError(
      `${malformed.count} of ${progress.lines} lines are no vectors; the first: ${malformed.first}`
    )
  return {
    table: createVectorTable(gathered.words, gathered.matrix()),
    announced: announced?.words ?? null,
    isCut,
    repeated,
    malformed
  }
}

/** Words and numbers as they come, the numbers in blocks: a file of a gigabyte never lies in one array that has to grow. */
class Gathered {
  words: string[] = []
  dimensions = 0
  repeated = 0
  malformed = { count: 0, first: '' }
  private seen = new Set<string>()
  private vectors: Float32Array[] = []

  add(line: string, number: number): void {
    const fields = line.trim().split(/[ \t]+/)
    if (fields.length === 1 && fields[0] === '') return
    this.dimensions ||= countNumbers(fields)
    const problem = this.take(fields)
    if (problem === '') return
    this.malformed.count++
    this.malformed.first ||= `line ${number} ${problem}`
  }

  matrix(): Float32Array {
    const matrix = new Float32Array(this.words.length * this.dimensions)
    this.vectors.forEach((vector, row) => matrix.set(vector, row * this.dimensions))
    return matrix
  }

  /** @returns what is wrong with the line, empty where nothing is */
  private take(fields: string[]): string {
    const { dimensions } = this
    if (dimensions < 1) return 'has no word with numbers after it'
    if (dimensions > MOST_DIMENSIONS)
      return `has ${dimensions} numbers, and at most ${MOST_DIMENSIONS} are read`
    if (fields.length <= dimensions)
      return `has ${fields.length - 1} numbers after its word, not ${dimensions}`
    const word = fields.slice(0, -dimensions).join(' ')
    if (word.length > LONGEST_WORD)
      return `has a word of ${word.length} characters, and ${LONGEST_WORD} are the most`
    const vector = Float32Array.from(fields.slice(-dimensions), Number)
    const wrong = vector.findIndex((value) => !Number.isFinite(value))
    if (wrong >= 0) return `has '${fields.at(wrong - dimensions)!.slice(0, 40)}' where a number belongs`
    if (this.seen.has(word)) {
      this.repeated++
      return ''
    }
    this.seen.add(word)
    this.words.push(word)
    this.vectors.push(vector)
    return ''
  }
}

/** `words dimensions`, as word2vec and fastText begin. */
function headerOf(line: string): { words: number; dimensions: number } | null {
  const found = /^\s*(\d{1,12})\s+(\d{1,6})\s*$/.exec(line)
  return found && { words: Number(found[1]), dimensions: Number(found[2]) }
}

/** Numbers at the end of the first line: all but its word, which may look like a number itself. */
function countNumbers(fields: readonly string[]): number {
  let count = 0
  while (count < fields.length - 1 && Number.isFinite(Number(fields.at(-1 - count)))) count++
  return count
}

function refuseBinary(line: string): void {
  // The binary form of word2vec begins with the same line as its text; its numbers, a line later, are no text.
  if ([...line.slice(0, 4_000)].some((character) => character === '\ufffd' || isControl(character)))
    throw new VectorTableError(
      'this file is binary; vectors are read as text: fastText’s .vec, GloVe’s .txt, or what word2vec writes with -binary 0'
    )
}

const isControl = (character: string) => character < ' ' && !/\s/.test(character)
