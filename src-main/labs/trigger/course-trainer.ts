import * as tf from '@tensorflow/tfjs-core'
import { COURSE_BINS } from '../../audio/course-spectrogram'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { joinFloats } from '../../nn/join-floats'
import { registerMissingKernels } from '../../nn/missing-kernels'
import { namedGradients } from '../../nn/named-gradients'
import type { Variables } from '../../nn/weights'
import { courseWeights, readCourseWeights, type CourseModel } from './course-model'

/** What one step learns from: as many labels as the network has steps. */
export type Lesson = Readonly<{ spectrogram: Float32Array; labels: Float32Array }>

export interface CourseTrainer {
  /** One step of Adam on a batch. @param seed of the dropout @returns the loss before it, cross-entropy in nats a step */
  learn(batch: readonly Lesson[], { learningRate, seed }: { learningRate: number; seed: number }): number
  /** Weights, moving averages and the optimiser's memory. */
  exportState(): NamedTensor[]
  /** Throws ArtifactError where a tensor is missing or has another shape. */
  importState(tensors: NamedTensor[]): void
  /** Leaves the model to who made it. */
  dispose(): void
}

export function createCourseTrainer(model: CourseModel): CourseTrainer {
  registerMissingKernels()
  const variables = variablesOf(model)
  const adam = createAdam(variables, { learningRate: 0 })
  return {
    learn(batch, { learningRate, seed }) {
      model.dropout.seed = seed
      adam.learningRate = learningRate
      return tf.tidy(() => {
        const { value, gradients } = namedGradients(variables, lossOf(model, batch))
        adam.step(gradients)
        return value.dataSync()[0]!
      })
    },
    exportState: () => [...courseWeights(model.network), ...adam.exportState()],
    importState(tensors) {
      readCourseWeights(model.network, tensors)
      adam.importState(tensors)
    },
    dispose: () => adam.dispose()
  }
}

function lossOf({ network }: CourseModel, batch: readonly Lesson[]): () => tf.Scalar {
  const [[, frames], [, steps]] = [network.inputs[0]!.shape, network.outputs[0]!.shape] as [
    number[],
    number[]
  ]
  const spectrograms = joinFloats(batch.map(({ spectrogram }) => spectrogram))
  const x = tf.tensor3d(spectrograms, [batch.length, frames!, COURSE_BINS])
  const y = tf.tensor3d(joinFloats(batch.map(({ labels }) => labels)), [batch.length, steps!, 1])
  return () => {
    const p = tf.clipByValue(network.apply(x, { training: true }) as tf.Tensor3D, 1e-6, 1 - 1e-6)
    return tf.neg<tf.Scalar>(
      tf.mean(tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p)))))
    )
  }
}

/** The layers' own variables, by the names that the weights are stored under. */
function variablesOf({ network }: CourseModel): Variables {
  return Object.fromEntries(
    network.trainableWeights.map((weight) => [weight.originalName, weight.read() as tf.Variable])
  )
}
