import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { isFetchable } from './address'
import type { Clip } from './clip'
import type { JobEvent } from './events'
import type { ModelComparison, RepeatVerdict } from './comparison'
import type { Field } from './params'
import type { JobState, JobSummary } from './job'
import {
  clipEntry,
  clipRef,
  datasetEntry,
  judgement,
  modelEntry,
  role,
  runEntry,
  thingId,
  thingName,
  trashEntry
} from './library'
import { answers, nothing } from './answers'
import { music } from './band'
import { songs } from './songs'
import type { ScoreboardRow } from './scoreboard'
import { recognisers, transcripts } from './speech'
import { texts } from './texts'

/** A lab as the window knows it. */
export interface LabInfo {
  id: string
  title: string
  summary: string
  actions: { id: string; title: string; listens: boolean; fields: Field[] }[]
  /** How its networks can be looked into, where they can: what they take, something to begin with, and which come with Cadenza. */
  opens: {
    takes: 'text' | 'sound' | 'notes'
    example: string
    bundled: { folder: string; title: string }[]
  } | null
}

/** What `jobs.watch` yields: first where the job stands, then what happens to it. `seq` counts the events folded in so far. */
export type JobUpdate =
  { kind: 'snapshot'; state: JobState } | { kind: 'events'; events: JobEvent[]; seq: number }

export type BackendName = 'tensorflow' | 'wasm' | 'cpu'

/** What the short measurement took, in milliseconds: a small LSTM and GRU, forward and backward, and a product. */
export interface BackendTimes {
  lstm: number
  gru: number
  product: number
}

/** One way to compute, as it was found on this machine. */
export interface BackendFound {
  name: BackendName
  works: boolean
  /** A few words: what it is, or why it does not work. */
  note: string
  /** The whole reason where the words leave something out. */
  detail: string | null
  /** Null where it was not measured. */
  times: BackendTimes | null
}

export interface BackendReport {
  /** What labs compute with; null until a job, a change or a measurement has asked for it. */
  chosen: BackendName | null
  found: BackendFound[]
  /** When `found` was measured (milliseconds since 1970); null where it was not. */
  measuredAt: number | null
}

export interface SystemInfo {
  appVersion: string
  libraryFolder: string
  backend: BackendReport
  /** True on the old Electron that stands in where the ordinary one cannot be downloaded. */
  fallbackElectron: boolean
  versions: Record<string, string>
  /** What was found half-written at this start, and what was done about it. */
  repairs: string[]
}

const samples = z.custom<Float32Array>(
  (data) => data instanceof Float32Array && data.length <= 1 << 26,
  'samples must be a Float32Array of at most 67 million'
)
const rate = z.number().min(4_000).max(384_000)
const id = z.object({ id: z.string().min(1).max(200) })

const jobs = {
  /** Starts an action of a lab. A listening action then waits for `feed`. */
  start: oc
    .input(
      z.object({
        lab: z.string().max(64),
        action: z.string().max(64),
        params: z.record(z.string(), z.unknown())
      })
    )
    .output(id),
  /** Goes on from a run's newest checkpoint. */
  resume: oc.input(z.object({ runId: z.string().max(200) })).output(id),
  watch: oc.input(id).output(eventIterator(answers<JobUpdate>())),
  /** All jobs since the engine started, newest first, again whenever one of them changes (at most 4 times a second). */
  watchAll: oc.output(eventIterator(answers<JobSummary[]>())),
  cancel: oc.input(id).output(nothing),
  /** Microphone samples for a listening job. */
  feed: oc.input(id.extend({ samples, sampleRate: rate })).output(nothing),
  /** No more samples will come: the job ends by itself. */
  finish: oc.input(id).output(nothing),
  /** Ended jobs leave the list; their runs stay. */
  dismiss: oc.input(id).output(nothing)
}

const clips = {
  list: oc.input(z.object({ dataset: thingId.nullable() })).output(z.array(clipEntry)),
  read: oc.input(clipRef).output(answers<Clip>()),
  /** Part of a clip, in seconds from its beginning, at most 60 of them: what a long recording is played and drawn from. */
  readPart: oc
    .input(clipRef.extend({ start: z.number().min(0), end: z.number().min(0) }))
    .output(answers<Clip>()),
  /** Least and greatest sample in each of `columns` equal stretches of a clip, however long it is. */
  outline: oc
    .input(clipRef.extend({ columns: z.int().min(1).max(20_000) }))
    .output(answers<{ low: Float32Array; high: Float32Array }>()),
  /** Begins a recording on disk; `append` adds to it, `finish` completes it. Killed in between, it is found at the next start. */
  begin: oc
    .input(
      z.object({ name: thingName, dataset: thingId.nullable(), role: role.nullable(), sampleRate: rate })
    )
    .output(clipRef),
  append: oc.input(clipRef.extend({ samples })).output(nothing),
  /** Completes a recording; a take of a word is judged, and trimmed to the speech where `trim` is set. */
  finish: oc.input(clipRef.extend({ trim: z.boolean().default(false) })).output(clipEntry),
  /** Judges sound without keeping it. */
  judge: oc.input(z.object({ samples, sampleRate: rate })).output(judgement),
  /** Bytes of a sound file, of any supported format. Throws UNREADABLE with the reason, NEEDS_WINDOW where only Chromium decodes it. */
  importFile: oc
    .input(
      z.object({
        name: z.string().max(255),
        bytes: z.instanceof(Uint8Array),
        dataset: thingId.nullable(),
        role: role.nullable(),
        trim: z.boolean().default(false)
      })
    )
    .output(clipEntry),
  /** Samples that the window decoded, or a detection worth keeping. */
  importSamples: oc
    .input(
      z.object({
        name: z.string().max(255),
        samples,
        sampleRate: rate,
        dataset: thingId.nullable(),
        role: role.nullable(),
        trim: z.boolean().default(false),
        origin: z.enum(['import', 'detection']).default('import'),
        score: z.number().optional()
      })
    )
    .output(clipEntry),
  rename: oc.input(clipRef.extend({ name: thingName })).output(clipEntry),
  /** To another role of the same data set: a false wake from the inbox becomes a hard negative. */
  move: oc.input(clipRef.extend({ to: role })).output(clipEntry),
  remove: oc.input(clipRef).output(trashEntry)
}

