import type * as tf from '@tensorflow/tfjs-core'
import type { z } from 'zod'
import { parseModelJson, unpackArtifact, type Artifact } from '../contract/artifact'
import type { Clip } from '../contract/clip'
import type { LabEvent } from '../contract/events'
import type { ClipRef } from '../contract/library'
import type { Chart, Note } from '../contract/music'
import type { NeededData } from '../contract/scoreboard'
import type { SongEntry } from '../contract/songs'
import type { Word } from '../contract/transcript'
import type { Hertz, Seconds } from '../contract/units'

/** A clip that is decoded only when it is needed. */
export interface ClipSource {
  /** Shown to people, unique in its group: usually the file's name. */
  name: string
  duration: Seconds
  /** What is said in it, where somebody wrote that down. */
  transcript?: string | undefined
  /** Who says it, where that is known. */
  speaker?: string | undefined
  load(): Promise<Clip>
}

/** A sound of any length, read piece by piece so that an hour of it is never in memory at once. */
export interface LongSound {
  name: string
  duration: Seconds
  /** Clips of about ten seconds that follow each other without a gap. Each call begins anew. */
  pieces(): AsyncIterable<Clip>
}

/** A tune that is read only when it is needed. */
export interface SongSource {
  /** Shown to people, unique among the songs: usually the path below the folder that was named. */
  name: string
  /** The file as it lies there: MIDI, or Impro-Visor's lead-sheet text where the name ends in `.ls`. */
  load(): Promise<Uint8Array>
  /** Its chords, where somebody wrote them down or a catalogue has them; they cover the whole tune, bar by bar. */
  chart: Chart | null
  /** What a catalogue or a person says of it. */
  entry: SongEntry | null
  /** `index` of the MIDI track that carries the tune, where a person chose it. */
  melodyTrack: number | null
}

/** A text that is read only when it is needed. */
export interface TextSource {
  /** The file's name with its ending, unique among the texts. */
  name: string
  bytes: number
  /** The whole of it, its line ends as `\n`. Throws with a message for a person where it has more than LARGEST_TEXT bytes. */
  load(): Promise<string>
  /** Its lines without their ends, however large it is: no more than a few of them are in memory. */
  lines(): AsyncIterable<string>
}

/** Bytes of a text that is loaded whole. */
export const LARGEST_TEXT = 64 << 20

/** Turns speech into words, in pieces. Whoever opened it closes it. */
export interface Recogniser {
  /** What results cite, such as `whisper base.en`. */
  name: string
  /** The longest clip that it reads in one go. */
  longest: Seconds
  /** Recognises 16 kHz; others are resampled by the caller. */
  sampleRate: Hertz
  /**
   * The words of a clip, times in seconds from its beginning; none where nobody speaks. One call at a time.
   * Throws the signal's reason once it is aborted, and an Error with a sentence for a person where the recogniser fails.
   */
  recognise(clip: Clip, signal: AbortSignal): Promise<Word[]>
  close(): Promise<void>
}

/** Clips by role (`positives`, `negatives`, `backgrounds`, …), songs, or texts, from the library or from folders on the command line. */
export interface Dataset {
  name: string
  /** SHA-256 over the names and contents of all clips, songs and texts, and what is known of these: what a card cites. */
  hash: string
  groups: Record<string, ClipSource[]>
  songs?: SongSource[]
  texts?: TextSource[]
}

/** What the engine, the command line or a test hands to a running lab. */
export interface Tools {
  /** Aborted when the person cancels; leaving the generator is the other half. */
  signal: AbortSignal
  /** Version of Cadenza, for cards. */
  appVersion: string
  /** Throws with a message for a person when there is none of that id. */
  dataset(id: string): Promise<Dataset>
  model(id: string): Promise<Artifact>
  /** A clip of the library, or a file named on the command line. Throws with a message for a person when there is none. */
  sound(ref: ClipRef): Promise<LongSound>
  /** Opens a recogniser that is no lab's own: `whisper` or `sherpa`, by the id of an installed model. Throws with a message for a person. */
  recogniser(engine: string, model: string): Promise<Recogniser>
  /** How the networks of a lab are looked into, by the lab's id; null where they cannot be. */
  innards(lab: string): Innards | null
  /** A file of assets/, by its path below it, such as 'models/trigger-backbone/model.json'. */
  asset(path: string): Promise<Uint8Array>
  /** Live input: clips follow each other without a gap until the person stops. Empty where the action listens to nothing. */
  microphone: AsyncIterable<Clip>
  /** The newest checkpoint of the run that is being resumed; null on a fresh start. */
  checkpoint: Artifact | null
  /** Seconds on a steady clock. */
  now(): Seconds
}

/**
 * Something a lab can do. `start` yields events at least four times a second; leaving the generator early is cancelling,
 * and its `finally` frees every tensor. The same params, data and seed give the same events.
 */
export interface Action<P extends z.ZodObject = z.ZodObject> {
  title: string
  params: P
  start(params: z.output<P>, tools: Tools): AsyncGenerator<LabEvent, void, undefined>
  /** True where `tools.microphone` is read. */
  listens?: boolean
  /** Whether its events and checkpoints stay in the library as a run; `train` keeps one unless it says otherwise, others do not. */
  keepsRun?: boolean
}

/** The id by which a step of a measurement asks for the model that an earlier step trained. */
export const JUST_TRAINED = 'just trained'

/**
 * A row of the scoreboard (assets/scoreboard.json) that a lab can measure again: actions of its own, one after another, whose results become
 * a sentence. Params that are not given keep their defaults; a param that picks a data set is given the one that was brought.
 */
