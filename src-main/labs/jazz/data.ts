import { GRID, type Note } from '../../contract/music'

/**
 * Notes as the soloist counts them: whole steps of the grid (twelfths of a beat) from the beginning of the tune, one after another, none
 * beginning before the one before it has ended. Each note is drawn as a chain of five factors, each known to those after it:
 *
 *     beats     beat lines between the onset before and this one      33 classes, the last: 32 or more
 *     place     where in its beat it begins                           12 classes
 *     pitch     MIDI number                                           88 classes, the keys of a piano
 *     length    steps that it sounds                                  96 classes, to eight beats
 *     velocity  how hard                                               8 classes
 *
 * Two eighths C4 E4 from beat 0 on: (0, 0, 39, 5, v), (0, 6, 43, 5, v).
 */
export interface Line {
  onsets: number[]
  /** Steps, 1 to 96. */
  lengths: number[]
  /** MIDI numbers, 21 to 108. */
  pitches: number[]
  /** Classes, 0 to 7. */
  velocities: number[]
  /** `anchors[i]` is the mean pitch of the notes before note i, of the last 48 at most: the register as it is heard. */
  anchors: number[]
  /** The step that the first note counts from. */
  origin: number
}

export const BEATS = 33
export const LOWEST = 21
export const HIGHEST = 108
export const PITCHES = HIGHEST - LOWEST + 1
export const LENGTHS = 8 * GRID
/** Least velocities of the classes from the second on: eighths of the notes of the Weimar Jazz Database. */
const VELOCITY_EDGES = [95, 101, 105, 108, 111, 114, 117]
const VELOCITY_MIDDLES = [90, 98, 103, 106, 109, 112, 115, 120]
export const VELOCITIES = VELOCITY_MIDDLES.length
/** Middle of the register before anything has been played: the mean of the Weimar Jazz Database. */
export const FIRST_ANCHOR = 66
const ANCHOR_MEMORY = 48

const velocityClass = (velocity: number) =>
  VELOCITY_EDGES.filter((least) => Math.round(velocity * 127) >= least).length
const velocityOf = (class_: number) => VELOCITY_MIDDLES[class_]! / 127

/** @param anchor middle of the register before the first note */
export function createLine({ anchor = FIRST_ANCHOR, origin = 0 } = {}): Line {
  return { onsets: [], lengths: [], pitches: [], velocities: [], anchors: [anchor], origin }
}

/** A note in steps; `velocity` is a class. */
export interface Step {
  onset: number
  length: number
  pitch: number
  velocity: number
}

/** Adds a note that begins after the last one has ended. */
export function append(line: Line, { onset, length, pitch, velocity }: Step): void {
  line.onsets.push(onset)
  line.lengths.push(length)
  line.pitches.push(pitch)
  line.velocities.push(velocity)
  const count = Math.min(line.pitches.length, ANCHOR_MEMORY)
  const before = line.anchors.at(-1)!
  line.anchors.push(before + (pitch - before) / count)
}

/** Where the note before note i began. */
export const begunBefore = (line: Line, i: number) => (i === 0 ? line.origin : line.onsets[i - 1]!)

/** The first step that the note before note i leaves free. */
export const earliest = (line: Line, i: number) =>
  i === 0 ? line.origin : line.onsets[i - 1]! + line.lengths[i - 1]!

export const beatOf = (step: number) => Math.floor(step / GRID)
export const placeOf = (step: number) => step % GRID

/**
 * Notes of one voice, brought into what the soloist can say: onsets and ends on the grid, at most one note at a time (the higher of two that
 * begin together; a note ends where the next begins), eight beats long at most, and within the 88 keys by octaves.
 */
export function encodeNotes(notes: readonly Note[], start?: { anchor?: number; origin?: number }): Line {
  const steps = notes
    .map(({ onset, duration, pitch, velocity }) => ({
      onset: Math.round(onset * GRID),
      length: Math.min(LENGTHS, Math.max(1, Math.round(duration * GRID))),
      pitch: foldPitch(pitch),
      velocity: velocityClass(velocity)
    }))
    .sort((a, b) => a.onset - b.onset || b.pitch - a.pitch)
    .filter(({ onset }, i, all) => i === 0 || onset > all[i - 1]!.onset)
  const line = createLine(start)
  for (const [i, step] of steps.entries()) {
    const free = (steps[i + 1]?.onset ?? Infinity) - step.onset
    append(line, { ...step, length: Math.min(step.length, free) })
  }
  return line
}

export const decodeNotes = (line: Line): Note[] => line.onsets.map((_, i) => decodeStep(stepOf(line, i)))

export const decodeStep = ({ onset, length, pitch, velocity }: Step): Note => ({
  onset: onset / GRID,
  duration: length / GRID,
  pitch,
  velocity: velocityOf(velocity)
})

function foldPitch(pitch: number): number {
  if (pitch < LOWEST) return pitch + 12 * Math.ceil((LOWEST - pitch) / 12)
  if (pitch > HIGHEST) return pitch - 12 * Math.ceil((pitch - HIGHEST) / 12)
  return pitch
}

/** The factors of a note, as class numbers. */
export interface Classes {
  beats: number
  place: number
  pitch: number
  length: number
  velocity: number
}

/** The factors of a step that is note `i` of a line, or would be. */
export function classesOf(
  line: Line,
  i: number,
  { onset, length, pitch, velocity } = stepOf(line, i)
): Classes {
  return {
    beats: Math.min(BEATS - 1, beatOf(onset) - beatOf(begunBefore(line, i))),
    place: placeOf(onset),
    pitch: pitch - LOWEST,
    length: length - 1,
    velocity
  }
}

export const stepOf = (line: Line, i: number): Step => ({
  onset: line.onsets[i]!,
  length: line.lengths[i]!,
  pitch: line.pitches[i]!,
  velocity: line.velocities[i]!
})

/**
 * What a rest of 32 beats or more costs besides its class, in nats: each further beat line halves the probability. Part of every likelihood
 * of this lab, of the soloist's as of what it is compared with.
 */
export function tailCost(line: Line, i: number): number {
  const beyond = beatOf(line.onsets[i]!) - beatOf(begunBefore(line, i)) - (BEATS - 1)
  return beyond < 0 ? 0 : (beyond + 1) * Math.LN2
}

/** Whether note i may begin so many beat lines on: not before the note before has ended. */
export const mayTakeBeats = (line: Line, i: number, beats: number) =>
  beats === BEATS - 1 || beats >= beatOf(earliest(line, i)) - beatOf(begunBefore(line, i))

/** Whether note i may begin at a place of that beat: not before the note before has ended. */
export function mayTakePlace(line: Line, i: number, { beats, place }: Pick<Classes, 'beats' | 'place'>) {
  if (beats === BEATS - 1) return true
  const beat = beatOf(begunBefore(line, i)) + beats
  return beat * GRID + place >= earliest(line, i)
}

/** The network of the course says nothing of how hard: the middle. */
export const VELOCITY_OF_COURSE = 4
