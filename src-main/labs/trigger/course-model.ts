import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential, type Sequential } from '@tensorflow/tfjs-layers'
import { COURSE_BINS, COURSE_FRAMES } from '../../audio/course-spectrogram'
import { createRandom, type Random } from '../../contract/random'
import type { NamedTensor } from '../../contract/artifact'
import { findTensor } from '../../nn/weights'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { batchNormLayer, timeDistributedLayer } from '../../nn/keras-layers'
import { gruLayer } from '../../nn/recurrent-layers'
import { SeededDropout, type DropoutSource } from '../../nn/seeded-dropout'

const FILTERS = 196
const KERNEL = 15
const STRIDE = 4
const UNITS = 128
/** Share of values dropped in training; the course drops 0.8. */
export const COURSE_DROPOUT = 0.2
/** Steps that the longest memory of a GRU lasts at the beginning: 0.73 s, a word. */
const MEMORY = 100
/** Share of steps that are labelled 1, about: what the network says of anything at the beginning. */
const PRIOR = 0.06

/** Steps of the output: (5511 − 15) / 4 + 1. */
export const COURSE_STEPS = Math.floor((COURSE_FRAMES - KERNEL) / STRIDE) + 1 // 1375

export interface CourseModel {
  network: Sequential
  /** Where the dropout masks come from. */
  dropout: DropoutSource
}

/**
 * The trigger-word network of the course *Sequence Models* (2018): 522,561 parameters, spectrogram [batch, 5511, 101] → probability that the
 * word has just ended, step by step [batch, 1375, 1]. Its GRUs are Keras 2.0's (one bias, reset before); gates use the logistic function.
 * Where its training differs from the course's, and why: README.md.
 * `smaller` shrinks it for tests. The caller disposes the network.
 */
export function createCourseModel(
  seed: number,
  smaller: { filters?: number; units?: number; frames?: number } = {}
): CourseModel {
  const { filters = FILTERS, units = UNITS, frames = COURSE_FRAMES } = smaller
  const dropout: DropoutSource = { seed: 0 }
  const drop = (name: string) => new SeededDropout({ name, rate: COURSE_DROPOUT, source: dropout })
  const normalise = (name: string) => batchNormLayer({ name, momentum: 0.9 })
  const gru = (name: string) =>
    gruLayer({
      name,
      units,
      returnSequences: true,
      recurrentActivation: 'sigmoid',
      kernelInitializer: 'zeros',
      recurrentInitializer: 'zeros'
    })
  const network = sequential({
    layers: [
      layers.conv1d({
        name: 'conv',
        inputShape: [frames, COURSE_BINS],
        filters,
        kernelSize: KERNEL,
        strides: STRIDE,
        kernelInitializer: 'zeros'
      }), // [batch, 1375, 196]
      normalise('conv_norm'),
      layers.activation({ name: 'conv_relu', activation: 'relu' }),
      drop('conv_dropout'),
      gru('gru_1'), // [batch, 1375, 128]
      drop('gru_1_dropout'),
      normalise('gru_1_norm'),
      gru('gru_2'), // [batch, 1375, 128]
      drop('gru_2_dropout'),
      normalise('gru_2_norm'),
      drop('last_dropout'),
      timeDistributedLayer({
        name: 'heard',
        layer: layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' })
      }) // [batch, 1375, 1]
    ]
  })
  initialise(network, seed)
  return { network, dropout }
}

/**
 * Glorot for kernels, orthogonal for recurrent kernels, as Keras begins. Two biases are not zero: the update gates begin with memories from
 * 1 to MEMORY steps (Tallec and Ollivier 2018; at zero all forget within three steps, 20 ms), and the output at the share of ones.
 */
function initialise(network: Sequential, seed: number): void {
  const random = createRandom(seed)
  for (const weight of network.trainableWeights) {
    const size = weight.shape as number[]
    const data = firstValues(weight.originalName, size, random.fork(weight.originalName))
    if (!data) continue
    tf.tidy(() => {
      weight.write(tf.tensor(data, size))
    })
  }
}

function firstValues(name: string, size: number[], random: Random): Float32Array | undefined {
  const [rows = 0, columns = 0] = size
  if (name.endsWith('recurrent_kernel')) return orthogonalBlocks({ rows, blocks: columns / rows, random })
  if (name.endsWith('kernel')) return glorotUniform(size, random)
  if (name === 'heard/bias') return Float32Array.of(Math.log(PRIOR / (1 - PRIOR)))
  if (/^gru_.*\/bias$/.test(name)) {
    const units = rows / 3 // gates z, r, h
    return Float32Array.from({ length: rows }, (_, i) =>
      i < units ? Math.log(random.between(1, MEMORY)) : 0
    )
  }
  return undefined
}

/** Probabilities [batch][1375] for spectrograms [batch · 5511 · 101]. */
export function predictCourse(
  network: Sequential,
  spectrograms: Float32Array,
  batch: number
): Float32Array[] {
  const frames = network.inputs[0]!.shape[1]!
  const values = tf.tidy(() => {
    const x = tf.tensor3d(spectrograms, [batch, frames, COURSE_BINS])
    return (network.apply(x, { training: false }) as tf.Tensor).dataSync<'float32'>()
  })
  const steps = values.length / batch
  return Array.from({ length: batch }, (_, b) => values.slice(b * steps, (b + 1) * steps))
}

/** All weights of the network, moving averages of the normalisation included, by the names of their layers. */
export function courseWeights(network: Sequential): NamedTensor[] {
  return network.weights.map((weight) => ({
    name: weight.originalName,
    shape: [...(weight.shape as number[])],
    data: Float32Array.from(weight.read().dataSync())
  }))
}

/** Sets what courseWeights read. Throws ArtifactError where a tensor is missing or has another shape. */
export function readCourseWeights(network: Sequential, tensors: readonly NamedTensor[]): void {
  for (const weight of network.weights) {
    const shape = weight.shape as number[]
    const { data } = findTensor(tensors, weight.originalName, shape)
    tf.tidy(() => {
      weight.write(tf.tensor(data, shape))
    })
  }
}