export interface Measurement {
  row: string
  /** Null where all that is needed comes with Cadenza. */
  needs: NeededData | null
  /** What it is measured on, besides data that was brought. */
  data: string
  steps: {
    action: string
    params?: Record<string, unknown>
    /** Instead of those, where a rough number soon is all that is wanted. */
    short?: Record<string, unknown>
    /** The part of the data set that this step gets: what was trained on measures nothing. */
    dataOf?: (brought: Dataset, tools: Pick<Tools, 'asset'>) => Dataset | Promise<Dataset>
  }[]
  /** @param answers the results of the steps. Throws where one of them is not what the action says. */
  result: (answers: readonly unknown[]) => { text: string; numbers: Record<string, number> }
  /** The part of the lab's page where a person can do the same. */
  tab?: string
}

/** A file to be written beside others, by its name. */
export interface ExportedFile {
  name: string
  bytes: Uint8Array
}

/** What a network is given, in the form in which people have it. */
export type NetworkInput =
  { kind: 'text'; text: string } | { kind: 'sound'; clip: Clip } | { kind: 'notes'; notes: readonly Note[] }

/** One input as a network sees it. */
export interface EncodedInput {
  /** [steps, width]: embedded characters or words, frames of sound, notes. */
  x: Float32Array
  width: number
  /** What a person sees of each step; they read as the text where it is one. */
  tokens: readonly string[]
  /** The recurrent layers in the order in which they are computed, and what each step of theirs stands for. */
  layers: readonly { name: string; steps: readonly string[] }[]
  /** Where the network says something, and what there is to say. */
  answers: {
    steps: readonly string[]
    /** Scores are of these (softmax), or of one value. */
    classes: readonly string[]
    kind: 'classes' | 'value'
    /** The right class or value of each answer; null where nobody knows. */
    targets: Float32Array | null
    /** 1 for answers that count, else 0. */
    counts: Float32Array
    /** Whether an answer is shown as what was said and not as its step: steps of sound have no other names than times. */
    isShownByClass?: boolean
  }
  /** The whole network: scores [answers, classes] before the softmax, differentiable in x [1, steps, width]. */
  scores(x: tf.Tensor3D): tf.Tensor2D
}

/** A trained network of a lab, open to be looked into. Whoever opened it disposes it. */
export interface OpenNetwork {
  /** Told from the others of its model by. */
  name: string
  /** Throws RangeError with a sentence for a person where it cannot read that. */
  encode(input: NetworkInput): Promise<EncodedInput>
  dispose(): void
}

/** Inputs to see over many what a unit responds to; `from` says in words where they are from, and whether the network learnt from them. */
export interface ExampleInputs {
  from: string
  inputs: readonly NetworkInput[]
}

/** How the networks of a lab are looked into: what goes in, and what happens to it. Its recurrent layers show themselves (nn/recurrent-watch). */
export interface Innards {
  takes: NetworkInput['kind']
  /** Something to begin with, as a person would write it; '' for sound. */
  example: string
  /** Models that come with Cadenza: their titles by their folders below assets/. */
  bundled: Readonly<Record<string, string>>
  /** The recurrent networks of a model. Throws ArtifactError naming what does not fit, or saying that none is recurrent. */
  open(artifact: Artifact, tools: Pick<Tools, 'asset'>): Promise<OpenNetwork[]>
  /** At most `count` inputs that the model did not learn from, as far as the lab has some; from a data set of the person's where one is given. */
  examples(
    artifact: Artifact,
    options: { count: number; dataset: Dataset | null },
    tools: Pick<Tools, 'asset'>
  ): Promise<ExampleInputs>
}

/** One experiment: a folder below labs/ whose lab.ts exports `lab`. */
export interface Lab {
  id: string
  title: string
  summary: string
  /** Makes a model and yields it as a `model` event. */
  train: Action
  /** Uses a model that `train` made. */
  run: Action
  /** Whatever else it can do: evaluate, preview, export. */
  actions: Record<string, Action>
  /** Rows of the scoreboard that it can measure again. */
  scoreboard?: Measurement[]
  /** The model for other programs: `tfjs` loads with tf.loadGraphModel or loadLayersModel, `onnx` with any ONNX runtime. */
  exportModel?(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]>
  /** Reads back what exportModel wrote. Throws with the reason where the files are something else. */
  importModel?(files: ExportedFile[]): Promise<Artifact>
  /** Where its models hold recurrent networks: how they are looked into. */
  innards?: Innards
  /** A tiny data set and params on which the contract suite trains in seconds; `clip` is what a `run` that listens hears. */
  sample(): { dataset: Dataset; train: Record<string, unknown>; run: Record<string, unknown>; clip?: Clip }
}

/** Keeps an action's params type inside, and lets the list of labs forget it. */
export function defineAction<P extends z.ZodObject>(action: Action<P>): Action {
  return action
}

/** Lets messages in (a cancel, a question) between two pieces of work. Throws the signal's reason once the person has cancelled. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  signal.throwIfAborted()
}

const bundled = new Map<string, Promise<Artifact>>()

/**
 * A model that comes with Cadenza, by its folder below assets/. It is read once: whoever types or plays asks for it again and again.
 * Throws ArtifactError where its files are not what they say.
 */
export function bundledModel(folder: string, tools: Pick<Tools, 'asset'>): Promise<Artifact> {
  const known = bundled.get(folder)
  if (known) return known
  const loading = readBundled(folder, tools)
  bundled.set(folder, loading)
  loading.catch(() => bundled.delete(folder))
  return loading
}

async function readBundled(folder: string, tools: Pick<Tools, 'asset'>): Promise<Artifact> {
  const [json, weights] = await Promise.all([
    tools.asset(`${folder}/model.json`),
    tools.asset(`${folder}/weights.bin`)
  ])
  return unpackArtifact(parseModelJson(json, `${folder}/model.json`), weights)
}
