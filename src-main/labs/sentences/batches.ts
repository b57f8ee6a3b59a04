import type { Random } from '../../contract/random'
import type { VectorTable } from '../../text/vector-table'
import type { Batch } from './model'
import type { Reading } from './words'

/** Words of a sentence that training reads; a long one is learnt by its beginning. */
export const MOST_STEPS = 200

/** A sentence that was looked up, with its label. */
export interface Lesson {
  reading: Reading
  label: number
}

/** Sentences of one step. */
export interface Lessons {
  batch: Batch
  labels: Int32Array
}

/** Lays sentences side by side. @param most words that are read of each */
export function layBatch(readings: readonly Reading[], table: VectorTable, most = Infinity): Batch {
  const { dimensions } = table
  const rows = readings.length
  const steps = Math.max(1, Math.min(most, Math.max(...readings.map((reading) => reading.rows.length))))
  const widest = Math.max(...readings.map(({ phrases }) => phrases.length))
  const batch: Batch = {
    rows,
    steps,
    vectors: new Float32Array(rows * steps * dimensions),
    learnt: new Int32Array(rows * steps),
    mask: new Float32Array(rows * steps),
    phrases: new Int32Array(rows * widest)
  }
  readings.forEach((reading, r) => {
    reading.phrases.forEach(({ place }, i) => (batch.phrases[r * widest + i] = place + 1))
    for (let step = 0; step < Math.min(steps, reading.rows.length); step++) {
      const place = r * steps + step
      const row = reading.rows[step]!
      if (row >= 0) batch.vectors.set(table.vector(row), place * dimensions)
      batch.learnt[place] = reading.learnt[step]! + 1
      batch.mask[place] = 1
    }
  })
  return batch
}

export const layLessons = (lessons: readonly Lesson[], table: VectorTable): Lessons => ({
  batch: layBatch(
    lessons.map(({ reading }) => reading),
    table,
    MOST_STEPS
  ),
  labels: Int32Array.from(lessons, ({ label }) => label)
})

/** One pass over the lessons: sentences of about the same length lie in one batch, batches come in random order. */
export function planPass(
  lessons: readonly Lesson[],
  { size, random }: { size: number; random: Random }
): Lesson[][] {
  const places = new Map(random.shuffled(lessons).map((lesson, place) => [lesson, place]))
  // Lengths are blurred, so that not the same sentences meet in every pass.
  const rank = (lesson: Lesson) => {
    const blur = 0.75 + (0.5 * places.get(lesson)!) / lessons.length
    return lesson.reading.rows.length * blur
  }
  const sorted = [...places.keys()].sort((a, b) => rank(a) - rank(b))
  return random.shuffled(chunk(sorted, size))
}

/** Lessons in batches for measuring, short ones first. */
export const planReading = (lessons: readonly Lesson[], size: number): Lesson[][] =>
  chunk(
    [...lessons].sort((a, b) => a.reading.rows.length - b.reading.rows.length),
    size
  )

const chunk = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
