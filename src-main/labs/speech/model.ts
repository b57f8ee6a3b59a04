import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { ArtifactError, type NamedTensor } from '../../contract/artifact'
import { createRandom } from '../../contract/random'
import { dropout } from '../../nn/dropout'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { layerNorm } from '../../nn/layer-norm'
import { lstm } from '../../nn/recurrent'
import { writeWeights, type Variables } from '../../nn/weights'
import { FRONT_END, SYMBOLS, type Profile } from './data'

/** Sizes of the network; the rest follows. */
export const dimensions = z.object({
  /** Filters of the two convolutions over time. */
  filters: z.tuple([z.int().min(1).max(1_024), z.int().min(1).max(1_024)]),
  /** Bidirectional LSTM layers. */
  layers: z.int().min(1).max(8),
  /** Units of each direction. */
  units: z.int().min(1).max(1_024)
})
export type Dimensions = z.output<typeof dimensions>

/** Frames of both convolutions' windows, and frames that one step of the output stands for. */
export const KERNEL = 5
export const STRIDE = 3 // 30 ms: 33 letters a second, over twice the fastest speech

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/** Steps of the output for so many frames. */
export const stepsOf = (frames: number): number => Math.ceil(frames / STRIDE)

/**
 * A recogniser for speech trained with CTC: log-mel → two convolutions over time, the second taking every third frame → layers of
 * bidirectional LSTM, each followed by layer normalisation → one score per symbol and step (Deep Speech 2, Amodei et al. 2016, made small).
 */
export interface SpeechModel {
  dimensions: Dimensions
  /** Of the speech that it was trained on, for listenTo. */
  profile: Profile | undefined
  variables: Variables
  /**
   * @param x [batch, 3 · steps, 64], zeros after the end of a clip; whole steps, so that a clip reads the same alone and beside longer ones
   * @param mask [batch, steps]: 1 on steps of the clip, 0 after it
   * @returns logits [batch, steps, 29]
   */
  apply(x: tf.Tensor3D, mask: tf.Tensor2D, dropping?: Dropping): tf.Tensor3D
  dispose(): void
}

/** Makes a network with weights drawn by `seed`; its owner disposes it. */
export function createModel(given: Dimensions, seed: number, profile?: Profile): SpeechModel {
  const { filters, layers, units } = given
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  const addGlorot = (name: string, shape: number[]) =>
    add(name, shape, glorotUniform(shape, random.fork(name)))
  const addFilled = (name: string, size: number, value: number) =>
    add(name, [size], new Float32Array(size).fill(value))
  const addNorm = (name: string, size: number) => {
    addFilled(`${name}.gain`, size, 1)
    addFilled(`${name}.offset`, size, 0)
  }

  addGlorot('conv1.kernel', [KERNEL, FRONT_END.bands, filters[0]])
  addFilled('conv1.bias', filters[0], 0)
  addGlorot('conv2.kernel', [KERNEL, filters[0], filters[1]])
  addFilled('conv2.bias', filters[1], 0)
  addNorm('conv', filters[1])
  for (let layer = 0; layer < layers; layer++) {
    const inputs = layer === 0 ? filters[1] : 2 * units
    for (const direction of DIRECTIONS) {
      const name = `lstm${layer + 1}.${direction}`
      addGlorot(`${name}.kernel`, [inputs, 4 * units])
      const recurrent = orthogonalBlocks({
        rows: units,
        blocks: 4,
        random: random.fork(`${name}.recurrent`)
      })
      add(`${name}.recurrent`, [units, 4 * units], recurrent)
      const bias = new Float32Array(4 * units).fill(1, units, 2 * units) // the forget gate begins open
      add(`${name}.bias`, [4 * units], bias)
    }
    addNorm(`lstm${layer + 1}`, 2 * units)
  }
  addGlorot('symbols.kernel', [2 * units, SYMBOLS.length])
  addFilled('symbols.bias', SYMBOLS.length, 0)

  return {
    dimensions: given,
    profile,
    variables,
    apply: (x, mask, dropping) => tf.tidy(() => applyLayers({ x, mask, dropping, variables, layers })),
    dispose: () => tf.dispose(variables)
  }
}

