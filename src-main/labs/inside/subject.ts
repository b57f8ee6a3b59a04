import { z } from 'zod'
import { ArtifactError, type Artifact, type NamedTensor } from '../../contract/artifact'
import { createRandom } from '../../contract/random'
import type { Tools } from '../lab'
import type { ExactWeights } from './exact'
import type { ReachParams, TrainParams } from './params'
import { CELLS, DIRECTIONS, drawWeights, weightsOf, type NetworkShape } from './shape'
import { createTask, TASKS, textTask, vocabularyOf, type Example, type Task, type TaskId } from './tasks'

/** What the library keeps of a network besides its weights. */
const config = z.object({
  shape: z.object({
    cell: z.enum(CELLS),
    direction: z.enum(DIRECTIONS),
    layers: z.int().min(1).max(4),
    units: z.int().min(1).max(256),
    inputs: z.int().min(1).max(1_000),
    outputs: z.int().min(1).max(1_000)
  }),
  task: z.enum(Object.keys(TASKS) as [TaskId, ...TaskId[]]),
  length: z.int().min(4).max(1_000),
  /** Characters, where the task is text; and some of it, to draw examples from. */
  vocabulary: z.array(z.string()).max(1_000),
  sample: z.string().max(50_000)
})
export type NetworkConfig = z.output<typeof config>

/** A network that is looked at, with its task. */
export interface Subject {
  config: NetworkConfig
  shape: NetworkShape
  task: Task
  tensors: NamedTensor[]
  weights: ExactWeights
}

/** Texts longer than this are cut: no network here could read more in a sitting. */
const MOST_TEXT = 2_000_000
const SAMPLE = 20_000
/** One character in so many, at the end of a text, is held out. */
const HELD_OUT = 10

type Built = Pick<
  TrainParams,
  'task' | 'length' | 'cell' | 'direction' | 'layers' | 'units' | 'init' | 'dataset' | 'seed'
>

/** The task of a training, and the same on text that it never sees. */
export async function openTask(
  params: Built,
  tools: Pick<Tools, 'dataset' | 'asset'>
): Promise<{ task: Task; heldOut: Task; config: NetworkConfig; dataHash: string }> {
  const { cell, direction, layers, units, length } = params
  const shapeOf = ({ inputs, outputs }: Task): NetworkShape => ({
    cell,
    direction,
    layers,
    units,
    inputs: inputs.length,
    outputs: outputs.length
  })
  if (params.task !== 'text') {
    const task = createTask(params.task, length)
    const config = { shape: shapeOf(task), task: params.task, length, vocabulary: [], sample: '' }
    return { task, heldOut: task, config, dataHash: `drawn: ${params.task}, length ${length}` }
  }
  const { text, hash } = await loadText(params.dataset, tools)
  const cut = Math.floor(text.length * (1 - 1 / HELD_OUT))
  if (cut < 2 * length)
    throw new RangeError(
      `The text has ${text.length} characters; stretches of ${length} need at least ${Math.ceil(2.5 * length)}`
    )
  const vocabulary = vocabularyOf(text)
  const task = textTask(text.slice(0, cut), vocabulary, length)
  return {
    task,
    heldOut: textTask(text.slice(cut), vocabulary, Math.min(length, text.length - cut - 2)),
    config: { shape: shapeOf(task), task: 'text', length, vocabulary, sample: text.slice(cut, cut + SAMPLE) },
    dataHash: hash
  }
}

/** A network of the library, or one as it is before training. */
export async function openSubject(
  params: Built & Pick<ReachParams, 'model'>,
  tools: Pick<Tools, 'dataset' | 'asset' | 'model'>
): Promise<Subject> {
  if (params.model !== 'new') return subjectOf(await tools.model(params.model))
  const { task, config } = await openTask(params, tools)
  const tensors = drawWeights(config.shape, params.init, createRandom(params.seed).fork('weights'))
  return { config, shape: config.shape, task, tensors, weights: exactly(tensors) }
}

/** One of the same shape and task as another but for its cell, as it is before training. */
export function untrainedLike(
  { config: known, task }: Subject,
  { cell, init, seed }: Pick<Built, 'cell' | 'init' | 'seed'>
): Subject {
  const shape = { ...known.shape, cell }
  const tensors = drawWeights(shape, init, createRandom(seed).fork('weights'))
  return { config: { ...known, shape }, shape, task, tensors, weights: exactly(tensors) }
}

/** Throws ArtifactError naming what does not fit. */
export function subjectOf({ config: stored, tensors }: Artifact): Subject {
  const parsed = config.safeParse(stored)
  if (!parsed.success) throw new ArtifactError(`not a network of this lab: ${z.prettifyError(parsed.error)}`)
  const { shape, task: id, length, vocabulary, sample } = parsed.data
  const task = id === 'text' ? textTask(sample, vocabulary, length) : createTask(id, length)
  const own = weightsOf(shape).map(({ name, shape: size }) => {
    const found = tensors.find((tensor) => tensor.name === name)
    if (found?.shape.join() !== size.join())
      throw new ArtifactError(`tensor '${name}' must be there in the shape [${size.join(', ')}]`)
    return found
  })
  return { config: parsed.data, shape, task, tensors: own, weights: exactly(own) }
}

/** What is read: what a person wrote, or an example drawn by the seed. */
export function exampleOf({ task }: Subject, { text, seed }: { text: string; seed: number }): Example {
  return text.trim() === '' ? task.draw(createRandom(seed).fork('example')) : task.read(text)
}

export const exactly = (tensors: readonly NamedTensor[]): ExactWeights =>
  Object.fromEntries(tensors.map(({ name, data }) => [name, Float64Array.from(data)]))

async function loadText(
  dataset: string,
  tools: Pick<Tools, 'dataset' | 'asset'>
): Promise<{ text: string; hash: string }> {
  if (dataset === 'built-in') {
    const bytes = await tools.asset('texts/dinosaurs.txt')
    return { text: new TextDecoder().decode(bytes), hash: 'built-in: texts/dinosaurs.txt' }
  }
  const { name, texts = [], hash } = await tools.dataset(dataset)
  if (texts.length === 0) throw new RangeError(`“${name}” holds no texts`)
  let text = ''
  for (const source of texts) {
    if (text.length > MOST_TEXT) break
    text += `${await source.load()}\n`
  }
  return { text: text.slice(0, MOST_TEXT), hash }
}
