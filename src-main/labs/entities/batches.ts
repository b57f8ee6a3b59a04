import type { Random } from '../../contract/random'
import type { EncodedWord, Encoder } from './data'
import { LONGEST, SHAPES } from './data'

/** A sentence that the network learns or is measured by. */
export interface Lesson {
  words: readonly EncodedWord[]
  tags: readonly number[]
}

/** Sentences side by side, padded at their ends to the longest. */
export interface Batch {
  batch: number
  time: number
  /** [batch · time, dimensions], frozen vectors; zeros where a word has none and beyond a sentence's end. */
  vectors: Float32Array
  /** [batch · time], see EncodedWord. */
  learnt: Int32Array
  /** [batch · time, shapes] */
  shapes: Float32Array
  /** Different words of the batch, and [words, LONGEST] their characters with a mask of 0 and 1. */
  spellings: number
  characters: Int32Array
  characterMask: Float32Array
  /** [batch · time]: which of the spellings a word has; 0 beyond a sentence's end. */
  spellingOf: Int32Array
  /** [batch, time] */
  mask: Float32Array
  /** [batch] */
  lengths: Int32Array
  /** [batch, time] */
  tags: Int32Array
}

/**
 * @param forget words whose vectors are hidden, so that the rest must do: a share of them by a seeded source, none where absent
 */
export function layBatch(
  lessons: readonly Lesson[],
  encoder: Encoder,
  forget?: { share: number; random: Random }
): Batch {
  const time = Math.max(1, ...lessons.map(({ words }) => words.length))
  const places = lessons.length * time
  const { dimensions } = encoder.table
  const spellings = new Map<string, number>()
  const batch: Batch = {
    batch: lessons.length,
    time,
    vectors: new Float32Array(places * dimensions),
    learnt: new Int32Array(places),
    shapes: new Float32Array(places * SHAPES.length),
    spellings: 0,
    characters: new Int32Array(0),
    characterMask: new Float32Array(0),
    spellingOf: new Int32Array(places),
    mask: new Float32Array(places),
    lengths: Int32Array.from(lessons, ({ words }) => words.length),
    tags: new Int32Array(places)
  }
  lessons.forEach(({ words, tags }, b) => {
    words.forEach((word, t) => {
      const place = b * time + t
      const isForgotten = forget !== undefined && forget.random.next() < forget.share
      if (word.row >= 0 && !isForgotten) batch.vectors.set(encoder.table.vector(word.row), place * dimensions)
      batch.learnt[place] = isForgotten ? 0 : word.learnt
      batch.shapes.set(word.shape, place * SHAPES.length)
      const spelling = word.characters.join(' ')
      if (!spellings.has(spelling)) spellings.set(spelling, spellings.size)
      batch.spellingOf[place] = spellings.get(spelling)!
      batch.mask[place] = 1
      batch.tags[place] = tags[t] ?? 0
    })
  })
  return { ...batch, ...layCharacters([...spellings.keys()]) }
}

function layCharacters(
  spellings: readonly string[]
): Pick<Batch, 'spellings' | 'characters' | 'characterMask'> {
  const count = Math.max(1, spellings.length)
  const characters = new Int32Array(count * LONGEST)
  const characterMask = new Float32Array(count * LONGEST)
  spellings.forEach((spelling, i) => {
    const numbers = spelling.split(' ').map(Number)
    characters.set(numbers, i * LONGEST)
    characterMask.fill(1, i * LONGEST, i * LONGEST + numbers.length)
  })
  return { spellings: count, characters, characterMask }
}

/** Sentences of a pass in batches of about equal length, in random order. */
export function planPass(lessons: readonly Lesson[], random: Random, size: number): Lesson[][] {
  const shuffled = random.shuffled(lessons)
  const stretch = 20 * size // sorted within: little padding, and still other neighbours in each pass
  const batches: Lesson[][] = []
  for (let at = 0; at < shuffled.length; at += stretch)
    batches.push(...planReading(shuffled.slice(at, at + stretch), size))
  return random.shuffled(batches)
}

/** Sentences in batches, short ones first. */
export function planReading(lessons: readonly Lesson[], size: number): Lesson[][] {
  const sorted = [...lessons].sort((a, b) => a.words.length - b.words.length)
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, i) =>
    sorted.slice(i * size, (i + 1) * size)
  )
}
