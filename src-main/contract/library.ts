import { z } from 'zod'
import { card } from './artifact'

const hasControl = (name: string) => [...name].some((letter) => letter < ' ')

/** Names the user gives: what a folder may be called on every system. */
export const thingName = z
  .string()
  .trim()
  .min(1, 'a name needs at least one character')
  .max(80, 'a name has at most 80 characters')
  .refine((name) => !/[\\/:*?"<>|]/.test(name) && !hasControl(name) && !/^\.|[. ]$/.test(name), {
    error: 'a name may not hold \\ / : * ? " < > | nor begin with a dot nor end with a dot or space'
  })

/** Folder of a thing, below its shelf. */
export const thingId = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\\/:*?"<>|.][^\\/:*?"<>|]*$/, 'not the id of a thing in the library')
  .refine((id) => !hasControl(id), 'not the id of a thing in the library')

/** The roles that clips of a data set play: all but the last in a trigger's, `spoken` (with transcripts) in a speech recogniser's. */
export const roles = [
  'positives',
  'negatives',
  'backgrounds',
  'room',
  'inbox',
  'false-wakes',
  'spoken'
] as const
export const role = z.enum(roles)
export type Role = z.output<typeof role>

/** A problem of a take, worded for the person who recorded it. */
export const takeProblem = z.object({
  code: z.enum(['clipping', 'too-quiet', 'too-noisy', 'cut-off', 'too-short', 'too-long', 'no-speech']),
  message: z.string(),
  value: z.number(),
  bound: z.number()
})

export const judgement = z.object({
  verdict: z.enum(['good', 'poor', 'bad']),
  problems: z.array(takeProblem),
  peak: z.number(),
  snr: z.number(),
  speech: z.object({ start: z.number(), end: z.number() }).nullable()
})
export type Judgement = z.output<typeof judgement>

/** clip.json: what is known of a recording besides its sound. */
export const clipCard = z.object({
  name: z.string(),
  duration: z.number(),
  sampleRate: z.number(),
  createdAt: z.iso.datetime(),
  origin: z.enum(['microphone', 'import', 'detection']),
  /** The file it was imported from. */
  source: z.string().optional(),
  judgement: judgement.optional(),
  /** True where the app was killed while it was being recorded, and it was repaired at the next start. */
  recovered: z.boolean().optional(),
  /** Of a detection: the posterior that fired. */
  score: z.number().optional()
})
export type ClipCard = z.output<typeof clipCard>

/** Where a clip lies: on the recordings shelf, or in a role of a data set. */
export const clipRef = z.object({
  dataset: thingId.nullable(),
  role: role.nullable(),
  id: thingId
})
export type ClipRef = z.output<typeof clipRef>

export const clipEntry = clipCard.extend({
  ref: clipRef,
  /** How many words its transcript has; missing where it has none. */
  words: z.int().optional()
})
export type ClipEntry = z.output<typeof clipEntry>

export const datasetEntry = z.object({
  id: thingId,
  name: z.string(),
  lab: z.string(),
  createdAt: z.iso.datetime(),
  /** Clips and seconds by role. */
  counts: z.record(z.string(), z.object({ clips: z.int(), seconds: z.number() })),
  songs: z.int(),
  texts: z.int()
})
export type DatasetEntry = z.output<typeof datasetEntry>

export const modelEntry = z.object({
  id: z.string(),
  lab: z.string(),
  name: z.string(),
  bytes: z.int(),
  card
})
export type ModelEntry = z.output<typeof modelEntry>

export const runEntry = z.object({
  id: z.string(),
  lab: z.string(),
  action: z.string(),
  title: z.string(),
  status: z.enum(['running', 'done', 'cancelled', 'failed', 'interrupted']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  params: z.record(z.string(), z.unknown()),
  /** SHA-256 of each data set that it read, by the id by which it asked for it: what tells whether the data has changed since. */
  data: z.record(z.string(), z.string()).default({}),
  /** The run that it makes again. */
  repeats: z.string().nullable().default(null),
  /** A checkpoint lies there: the run can be resumed. */
  resumable: z.boolean(),
  modelId: z.string().nullable()
})
export type RunEntry = z.output<typeof runEntry>

export const trashEntry = z.object({
  id: z.string(),
  kind: z.enum(['clip', 'song', 'text', 'dataset', 'model', 'run']),
  name: z.string(),
  deletedAt: z.iso.datetime()
})
export type TrashEntry = z.output<typeof trashEntry>
