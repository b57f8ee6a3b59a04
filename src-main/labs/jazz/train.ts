import type { Artifact, Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { Dataset, Tools } from '../lab'
import { countNotes, layBatch, planReading, type Lesson } from './batches'
import { createSoloist, type Soloist } from './model'
import type { TrainParams } from './params'
import {
  decodeTaught,
  encodeTaught,
  loadModel,
  readSoloist,
  type SoloistConfig,
  type TaughtSolo
} from './soloist-file'
import { readSolos } from './solos'
import { splitByTune, type Split } from './split'
import { trainCourse } from './train-course'
import { trainSoloist, type Trained } from './train-soloist'
import { costOfNote, meanCosts, READ_AT_ONCE } from './trainer'

const READING = 0.05
const UNITS = 192

/** Trains a soloist, or the network of the course, and yields it with what it does on tunes that it never heard. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const dataset = await tools.dataset(params.dataset)
  const lessons = yield* read(dataset, tools)
  const { artifact, summary, metrics } = yield* params.model === 'course'
    ? trainCourse(params, tools, lessons)
    : trainOn(lessons, { params, tools })
  const seconds = tools.now() - began
  const card: Card = {
    title: params.name,
    summary,
    seed: params.seed,
    params: { ...params },
    dataHash: dataset.hash,
    metrics,
    dataLicence:
      params.model === 'soloist' && params.from === 'built-in'
        ? "the user's own songs; started from a soloist that was made from the Weimar Jazz Database (ODbL 1.0)"
        : "the user's own songs",
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: seconds
  }
  yield { type: 'model', name: params.name, artifact, card }
  yield { type: 'progress', fraction: 1, message: 'trained' }
  yield { type: 'result', result: { ...metrics, seconds } }
}

async function* read(dataset: Dataset, tools: Tools): AsyncGenerator<LabEvent, Lesson[]> {
  const total = dataset.songs?.length ?? 0
  if (total === 0) throw new Error(`there is nothing to learn from: '${dataset.name}' holds no songs`)
  const { lessons, refused } = yield* readSolos(dataset, { share: READING, signal: tools.signal })
  const [first] = refused
  if (first)
    yield {
      type: 'note',
      text: `${refused.length} of ${total} songs are left out, such as ${first.file}: ${first.reason}`
    }
  if (first && lessons.length === 0)
    throw new Error(`none of the ${total} songs can be learnt from; ${first.file}: ${first.reason}`)
  return lessons
}

/** What a training gives besides its events. */
export interface Outcome {
  artifact: Artifact
  summary: string
  metrics: Card['metrics']
}

async function* trainOn(
  lessons: readonly Lesson[],
  { params, tools }: { params: TrainParams; tools: Tools }
): AsyncGenerator<LabEvent, Outcome> {
  const split = splitByTune(lessons, params)
  const { soloist, before } = await openSoloist(params, tools)
  try {
    yield {
      type: 'note',
      text: `training on ${describe(split.taught)}, watching ${describe(split.watched)}, measuring on ${describe(split.heldOut)}`
    }
    const trained = yield* trainSoloist({ params, split, soloist, tools })
    const { taught, tensor } = encodeTaught(allTaught(before, split.taught))
    const config: SoloistConfig = { model: 'soloist', dimensions: soloist.dimensions, taught }
    const artifact: Artifact = { lab: 'jazz', config: { ...config }, tensors: [...trained.tensors, tensor] }
    return { artifact, ...judge(artifact, { trained, split }) }
  } finally {
    soloist.dispose()
  }
}

async function openSoloist(
  params: TrainParams,
  tools: Tools
): Promise<{ soloist: Soloist; before: TaughtSolo[] }> {
  const { from, layers, seed } = params
  const units = params.units || UNITS
  if (from === 'nothing')
    return { soloist: createSoloist({ layers, units, hidden: Math.ceil(units / 2) }, seed), before: [] }
  const artifact = await loadModel(from, tools)
  const { soloist, config } = readSoloist(artifact)
  return { soloist, before: decodeTaught({ config, tensors: artifact.tensors }) }
}

/** Solos of before and of now, each once. */
function allTaught(before: readonly TaughtSolo[], now: readonly TaughtSolo[]): TaughtSolo[] {
  const names = new Set(now.map(({ name }) => name))
  return [...before.filter(({ name }) => !names.has(name)), ...now]
}

/** Measures what was trained on the tunes that were kept from it. */
function judge(
  artifact: Artifact,
  { trained, split }: { trained: Trained; split: Split<Lesson> }
): Pick<Outcome, 'summary' | 'metrics'> {
  const { soloist } = readSoloist(artifact)
  try {
    const costs =
      split.heldOut.length > 0
        ? meanCosts(soloist, planReading(split.heldOut, READ_AT_ONCE).map(layBatch))
        : null
    const measured = costs
      ? `; ${costOfNote(costs).toFixed(2)} nats a note on ${describe(split.heldOut)} that it never heard`
      : ''
    return {
      summary: `Trained on ${describe(split.taught)}${measured}.`,
      metrics: {
        steps: trained.steps,
        solos: split.taught.length,
        notes: countNotes(split.taught),
        ...(trained.watched && { 'watched NLL': costOfNote(trained.watched) }),
        ...(costs && {
          'held-out NLL': costOfNote(costs),
          'held-out NLL of pitch': costs.pitch,
          'held-out NLL of rhythm': costs.beats + costs.place + costs.length,
          'held-out NLL of velocity': costs.velocity,
          'held-out notes': countNotes(split.heldOut)
        })
      }
    }
  } finally {
    soloist.dispose()
  }
}

const describe = (lessons: readonly Lesson[]) =>
  `${countNotes(lessons).toLocaleString('en')} notes of ${lessons.length} solos`
