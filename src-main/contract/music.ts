import { z } from 'zod'
import type { Beats, Seconds } from './units'

/** Steps of the grid in a beat: sixteenths and triplets both fall on it. */
export const GRID = 12

/** One note. Times are beats from the beginning of its tune, in straight time: an off-beat eighth lies at .5, however much it swings. */
export const note = z.object({
  onset: z.number().min(0),
  duration: z.number().positive(),
  /** MIDI number: 60 is middle C. */
  pitch: z.int().min(0).max(127),
  velocity: z.number().min(0).max(1)
})
export type Note = z.output<typeof note>

export const metre = z.object({
  beats: z.int().min(1).max(32),
  unit: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)])
})
export type Metre = z.output<typeof metre>

/** A bar of a chart. A chord sounds until the next one, over the bar line if need be; 'NC' is silence. */
export const bar = z.object({
  metre,
  /** Where a part of the form begins: 'A1', 'Bridge'; else ''. */
  section: z.string().max(40),
  /** `onset` in beats of the bar. */
  chords: z.array(z.object({ symbol: z.string().min(1).max(40), onset: z.number().min(0).max(32) })).max(32)
})
export type Bar = z.output<typeof bar>

/** The chords of one chorus, which repeats. */
export const chart = z.object({
  title: z.string().max(200),
  /** 'Bb', 'F#m'; '' where nobody said. */
  key: z.string().max(8),
  bars: z.array(bar).min(1).max(1_000)
})
export type Chart = z.output<typeof chart>

/** A chord as it sounds. Pitch classes count from C = 0. */
export interface Chord {
  /** As it was written. */
  symbol: string
  root: number
  /** Semitones above the root, ascending, with 0: Cmaj7 is [0, 4, 7, 11]; 14 is a ninth. */
  intervals: number[]
  /** Of a slash chord, else the root. */
  bass: number
}

/** How a tune moves: `swing` is the share of a beat that the first of two eighths takes, 0.5 straight, 0.67 triplets. */
export const feel = z.object({
  /** Quarter notes (units of the metre) a minute. */
  tempo: z.number().min(20).max(500),
  swing: z.number().min(0.5).max(0.8)
})
export type Feel = z.output<typeof feel>

/** Who plays: what the mixer and the exporters know of a part. */
export const partRoles = ['solo', 'comping', 'bass', 'drums'] as const
export type PartRole = (typeof partRoles)[number]

export const part = z.object({
  role: z.enum(partRoles),
  /** General MIDI, 0 to 127; drums are on channel 10 whatever it says. */
  program: z.int().min(0).max(127),
  notes: z.array(note).max(100_000)
})
export type Part = z.output<typeof part>

/** What a band plays over a chart, chorus after chorus. */
export const arrangement = z.object({
  title: z.string().max(200),
  feel,
  /** All bars in order, choruses written out. */
  bars: z.array(bar).max(20_000),
  parts: z.array(part).max(8)
})
export type Arrangement = z.output<typeof arrangement>

/** Beats of the chart's bars from its first on: element i is where bar i begins, the last where the chart ends. */
export function barOnsets(bars: readonly Pick<Bar, 'metre'>[]): Beats[] {
  const onsets = [0]
  for (const { metre } of bars) onsets.push(onsets.at(-1)! + metre.beats)
  return onsets
}

/** Bars of several choruses, one after another. */
export const writtenOut = (bars: readonly Bar[], choruses: number): Bar[] =>
  Array.from({ length: choruses }, () => bars).flat()

/** When a beat of straight time sounds: within each beat, the first half is stretched to `swing` of it. */
export function secondsOf(beat: Beats, { tempo, swing }: Feel): Seconds {
  const whole = Math.floor(beat)
  const part = beat - whole
  const swung = part < 0.5 ? 2 * part * swing : swing + 2 * (part - 0.5) * (1 - swing)
  return ((whole + swung) * 60) / tempo
}

/** The beat of straight time that sounds then; the inverse of `secondsOf`. */
export function beatOf(seconds: Seconds, { tempo, swing }: Feel): Beats {
  const at = (seconds * tempo) / 60
  const whole = Math.floor(at)
  const part = at - whole
  return whole + (part < swing ? part / (2 * swing) : 0.5 + (part - swing) / (2 * (1 - swing)))
}
