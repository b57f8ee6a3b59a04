import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { decodeAudio } from '../../../src-main/audio/decode'
import type { Artifact } from '../../../src-main/contract/artifact'
import { durationOf, type Clip } from '../../../src-main/contract/clip'
import type { LabEvent } from '../../../src-main/contract/events'
import type { ClipSource, Dataset, Tools } from '../../../src-main/labs/lab'
import { createDetector } from '../../../src-main/labs/trigger/detector'
import { lab } from '../../../src-main/labs/trigger/lab'
import { REPOSITORY, type Piece } from './corpus'
import { RATE } from './mixing'
import type { Posterior } from './operating-point'
import type { TrainedDetector } from './peer-detector'
import type { TrainingMaterial } from './protocol'

const BLOCK = RATE / 10 // the microphone's pieces: 100 ms

/** Trains with the action that window and command line run, on the same files as everyone. */
export async function trainCadenza(
  material: TrainingMaterial,
  params: Record<string, unknown>
): Promise<TrainedDetector & { artifact: Artifact }> {
  const dataset: Dataset = {
    name: 'benchmark',
    hash: '',
    groups: {
      positives: await sourcesOf(material.positives),
      negatives: await sourcesOf(material.negatives),
      backgrounds: await sourcesOf(material.backgrounds)
    }
  }
  const began = performance.now()
  const events = lab.train.start(
    lab.train.params.parse({ dataset: 'benchmark', ...params }),
    toolsFor({ dataset })
  )
  let artifact: Artifact | null = null
  for await (const event of events) if (event.type === 'model') artifact = event.artifact
  if (!artifact) throw new Error('the training ended without a model')
  const trainingSeconds = (performance.now() - began) / 1000
  const model = artifact
  return {
    artifact,
    trainingSeconds,
    detector: async (stream) => hear(model, stream.samples),
    dispose: () => undefined
  }
}

const LANE = 300 // seconds
const EARLIER = 8 // seconds: far longer than a detector looks back
const PIECE = 8 // seconds

/**
 * What the detector says of a long stream. To be done in bearable time it hears several stretches of it side by side, each from
 * 8 s earlier than it counts.
 */
export function hear(artifact: Artifact, samples: Float32Array): Posterior {
  const detector = createDetector(artifact)
  const { chunk, hop, sampleRate } = detector
  const inChunks = (seconds: number) => Math.round((seconds * sampleRate) / chunk) * chunk
  const [lane, earlier, piece] = [inChunks(LANE), inChunks(EARLIER), inChunks(PIECE)]
  const count = Math.ceil(samples.length / lane)
  const session = detector.open(count)
  const said: number[][] = Array.from({ length: count }, () => [])
  for (let at = -earlier; at < lane; at += piece) {
    const chunks = Array.from({ length: count }, (_, i) => cut(samples, i * lane + at, piece))
    session.push(chunks).forEach((values, i) => said[i]!.push(...values))
  }
  session.close()
  detector.dispose()
  const perLane = Math.round(lane / sampleRate / hop)
  const skipped = Math.round(earlier / sampleRate / hop)
  const all = said.flatMap((values) => values.slice(skipped, skipped + perLane))
  return {
    time: hop,
    hop,
    values: Float32Array.from(all.slice(0, Math.floor(samples.length / sampleRate / hop)))
  }
}

/** `length` samples from `start` on; silence before and after the sound. */
function cut(samples: Float32Array, start: number, length: number): Float32Array {
  const result = new Float32Array(length)
  const part = samples.subarray(Math.max(0, start), Math.max(0, start + length))
  result.set(part, Math.max(0, -start))
  return result
}

/** The listening action on a sound in pieces of 100 ms, as from a microphone. */
export function listen(artifact: Artifact, samples: Float32Array): AsyncGenerator<LabEvent, void, undefined> {
  return lab.run.start(lab.run.params.parse({ model: 'benchmark' }), toolsFor({ artifact, samples }))
}

function toolsFor({
  dataset,
  artifact,
  samples
}: {
  dataset?: Dataset
  artifact?: Artifact
  samples?: Float32Array
}): Tools {
  return {
    signal: new AbortController().signal,
    appVersion: 'benchmark',
    dataset: async () => dataset!,
    model: async () => artifact!,
    sound: () => Promise.reject(new Error('the benchmark has no long sounds')),
    recogniser: () => Promise.reject(new Error('the benchmark has no recognisers')),
    innards: () => null,
    asset: async (path) => new Uint8Array(await readFile(join(REPOSITORY, 'assets', path))),
    microphone: inBlocks(samples ?? new Float32Array(0)),
    checkpoint: null,
    now: () => performance.now() / 1000
  }
}

async function* inBlocks(samples: Float32Array): AsyncGenerator<Clip> {
  for (let at = 0; at < samples.length; at += BLOCK)
    yield { samples: samples.subarray(at, at + BLOCK), sampleRate: RATE }
}

async function sourcesOf(pieces: readonly Piece[]): Promise<ClipSource[]> {
  const sources: ClipSource[] = []
  for (const piece of pieces) {
    const clip = await readCut(piece)
    sources.push({
      name: `${basename(dirname(piece.path))}/${basename(piece.path)}`,
      duration: durationOf(clip),
      load: () => readCut(piece)
    })
  }
  return sources
}

async function readCut({ path, start, end }: Piece): Promise<Clip> {
  const { samples, sampleRate } = await decodeAudio(new Uint8Array(await readFile(path)))
  const to = end === null ? samples.length : Math.round(end * sampleRate)
  return { samples: samples.subarray(Math.round(start * sampleRate), to), sampleRate }
}
