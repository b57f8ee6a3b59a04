import { z } from 'zod'
import type { Field } from './params'

/** A number that was found on a row of the scoreboard, in words, and how it was found. */
export const finding = z.object({
  result: z.string().min(1),
  seed: z.string(),
  data: z.string(),
  seconds: z.number().nonnegative(),
  date: z.iso.date(),
  version: z.string()
})
export type Finding = z.output<typeof finding>

/** One assignment of the course. */
export const shippedRow = z.object({
  id: z
    .string()
    .max(40)
    .regex(/^[a-z0-9-]+$/),
  assignment: z.string(),
  setUp: z.string(),
  published: z.string(),
  /** What must be shown. */
  ours: z.string(),
  /** Null: not measured. */
  measured: finding.nullable()
})

/** assets/scoreboard.json. */
export const shippedScoreboard = z.object({ rows: z.array(shippedRow) })

/** The answer of a measurement: what its job ends with. */
export const measurementAnswer = z.object({
  row: z.string(),
  result: z.string().min(1),
  numbers: z.record(z.string(), z.number()),
  seed: z.string(),
  data: z.string(),
  /** Of the data set that was brought; empty where none was. */
  dataHash: z.string(),
  seconds: z.number().nonnegative(),
  /** On less than all, to have a rough number soon. */
  isShort: z.boolean()
})
export type MeasurementAnswer = z.output<typeof measurementAnswer>

/** What was measured again on this machine, with the run that shows how it went. */
export const measuredAgain = finding.extend({
  numbers: measurementAnswer.shape.numbers,
  dataHash: z.string(),
  isShort: z.boolean(),
  runId: z.string()
})
export type MeasuredAgain = z.output<typeof measuredAgain>

/** Data that a measurement needs and that does not come with Cadenza. */
export interface NeededData {
  /** `takes` are clips of a word by role, `spoken` clips with transcripts. */
  kind: 'texts' | 'songs' | 'spoken' | 'takes'
  /** A sentence for a person: what it must hold, and where the published numbers had it from. */
  what: string
}

/** How a row is measured again. */
export interface RowMeasurement {
  lab: string
  /** The lab's action that measures; a job like any other. */
  action: string
  /** What it can be told: a data set where one is needed, a seed, whether it is to be short. */
  fields: Field[]
  needs: NeededData | null
  /** The part of the lab's page that shows the same, and the settings with which it is opened. */
  shown: { tab: string | null; action: string; params: Record<string, unknown> }
}

export interface ScoreboardRow extends z.output<typeof shippedRow> {
  /** The newest of what was measured again here. */
  again: MeasuredAgain | null
  /** Null where no lab measures it. */
  how: RowMeasurement | null
}