export const DIRECTIONS = ['forward', 'backward'] as const

interface Pass {
  x: tf.Tensor3D
  mask: tf.Tensor2D
  dropping: Dropping | undefined
  variables: Variables
  layers: number
}

function applyLayers({ x, mask, dropping, variables, layers }: Pass): tf.Tensor3D {
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  const norm = (y: tf.Tensor3D, name: string) =>
    layerNorm({
      x: y,
      gain: weight<tf.Tensor1D>(`${name}.gain`),
      offset: weight<tf.Tensor1D>(`${name}.offset`)
    })
  const drop = (y: tf.Tensor3D, place: number) =>
    dropping && dropping.rate > 0
      ? dropout({ x: y, rate: dropping.rate, seed: (dropping.seed * 16 + place) | 0 })
      : y
  const conv = (y: tf.Tensor3D, name: string, stride: number): tf.Tensor3D =>
    tf.relu(
      tf.add(
        tf.conv1d(y, weight<tf.Tensor3D>(`${name}.kernel`), stride, 'same'),
        weight<tf.Tensor1D>(`${name}.bias`)
      )
    )

  let y = conv(conv(x, 'conv1', 1), 'conv2', STRIDE) // [batch, steps, filters]
  y = norm(y, 'conv')
  for (let layer = 1; layer <= layers; layer++) {
    const given = drop(y, layer)
    const read = (direction: (typeof DIRECTIONS)[number]) =>
      lstm({
        x: given,
        kernel: weight<tf.Tensor2D>(`lstm${layer}.${direction}.kernel`),
        recurrent: weight<tf.Tensor2D>(`lstm${layer}.${direction}.recurrent`),
        bias: weight<tf.Tensor1D>(`lstm${layer}.${direction}.bias`),
        mask,
        reverse: direction === 'backward'
      }).states
    y = norm(tf.concat([read('forward'), read('backward')], 2), `lstm${layer}`) // [batch, steps, 2·units]
  }
  const [batch, steps, width] = y.shape
  const flat = tf.reshape(drop(y, layers + 1), [batch * steps, width])
  const logits = tf.add(
    tf.matMul(flat, weight<tf.Tensor2D>('symbols.kernel')),
    weight<tf.Tensor1D>('symbols.bias')
  )
  return tf.reshape(logits, [batch, steps, SYMBOLS.length])
}

/** What a trained recogniser needs besides its weights. */
export const speechConfig = z.object({
  model: z.literal('cadenza-ctc'),
  dimensions,
  symbols: z
    .array(z.string().max(1))
    .refine((symbols) => symbols.join('|') === SYMBOLS.join('|'), 'must be the alphabet of cadenza-ctc'),
  /** Recognisers trained before 2026-11-30 have none. */
  profile: z.array(z.number()).length(FRONT_END.bands).optional(),
  /** Transcripts that it was trained on, each once, and more of their kind: what a language model of its own is counted from. */
  texts: z.array(z.string().max(10_000)).max(1_000_000)
})
export type SpeechConfig = z.output<typeof speechConfig>

/** Reads a stored recogniser; its owner disposes it. Throws ArtifactError naming what does not fit. */
export function readModel(artifact: { config: Record<string, unknown>; tensors: readonly NamedTensor[] }): {
  model: SpeechModel
  config: SpeechConfig
} {
  const parsed = speechConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a speech recogniser: ${z.prettifyError(parsed.error)}`)
  const model = createModel(parsed.data.dimensions, 0, parsed.data.profile)
  try {
    writeWeights(model.variables, artifact.tensors)
  } catch (error) {
    model.dispose()
    throw error
  }
  return { model, config: parsed.data }
}
