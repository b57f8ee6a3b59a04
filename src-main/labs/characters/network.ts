import type * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { Random } from '../../contract/random'
import type { Variables } from '../../nn/weights'
import type { Dropping } from './dropping'
import { KINDS, type Kind } from './params'
import { createRecurrent } from './recurrent'
import { createTransformer } from './transformer'

/** Sizes of a network; the rest follows from the alphabet. */
export const networkShape = z.object({
  kind: z.enum(KINDS),
  layers: z.int().min(1).max(6),
  /** Of a layer; the transformer's width. */
  units: z.int().min(1).max(1_024),
  /** Of the transformer's attention; 1 elsewhere. */
  heads: z.int().min(1).max(16)
})
export type NetworkShape = z.output<typeof networkShape>

/** What a network remembers of what it read: states and cells of its layers, or keys and values of all tokens. The reader disposes it. */
export type Memory = tf.Tensor[]

export interface Reading {
  /** Scores of what comes after each token [batch, time, classes]. */
  logits: tf.Tensor3D
  memory: Memory
  /** Who looked at whom, a layer each [batch, heads, time, past + time]; none but a transformer's. */
  maps: tf.Tensor4D[]
}

export interface ReadingOptions {
  memory?: Memory | null
  dropping?: Dropping
  embedded?: tf.Tensor3D
}

/** A network that reads classes and says what comes next. Its owner disposes it. */
export interface Network {
  shape: NetworkShape
  variables: Variables
  /**
   * Differentiable in the variables. To be called in a tidy, or what it returns to be disposed.
   * @param tokens int32 [batch, time]
   * @param options `embedded` are the tokens' rows of the embedding [batch, time, width], where somebody looked them up already
   */
  read(tokens: tf.Tensor2D, options?: ReadingOptions): Reading
  dispose(): void
}

/** Characters that a network is trained to look back on, and that a transformer can look back on at all. */
export const CONTEXT = 128

/** What a network begins with. */
export interface Beginning {
  classes: number
  /** The same for all networks of a model: each kind takes its own numbers of it. */
  random: Random
  /** All weights are about to be written: those that take long to draw stay 0. */
  isBlank?: boolean
}

/** Makes a network; its owner disposes it. */
export function createNetwork(shape: NetworkShape, given: Beginning): Network {
  const own = { ...given, random: given.random.fork(shape.kind) }
  return shape.kind === 'transformer'
    ? createTransformer(shape, own)
    : createRecurrent({ ...shape, kind: shape.kind }, own)
}

const LARGE: Record<Kind, number> = { rnn: 256, gru: 160, lstm: 144, transformer: 64 }
const SMALL: Record<Kind, number> = { rnn: 144, gru: 88, lstm: 72, transformer: 40 }
/** Characters from which on a text is worth large networks. */
const LARGE_FROM = 200_000

/**
 * The shape of a network of that kind: what is 0 follows from how much there is to learn, so that all kinds have about as many weights
 * (0.11 or 0.04 million). Throws with a message for a person where heads do not share the units.
 */
export function shapeOf(
  kind: Kind,
  options: { layers: number; units: number; heads: number; characters: number }
): NetworkShape {
  const units = options.units || (options.characters >= LARGE_FROM ? LARGE : SMALL)[kind]
  if (kind !== 'transformer') return { kind, layers: options.layers || 1, units, heads: 1 }
  if (units % options.heads !== 0)
    throw new Error(
      `'units' must be a multiple of the ${options.heads} heads of the transformer, not ${units}`
    )
  return { kind, layers: options.layers || 2, units, heads: options.heads }
}
