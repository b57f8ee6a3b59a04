import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createRandom, type Random } from '../../contract/random'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { namedGradients } from '../../nn/named-gradients'
import { createSgd } from '../../nn/sgd'
import { readWeights, writeWeights } from '../../nn/weights'
import { shareRight } from './loss'
import { createNetwork, layBatch } from './network'
import type { NetworkShape } from './shape'
import type { Example, Task } from './tasks'

export interface Settings {
  seed: number
  batch: number
  learningRate: number
  /** The longest gradient; 0 where none is shortened. */
  clip: number
  /** Adam unless it says otherwise: plain descent shows what long gradients do, which Adam evens out. */
  rule?: 'adam' | 'sgd'
}

export interface StepResult {
  loss: number
  /** Length of the gradient over all weights, before it is shortened. */
  gradient: number
}

/** Sequences that a network is measured by. */
const MEASURED = 64

/** Trains a network on examples drawn anew for each batch: step n draws the same ones whatever came before. */
export interface Trainer {
  step: number
  train(): StepResult
  /** On examples that no batch draws. */
  measure(heldOut: Task): { loss: number; right: number }
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

export function createTrainer(
  shape: NetworkShape,
  { task, tensors, settings }: { task: Task; tensors: readonly NamedTensor[]; settings: Settings }
): Trainer {
  const network = createNetwork(shape, tensors)
  const { variables } = network
  const { learningRate } = settings
  const optimiser =
    settings.rule === 'sgd' ? createSgd(variables, { learningRate }) : createAdam(variables, { learningRate })
  const random = createRandom(settings.seed)
  const inputs = task.inputs.length

  const trainer: Trainer = {
    step: 0,
    train() {
      const batch = layBatch(draw(task, random.fork(`batch ${trainer.step}`), settings.batch), inputs)
      const { value, gradients } = namedGradients(variables, () => network.loss(batch, task))
      const clipped = settings.clip > 0 ? clipByGlobalNorm(gradients, settings.clip) : {}
      try {
        const gradient = tf.tidy(
          () => tf.sqrt(tf.addN(Object.values(gradients).map((g) => tf.sum(tf.square(g))))).dataSync()[0]!
        )
        optimiser.step(settings.clip > 0 ? clipped : gradients)
        trainer.step++
        return { loss: value.dataSync()[0]!, gradient }
      } finally {
        tf.dispose([batch as unknown as tf.TensorContainer, value, gradients, clipped])
      }
    },
    measure(heldOut) {
      const examples = draw(heldOut, random.fork('held out'), MEASURED)
      const batch = layBatch(examples, inputs)
      try {
        const [loss, scores] = tf.tidy(() => [
          network.loss(batch, heldOut).dataSync()[0]!,
          network.scores(batch.x).dataSync()
        ])
        const size = scores.length / examples.length
        const shares = examples.map((example, i) =>
          shareRight(scores.subarray(i * size, (i + 1) * size), example, task)
        )
        return { loss, right: shares.reduce((sum, share) => sum + share, 0) / shares.length }
      } finally {
        tf.dispose(batch as unknown as tf.TensorContainer)
      }
    },
    weights: () => readWeights(variables),
    exportState: () => [...readWeights(variables), ...optimiser.exportState()],
    importState(state) {
      writeWeights(variables, state)
      optimiser.importState([...state])
      trainer.step = state.find(({ name }) => name === 'adam/steps')?.data[0] ?? 0
    },
    dispose() {
      optimiser.dispose()
      network.dispose()
    }
  }
  return trainer
}

const draw = (task: Task, random: Random, count: number): Example[] =>
  Array.from({ length: count }, (_, i) => task.draw(random.fork(`example ${i}`)))
