import { z } from 'zod'
import { card, type Artifact } from './artifact'
import { figure } from './figures'
import { clipRef } from './library'
import { word } from './transcript'

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array)

/** How far it is; `fraction` is null where nobody can know. */
const progress = z.object({
  type: z.literal('progress'),
  fraction: z.number().min(0).max(1).nullable(),
  message: z.string()
})

/** Numbers of one step, appended to the curves of the same names: `loss`, `validation loss`, … */
const metrics = z.object({
  type: z.literal('metrics'),
  step: z.number(),
  values: z.record(z.string(), z.number())
})

const shown = z.object({ type: z.literal('figure'), figure })

/** A line for the log. */
const note = z.object({ type: z.literal('note'), text: z.string() })

/** Values of a live signal, such as the posterior: `values[i]` belongs to `time + i × hop` seconds. */
const signal = z.object({
  type: z.literal('signal'),
  name: z.string(),
  time: z.number(),
  hop: z.number().positive(),
  values: floats
})

/** Something was heard, at `time` seconds of the input; `latency` is the delay in seconds from its end to the decision. */
const detection = z.object({
  type: z.literal('detection'),
  time: z.number(),
  score: z.number(),
  latency: z.number().optional(),
  /** What fired it, to be judged by the person. */
  clip: z.object({ samples: floats, sampleRate: z.number().positive() }).optional()
})

/** Speech that was read: `settled` words are added to those before, `partial` ones stand until the next event and may still change. */
const heard = z.object({ type: z.literal('heard'), settled: z.array(word), partial: z.array(word) })

/** The answer of an action, plain JSON. */
const result = z.object({ type: z.literal('result'), result: z.record(z.string(), z.unknown()) })

/** All that is needed to go on later from here as if never interrupted. The engine writes it; the window never sees it. */
const checkpoint = z.object({
  type: z.literal('checkpoint'),
  step: z.number(),
  artifact: z.custom<Artifact>()
})

/** A finished model. The engine writes it into the library. */
const model = z.object({ type: z.literal('model'), name: z.string(), artifact: z.custom<Artifact>(), card })

/** The words of a clip of the library. The engine writes them beside its sound. */
const transcribed = z.object({
  type: z.literal('transcribed'),
  clip: clipRef,
  recogniser: z.string(),
  words: z.array(word)
})

/** Something was written to the library: a checkpoint of the run, the model `id`, or the transcript of the clip `id`. */
const saved = z.object({
  type: z.literal('saved'),
  what: z.enum(['checkpoint', 'model', 'transcript']),
  id: z.string()
})

/** The last event of a job; `at` in milliseconds since 1970. */
const ended = z.object({
  type: z.literal('ended'),
  ending: z.enum(['done', 'cancelled', 'failed']),
  at: z.number(),
  failure: z.object({ code: z.string(), message: z.string() }).optional()
})

const forAll = [progress, metrics, shown, note, signal, detection, heard, result] as const

/** What a running lab says. Everything here survives a structured clone. */
export const labEvent = z.discriminatedUnion('type', [...forAll, checkpoint, model, transcribed])
export type LabEvent = z.output<typeof labEvent>

/** What the window is told of a job: the engine keeps the weights. */
export const jobEvent = z.discriminatedUnion('type', [...forAll, saved, ended])
export type JobEvent = z.output<typeof jobEvent>
