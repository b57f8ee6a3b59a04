import { GRID } from '../../contract/music'
import { beatOf, begunBefore, earliest, HIGHEST, LOWEST, placeOf, type Line } from './data'
import { above, kindOf, type Harmony, type Moment, type Stage } from './stage'

/*
 * Whatever the network is told is relative: pitches to the root of a chord, to the pitch before or to the register, times to bar, beat and
 * part of the form. A solo that is transposed together with its chords therefore has the same likelihood from its second note on, and every
 * key is learnt from every solo. (But for the ends of the keyboard, which do not move.)
 */

/** Writes rows of numbers one after another. */
export interface Writer {
  out: Float32Array
  at: number
}

function put(writer: Writer, value: number): void {
  writer.out[writer.at++] = value
}

/** Ones at one place of so many, or zeros where `index` is none of them. */
function oneHot(writer: Writer, index: number, size: number): void {
  writer.out.fill(0, writer.at, writer.at + size)
  if (index >= 0 && index < size) writer.out[writer.at + index] = 1
  writer.at += size
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))

/** Steps of the grid by size: exact to half a beat, coarse beyond two beats. */
const SPANS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 18, 19, 24, 25, 36, 48, 96]
const spanClass = (steps: number) => SPANS.findLastIndex((least) => steps >= least)
/** Beats until the next chord, by size. */
const AHEAD = [0, 0.5, 1, 2, 4, 8]
const INTERVAL = 13
const INTERVALS = 2 * INTERVAL + 1
const intervalClass = (semitones: number) => clamp(semitones, -INTERVAL, INTERVAL) + INTERVAL
const PARTS = 8

/** Pitch that stands in for a root where there is no chord: then all is relative to the note before. */
const rootOf = (harmony: Harmony | null, otherwise: number) => harmony?.root ?? otherwise

function putHarmony(writer: Writer, { harmony, next, untilNext }: Moment, root: number): void {
  for (let i = 0; i < 12; i++) put(writer, harmony?.kinds[i] === 0 ? 1 : 0)
  for (let i = 0; i < 12; i++) put(writer, harmony?.kinds[i] === 1 ? 1 : 0)
  oneHot(writer, next ? above(next.root, root) : -1, 12)
  for (let i = 0; i < 12; i++) put(writer, next?.kinds[i] === 0 ? 1 : 0)
  oneHot(
    writer,
    AHEAD.findLastIndex((least) => untilNext >= least && untilNext < Infinity),
    AHEAD.length
  )
}

function putMetre(writer: Writer, { beat, beatsInBar, bar }: Moment): void {
  oneHot(writer, Math.min(beat, PARTS - 1), PARTS)
  oneHot(writer, Math.min(beatsInBar, PARTS) - 1, PARTS)
  oneHot(writer, bar % PARTS, PARTS)
}

const pace = (stage: Stage) => Math.log2(stage.tempo / 160)
const register = (pitch: number, anchor: number) => (pitch - anchor) / 12

/** Note `i`, once it is known: what the recurrent layers read. */
export function writeNote(writer: Writer, line: Line, i: number, stage: Stage): void {
  const onset = line.onsets[i]!
  const moment = stage.at(onset)
  const pitch = line.pitches[i]!
  const before = i === 0 ? null : line.pitches[i - 1]!
  const root = rootOf(moment.harmony, before ?? pitch)
  oneHot(writer, placeOf(onset), GRID)
  putMetre(writer, moment)
  oneHot(writer, i === 0 ? -1 : spanClass(onset - line.onsets[i - 1]!), SPANS.length)
  oneHot(writer, spanClass(line.lengths[i]!), SPANS.length)
  oneHot(writer, before === null ? -1 : intervalClass(pitch - before), INTERVALS)
  oneHot(writer, above(pitch, root), 12)
  oneHot(writer, moment.harmony ? kindOf(pitch, moment.harmony) : -1, 3)
  putHarmony(writer, moment, root)
  oneHot(writer, motionTo(line, i, { moment, stage }), 12)
  put(writer, i === 0 ? 0 : register(pitch, line.anchors[i]!))
  put(writer, line.velocities[i]! / 4 - 1)
  put(writer, pace(stage))
  put(writer, i === 0 ? 1 : 0)
}

/** Semitones from the root under the note before to the root of a moment; −1 where one is missing. */
function motionTo(line: Line, i: number, { moment, stage }: { moment: Moment; stage: Stage }): number {
  const before = i === 0 ? null : stage.at(line.onsets[i - 1]!).harmony
  return before && moment.harmony ? above(moment.harmony.root, before.root) : -1
}

/** What is known before it is known when note `i` begins. */
export function writeBefore(writer: Writer, line: Line, i: number, stage: Stage): void {
  const begun = begunBefore(line, i)
  const free = earliest(line, i)
  const moment = stage.at(free)
  const root = rootOf(moment.harmony, i === 0 ? 0 : line.pitches[i - 1]!)
  oneHot(writer, placeOf(begun), GRID)
  oneHot(writer, placeOf(free), GRID)
  oneHot(writer, Math.min(beatOf(free) - beatOf(begun), PARTS), PARTS + 1)
  putMetre(writer, moment)
  putHarmony(writer, moment, root)
  put(writer, pace(stage))
  put(writer, i === 0 ? 1 : 0)
}

const HISTORY = 8

