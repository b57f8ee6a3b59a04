import * as tf from '@tensorflow/tfjs-core'
import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom, type Random } from '../../contract/random'
import { createAdam } from '../../nn/adam'
import { namedGradients } from '../../nn/named-gradients'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import { readWeights, writeWeights } from '../../nn/weights'
import { breathe, type Tools } from '../lab'
import type { Lesson } from './batches'
import {
  createCourseModel,
  valuesOf,
  WINDOW,
  WINDOWS,
  type CourseConfig,
  type CourseModel
} from './course-model'
import { decodeNotes } from './data'
import type { TrainParams } from './params'
import { plain } from './split'
import type { Outcome } from './train'

/** Keras's batch where the course names none. */
const BATCH = 32
const LEARNING_RATE = 0.01
/** The rate is divided by 1 + 0.01 · steps. */
const DECAY = 0.01
const EPOCHS = 100
const UNITS = 64
const CHECKPOINT_EVERY = 10

/** Teaches the course's network one tune, as the course does it. */
export async function* trainCourse(
  params: TrainParams,
  tools: Tools,
  lessons: readonly Lesson[]
): AsyncGenerator<LabEvent, Outcome> {
  const lesson = findTune(lessons, params.tune)
  const played = valuesOf(decodeNotes(lesson.line))
  const values = [...new Set(played)].sort()
  if (values.length > params.vocabulary)
    throw new Error(
      `'${lesson.name}' has ${values.length} different values; the network of the course may have ${params.vocabulary}`
    )
  if (played.length <= WINDOW)
    throw new Error(`'${lesson.name}' has ${played.length} values; the course needs more than ${WINDOW}`)
  const random = createRandom(params.seed)
  const windows = drawWindows(
    played.map((value) => values.indexOf(value)),
    random.fork('windows')
  )
  const units = params.units || UNITS
  const model = createCourseModel({ units, values: values.length }, params.seed)
  try {
    yield {
      type: 'note',
      text: `${WINDOWS} windows of ${WINDOW} values of ${lesson.name}: ${values.length} different ones`
    }
    const { loss, steps } = yield* learn({ model, windows, random, params, tools })
    const config: CourseConfig = { model: 'course', units, values, tune: lesson.name }
    const artifact: Artifact = { lab: 'jazz', config: { ...config }, tensors: readWeights(model.variables) }
    return {
      artifact,
      summary: `The network of the course, for ${lesson.name}: ${values.length} values.`,
      metrics: { steps, values: values.length, 'training loss': loss }
    }
  } finally {
    model.dispose()
  }
}

function findTune(lessons: readonly Lesson[], tune: string): Lesson {
  if (tune === '') return lessons[0]!
  const found = lessons.find(({ name, title }) => name === tune || plain(title) === plain(tune))
  if (!found) throw new Error(`'tune' must be the name of a song; there is none called '${tune}'`)
  return found
}

/** Windows from random places, as the numbers of their values. */
function drawWindows(played: readonly number[], random: Random): number[][] {
  return Array.from({ length: WINDOWS }, () => {
    const start = random.below(played.length - WINDOW)
    return played.slice(start, start + WINDOW)
  })
}

interface Learning {
  model: CourseModel
  windows: readonly number[][]
  random: Random
  params: TrainParams
  tools: Tools
}

async function* learn({
  model,
  windows,
  random,
  params,
  tools
}: Learning): AsyncGenerator<LabEvent, { loss: number; steps: number }> {
  const { variables } = model
  const adam = createAdam(variables, { learningRate: 0 })
  const epochs = params.epochs || EPOCHS
  let [epoch, step] = [0, 0]
  try {
    if (tools.checkpoint) {
      writeWeights(variables, tools.checkpoint.tensors)
      adam.importState(tools.checkpoint.tensors)
      ;({ epoch, step } = tools.checkpoint.config as { epoch: number; step: number })
    }
    while (epoch < epochs) {
      const order = random.fork(`pass ${epoch}`).shuffled(windows)
      let sum = 0
      for (let at = 0; at < order.length; at += BATCH) {
        const batch = order.slice(at, at + BATCH)
        const { value, gradients } = namedGradients(variables, () => lossOf(model, batch))
        adam.learningRate = (params.learningRate || LEARNING_RATE) / (1 + DECAY * step)
        adam.step(gradients)
        sum += value.dataSync()[0]! * batch.length
        tf.dispose([value, gradients])
        step++
      }
      epoch++
      yield { type: 'metrics', step: epoch, values: { loss: sum / order.length } }
      yield {
        type: 'progress',
        fraction: 0.05 + 0.9 * (epoch / epochs),
        message: `pass ${epoch} of ${epochs}`
      }
      if (epoch % CHECKPOINT_EVERY === 0)
        yield {
          type: 'checkpoint',
          step: epoch,
          artifact: {
            lab: 'jazz',
            config: { epoch, step },
            tensors: [...readWeights(variables), ...adam.exportState()]
          }
        }
      await breathe(tools.signal)
    }
    const loss = tf.tidy(() => lossOf(model, windows).dataSync()[0]!)
    return { loss, steps: step }
  } finally {
    adam.dispose()
  }
}

/**
 * Sum over the steps of a window of the cross-entropy, mean over windows. As in the course a window's first value is never read: the
 * network reads zeros and says the second, and so on; after the last value nothing is said.
 */
function lossOf(model: CourseModel, windows: readonly number[][]): tf.Scalar {
  const rows = windows.length
  const x = new Float32Array(rows * WINDOW * model.values)
  const labels = new Int32Array(rows * WINDOW)
  const mask = new Float32Array(rows * WINDOW)
  windows.forEach((window, row) => {
    for (let j = 1; j < WINDOW; j++) {
      x[(row * WINDOW + j) * model.values + window[j]!] = 1
      labels[row * WINDOW + j - 1] = window[j]!
      mask[row * WINDOW + j - 1] = 1
    }
  })
  const mean = sequenceCrossEntropy({
    logits: model.apply(tf.tensor3d(x, [rows, WINDOW, model.values])),
    labels: tf.tensor2d(labels, [rows, WINDOW], 'int32'),
    mask: tf.tensor2d(mask, [rows, WINDOW])
  })
  return tf.mul(mean, WINDOW - 1)
}
