import type { Random } from '../../contract/random'
import { BEATS, classesOf, mayTakeBeats, mayTakePlace, PITCHES, type Line } from './data'
import { GRID, type Bar, type Feel } from '../../contract/music'
import {
  SIDE_COUNT,
  SIDE_ENTRIES,
  WIDTHS,
  writeAt,
  writeBefore,
  writeLength,
  writeNote,
  writePitch,
  writeSides,
  type Writer
} from './features'
import { FACTOR_SIZES, FACTORS, type Batch, type Factor } from './model'
import type { Stage } from './stage'

/** A solo that is learnt from or measured on. */
export interface Lesson {
  name: string
  /** Of the tune: all solos over it are taught or none. */
  title: string
  performer: string
  feel: Feel
  /** Written out; [] where nobody knows the chords. */
  bars: Bar[]
  line: Line
  stage: Stage
}

export const countNotes = (lessons: readonly Lesson[]): number =>
  lessons.reduce((sum, { line }) => sum + line.onsets.length, 0)

/** Some notes of a solo that follow each other. */
export interface Stretch {
  lesson: Lesson
  start: number
  count: number
}

const CLOSED = -1e9

/** Lays stretches of solos side by side. */
export function layBatch(stretches: readonly Stretch[]): Batch {
  const rows = stretches.length
  const steps = Math.max(...stretches.map(({ count }) => count))
  const floats = (width: number) => new Float32Array(rows * steps * width)
  const batch: Batch = {
    rows,
    steps,
    notes: floats(WIDTHS.note),
    known: perFactor((factor) => floats(FACTOR_SIZES[factor].inputs)),
    closed: { beats: floats(BEATS), place: floats(GRID) },
    sides: new Int32Array(rows * steps * PITCHES * SIDE_COUNT),
    labels: perFactor(() => new Int32Array(rows * steps)),
    mask: floats(1)
  }
  stretches.forEach(({ lesson, start, count }, row) => {
    for (let n = 0; n < count; n++) layNote(batch, row * steps + n, lesson, start + n)
  })
  return batch
}

const perFactor = <T>(make: (factor: Factor) => T) =>
  Object.fromEntries(FACTORS.map((factor) => [factor, make(factor)])) as Record<Factor, T>

/** @param place of the note in the batch */
function layNote(batch: Batch, place: number, { line, stage }: Lesson, i: number): void {
  const classes = classesOf(line, i)
  const onset = line.onsets[i]!
  const pitch = line.pitches[i]!
  batch.mask[place] = 1
  for (const factor of FACTORS) batch.labels[factor][place] = classes[factor]
  if (i > 0) writeNote({ out: batch.notes, at: place * WIDTHS.note }, line, i - 1, stage)

  const [toBeats, toPlace, toPitch, toLength, toVelocity] = FACTORS.map((factor) => ({
    out: batch.known[factor],
    at: place * FACTOR_SIZES[factor].inputs
  })) as [Writer, Writer, Writer, Writer, Writer]
  writeBefore(toBeats, line, i, stage)
  copyLast(toBeats, toPlace, WIDTHS.before)
  toPlace.out[toPlace.at + classes.beats] = 1
  writeAt(toPitch, line, i, { stage, onset })
  copyLast(toPitch, toLength, WIDTHS.at)
  writePitch(toLength, line, i, { stage, onset, pitch })
  copyLast(toLength, toVelocity, WIDTHS.at + WIDTHS.pitch)
  writeLength(toVelocity, line.lengths[i]!)

  for (let beats = 0; beats < BEATS; beats++)
    if (!mayTakeBeats(line, i, beats)) batch.closed.beats[place * BEATS + beats] = CLOSED
  for (let at = 0; at < GRID; at++)
    if (!mayTakePlace(line, i, { beats: classes.beats, place: at }))
      batch.closed.place[place * GRID + at] = CLOSED
  writeSides(batch.sides, {
    line,
    i,
    moment: stage.at(onset),
    from: place * PITCHES * SIDE_COUNT,
    offset: place * SIDE_ENTRIES
  })
}

/** Writes again what was written last. */
function copyLast(from: Writer, to: Writer, width: number): void {
  to.out.set(from.out.subarray(from.at - width, from.at), to.at)
  to.at += width
}

/** Stretches whose lengths are near each other come together: what is padded is computed for nothing. */
const SORTED_TOGETHER = 6

/**
 * One pass over solos: each is cut into stretches of about `steps` notes at places that differ from pass to pass, `rows` of them to a batch, in
 * random order.
 */
export function planPass(
  lessons: readonly Lesson[],
  { random, rows, steps }: { random: Random; rows: number; steps: number }
): Stretch[][] {
  const stretches = random.shuffled(lessons.flatMap((lesson) => cut(lesson, steps, random)))
  const batches = inGroups(stretches, rows * SORTED_TOGETHER).flatMap((some) =>
    inGroups(byLength(some), rows)
  )
  return random.shuffled(batches)
}

/** Whole solos, few enough at a time for so many notes. */
export function planReading(lessons: readonly Lesson[], notes: number): Stretch[][] {
  const batches: Stretch[][] = []
  for (const stretch of byLength(lessons.map((lesson) => ({ lesson, start: 0, count: lengthOf(lesson) })))) {
    const last = batches.at(-1)
    if (last && (last.length + 1) * stretch.count <= notes) last.push(stretch)
    else batches.push([stretch])
  }
  return batches
}

const lengthOf = ({ line }: Lesson) => line.onsets.length
const byLength = (stretches: readonly Stretch[]) => [...stretches].sort((a, b) => a.count - b.count)

function cut(lesson: Lesson, steps: number, random: Random): Stretch[] {
  const count = lengthOf(lesson)
  const pieces = Math.max(1, Math.round(count / steps))
  const ends = Array.from({ length: pieces }, (_, i) =>
    i + 1 === pieces ? count : Math.round(((i + 1 + random.between(-0.4, 0.4)) * count) / pieces)
  )
  return ends
    .map((end, i) => ({ lesson, start: ends[i - 1] ?? 0, count: end - (ends[i - 1] ?? 0) }))
    .filter(({ count }) => count > 0)
}

function inGroups<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}