/** What is known of note `i` once it is known when it begins. */
export function writeAt(
  writer: Writer,
  line: Line,
  i: number,
  { stage, onset }: { stage: Stage; onset: number }
): void {
  const moment = stage.at(onset)
  const before = i === 0 ? null : line.pitches[i - 1]!
  const root = rootOf(moment.harmony, before ?? 0)
  oneHot(writer, placeOf(onset), GRID)
  putMetre(writer, moment)
  oneHot(writer, i === 0 ? -1 : spanClass(onset - line.onsets[i - 1]!), SPANS.length)
  putHarmony(writer, moment, root)
  oneHot(writer, motionTo(line, i, { moment, stage }), 12)
  for (let back = 1; back <= 2; back++)
    oneHot(writer, i < back ? -1 : above(line.pitches[i - back]!, root), 12)
  const recent = writer.at
  oneHot(writer, -1, 12)
  for (let back = 1; back <= Math.min(HISTORY, i); back++)
    writer.out[recent + above(line.pitches[i - back]!, root)]! += 1 / HISTORY
  put(writer, before === null ? 0 : register(before, line.anchors[i]!))
  put(writer, pace(stage))
  put(writer, i === 0 ? 1 : 0)
}

/** What is known of note `i` once its pitch is known too. */
export function writePitch(
  writer: Writer,
  line: Line,
  i: number,
  { stage, onset, pitch }: { stage: Stage; onset: number; pitch: number }
): void {
  const { harmony } = stage.at(onset)
  const before = i === 0 ? null : line.pitches[i - 1]!
  const root = rootOf(harmony, before ?? pitch)
  oneHot(writer, before === null ? -1 : intervalClass(pitch - before), INTERVALS)
  oneHot(writer, harmony ? above(pitch, root) : -1, 12)
  oneHot(writer, harmony ? kindOf(pitch, harmony) : -1, 3)
  put(writer, register(pitch, line.anchors[i]!))
}

/** What is known of a note's length, for its velocity. */
export function writeLength(writer: Writer, length: number): void {
  oneHot(writer, spanClass(length), SPANS.length)
}

/**
 * A pitch is scored from as many sides as there are tables: the score of each of the 88 is the sum of one entry of each table. Sizes of the
 * tables, side by side: interval from the note before (to two octaves; the last entry: none before), semitones above the root, above the next
 * root (the last entry of both: no chord), chord tone, scale tone or neither (or no chord), distance from the middle of the register, and how
 * many notes ago the pitch was last played (8 or more: the last entry).
 */
const WIDE = 24
const SIDES = [2 * WIDE + 2, 13, 13, 4, 2 * WIDE + 1, HISTORY + 1] as const
export const SIDE_COUNT = SIDES.length
export const SIDE_ENTRIES = SIDES.reduce((sum, size) => sum + size, 0)
const STARTS = SIDES.map((_, side) => SIDES.slice(0, side).reduce((sum, size) => sum + size, 0))

/** For each pitch from the lowest on, the entries [88, 6] whose sum is its score, counted from `offset`. */
export function writeSides(
  out: Int32Array,
  { line, i, moment, from, offset }: { line: Line; i: number; moment: Moment; from: number; offset: number }
): void {
  const { harmony, next } = moment
  const before = i === 0 ? null : line.pitches[i - 1]!
  const anchor = Math.round(line.anchors[i]! + 1e-6) // a mean of .5 must not hang on its last bits, which transposing changes
  const near = (distance: number) => clamp(distance, -WIDE, WIDE) + WIDE
  let at = from
  for (let pitch = LOWEST; pitch <= HIGHEST; pitch++) {
    let ago = 1
    while (ago <= HISTORY && ago <= i && line.pitches[i - ago] !== pitch) ago++
    const wasPlayed = ago <= HISTORY && ago <= i
    out[at++] = offset + STARTS[0]! + (before === null ? 2 * WIDE + 1 : near(pitch - before))
    out[at++] = offset + STARTS[1]! + (harmony ? above(pitch, harmony.root) : 12)
    out[at++] = offset + STARTS[2]! + (next ? above(pitch, next.root) : 12)
    out[at++] = offset + STARTS[3]! + (harmony ? harmony.kinds[above(pitch, harmony.root)]! : 3)
    out[at++] = offset + STARTS[4]! + near(pitch - anchor)
    out[at++] = offset + STARTS[5]! + (wasPlayed ? ago - 1 : HISTORY)
  }
}

/** Numbers that each of the writers writes. */
export const WIDTHS = measureWidths()

function measureWidths() {
  const line: Line = {
    onsets: [0],
    lengths: [1],
    pitches: [60],
    velocities: [0],
    anchors: [60, 60],
    origin: 0
  }
  const moment = {
    beat: 0,
    beatsInBar: 4,
    isStrong: true,
    bar: 0,
    harmony: null,
    next: null,
    untilNext: Infinity
  }
  const stage: Stage = { tempo: 160, beats: 0, at: () => moment }
  const width = (write: (writer: Writer) => void) => {
    const writer = { out: new Float32Array(1_000), at: 0 }
    write(writer)
    return writer.at
  }
  return {
    note: width((writer) => writeNote(writer, line, 0, stage)),
    before: width((writer) => writeBefore(writer, line, 0, stage)),
    at: width((writer) => writeAt(writer, line, 0, { stage, onset: 0 })),
    pitch: width((writer) => writePitch(writer, line, 0, { stage, onset: 0, pitch: 60 })),
    length: width((writer) => writeLength(writer, 1))
  }
}