const datasets = {
  list: oc.output(z.array(datasetEntry)),
  create: oc.input(z.object({ name: thingName, lab: z.string().max(64) })).output(datasetEntry),
  rename: oc.input(z.object({ id: thingId, name: thingName })).output(datasetEntry),
  remove: oc.input(z.object({ id: thingId })).output(trashEntry)
}

const modelId = z.object({ id: z.string().min(1).max(200) })

const models = {
  list: oc.output(z.array(modelEntry)),
  rename: oc.input(modelId.extend({ name: thingName })).output(modelEntry),
  remove: oc.input(modelId).output(trashEntry),
  /** Weight by weight, how the second differs from the first. */
  compare: oc
    .input(z.object({ first: modelId.shape.id, second: modelId.shape.id }))
    .output(answers<ModelComparison>()),
  /** Writes the model below `folder`: `cadenza` as it lies in the library, `tfjs` and `onnx` for other programs. Answers the paths. */
  exportTo: oc
    .input(
      modelId.extend({ folder: z.string().min(1).max(4_096), format: z.enum(['cadenza', 'tfjs', 'onnx']) })
    )
    .output(z.array(z.string())),
  /** The files of an exported model (`cadenza` or `tfjs`), by name. Throws UNREADABLE with the reason. */
  importFiles: oc
    .input(
      z.object({
        files: z
          .array(z.object({ name: z.string().max(255), bytes: z.instanceof(Uint8Array) }))
          .min(1)
          .max(20)
      })
    )
    .output(modelEntry)
}

const runs = {
  list: oc.output(z.array(runEntry)),
  /** The state of a run, folded from its events on disk. */
  read: oc.input(z.object({ id: z.string().max(200) })).output(answers<JobState>()),
  /** Starts the same with the same seed anew: a job, and a run that says which it makes again. */
  again: oc.input(z.object({ id: z.string().max(200) })).output(id),
  /** Whether two runs said the same numbers, to the bit. Throws BUSY while one of them is running. */
  compare: oc
    .input(z.object({ first: z.string().max(200), second: z.string().max(200) }))
    .output(answers<RepeatVerdict>()),
  remove: oc.input(z.object({ id: z.string().max(200) })).output(trashEntry)
}

const trash = {
  list: oc.output(z.array(trashEntry)),
  restore: oc.input(z.object({ id: z.string().max(300) })).output(nothing),
  empty: oc.output(nothing)
}

const library = {
  /** A number that grows with every change of the library, whoever made it: a list shown is read again. */
  changes: oc.output(eventIterator(z.number())),
  /** The folder of a thing, to be shown in the file manager. */
  folderOf: oc
    .input(
      z.object({
        kind: z.enum(['clip', 'dataset', 'model', 'run', 'library']),
        id: z.string().max(300),
        clip: clipRef.optional()
      })
    )
    .output(z.string())
}

/** All that window and engine may say to each other. */
export const contract = {
  labs: { list: oc.output(answers<LabInfo[]>()) },
  jobs,
  clips,
  transcripts,
  recognisers,
  songs,
  texts,
  music,
  datasets,
  models,
  runs,
  /** Every row with what was published, what comes with Cadenza and what was measured here. Measuring is a job: `how` says which. */
  scoreboard: { list: oc.output(answers<ScoreboardRow[]>()) },
  trash,
  library,
  system: {
    info: oc.output(answers<SystemInfo>()),
    /** Tries and measures every backend anew, some two seconds. Throws BUSY while a job runs. */
    measure: oc.output(answers<SystemInfo>()),
    settings: oc.output(answers<Settings>()),
    change: oc
      .input(
        z
          .object({
            libraryFolder: z.string().max(4_096),
            backend: z.enum(['auto', 'tensorflow', 'wasm', 'cpu']),
            theme: z.enum(['system', 'light', 'dark']),
            chime: z.boolean(),
            speechMirror: z
              .string()
              .max(2_000)
              .refine(
                (address) => address === '' || isFetchable(address),
                "'speechMirror' must be an address that begins with https://, or empty"
              )
          })
          .partial()
      )
      .output(answers<Settings>())
  }
}

export interface Settings {
  libraryFolder: string
  /** `auto` is the one that the measurement found fastest. */
  backend: 'auto' | BackendName
  theme: 'system' | 'light' | 'dark'
  chime: boolean
  /** Folder on the web that speech models are fetched from instead of their origin; '' for the origin. */
  speechMirror: string
}
