import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { decodeAudio } from '../../../src-main/audio/decode'
import type { Artifact } from '../../../src-main/contract/artifact'
import { durationOf, type Clip } from '../../../src-main/contract/clip'
import type { LabEvent } from '../../../src-main/contract/events'
import type { ClipSource, Dataset, Tools } from '../../../src-main/labs/lab'
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
    detector: (stream) => hear(model, stream.samples),
    dispose: () => undefined
  }
}

/** What the listening action says of a stream that it gets in pieces of 100 ms. */
export async function hear(artifact: Artifact, samples: Float32Array): Promise<Posterior> {
  const values: number[] = []
  let first: { time: number; hop: number } | null = null
  for await (const event of listen(artifact, samples)) {
    if (event.type !== 'signal' || event.name !== 'posterior') continue
    first ??= { time: event.time, hop: event.hop }
    for (const value of event.values) values.push(value)
  }
  if (!first) throw new Error('the detector said nothing')
  return { ...first, values: Float32Array.from(values) }
}

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
