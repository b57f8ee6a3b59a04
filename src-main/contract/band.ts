import { oc } from '@orpc/contract'
import { z } from 'zod'
import { answers } from './answers'
import { bandStyles } from './band-style'
import {
  arrangement,
  bar,
  feel,
  partRoles,
  type Arrangement,
  type Chart,
  type Chord,
  type PartRole
} from './music'
import type { Beats, Hertz } from './units'

/** Files that an improvisation can be written as. */
export const musicFormats = ['midi', 'wav', 'musicxml'] as const
export type MusicFormat = (typeof musicFormats)[number]

const leadSheet = z.string().max(20_000)

/** What lead-sheet text says, or where it is wrong: lines and columns count from 1, `length` in characters. */
export type ParsedChart =
  | { chart: Chart; text: string; problem: null }
  | { chart: null; text: string; problem: { message: string; line: number; column: number; length: number } }

/** How long a chord sounds; null is silence. */
export interface ChordSpan {
  start: Beats
  end: Beats
  chord: Chord | null
}

/** Gain of each part, 1 as it was mixed, 0 silent; those that are missing are 1. */
export const levels = z.partialRecord(z.enum(partRoles), z.number().min(0).max(4))
export type Levels = Partial<Record<PartRole, number>>

/** Notes of an instrument as they sound, each from its beginning to where it has died away. */
export interface InstrumentSamples {
  sampleRate: Hertz
  clips: { pitch: number; samples: Float32Array }[]
}

/** Where the sounds come from, to be shown wherever they are heard. */
export interface SoundCredits {
  name: string
  licence: string
  /** The whole notice. */
  notice: string
}

export const music = {
  /** The chart that lead-sheet text stands for, `transpose` semitones higher, and the text of that; or what is wrong with it. */
  parseChart: oc
    .input(
      z.object({
        text: leadSheet,
        title: z.string().max(200).default(''),
        key: z.string().max(8).default(''),
        transpose: z.int().min(-11).max(11).default(0)
      })
    )
    .output(answers<ParsedChart>()),
  /** Which chord sounds when in written-out bars, from the first beat to the last. Throws INVALID where one cannot be read. */
  harmony: oc.input(z.object({ bars: z.array(bar).max(20_000) })).output(answers<ChordSpan[]>()),
  /** What the band plays over a chart: all parts but the solo. Throws INVALID where the chart cannot be read. */
  arrange: oc
    .input(
      z.object({
        chart: leadSheet,
        title: z.string().max(200).default(''),
        feel,
        choruses: z.int().min(1).max(50).default(1),
        seed: z
          .int()
          .min(0)
          .max(2 ** 31 - 1),
        style: z.enum(bandStyles).default('swing')
      })
    )
    .output(answers<Arrangement>()),
  /** Notes of an instrument, or of the drum kit, as the exported sound has them: held for `seconds`, then let go. */
  samples: oc
    .input(
      z.object({
        program: z.int().min(0).max(127),
        drums: z.boolean().default(false),
        pitches: z.array(z.int().min(0).max(127)).min(1).max(128),
        velocity: z.number().min(0.01).max(1),
        seconds: z.number().min(0.05).max(10)
      })
    )
    .output(answers<InstrumentSamples>()),
  credits: oc.output(answers<SoundCredits>()),
  /** Writes `<title>.<mid, wav or musicxml>` below `folder`, never over a file that is there; `about` (seed, settings) goes in. Answers the path. */
  exportTo: oc
    .input(
      z.object({
        arrangement,
        about: z.string().max(10_000).default(''),
        levels: levels.default({}),
        format: z.enum(musicFormats),
        folder: z.string().min(1).max(4_096)
      })
    )
    .output(z.string())
}
