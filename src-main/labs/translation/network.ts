import type * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { StepDecoder } from '../../text/beam-search'
import type { Variables } from '../../nn/weights'
import type { Batch } from './batches'

const shared = {
  /** Pieces of words that there are, marks aside. */
  pieces: z.int().min(256).max(65_536),
  /** Numbers for each piece. */
  embedding: z.int().min(1).max(1_024)
}

/** Sizes of a network; the rest follows. */
export const dimensions = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('recurrent'),
    ...shared,
    /** Of the decoder; the encoder has half of them in each direction. */
    units: z.int().min(2).max(1_024).multipleOf(2)
  }),
  z.object({
    kind: z.literal('transformer'),
    ...shared,
    /** Of the layer between the attentions. */
    units: z.int().min(1).max(4_096),
    /** Blocks of the encoder, and of the decoder. */
    layers: z.int().min(1).max(8),
    /** They share `embedding` evenly. */
    heads: z.int().min(1).max(16)
  })
])
export type Dimensions = z.output<typeof dimensions>
export type RecurrentDimensions = Extract<Dimensions, { kind: 'recurrent' }>
export type TransformerDimensions = Extract<Dimensions, { kind: 'transformer' }>

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/** Where a decoder stands. Plain numbers: nobody has to free them. */
export interface DecoderState {
  /** How much of each piece of the source was looked at when the next one was written; adds up to 1. Empty before the first. */
  attention: Float32Array<ArrayBuffer>
  /** What the network goes on from. */
  memory: readonly Float32Array[]
}

/** A sentence that was read, ready to be translated. */
export interface Reading {
  decoder: StepDecoder<DecoderState>
  /** Frees what the encoder made of the sentence. */
  close(): void
}

/** Who looks at whom: the source at itself, what is written at itself, or what is written at the source. Row-major [rows, columns]. */
export type AttentionMap = {
  group: 'source' | 'target' | 'across'
  name: string
  data: Float32Array<ArrayBuffer>
}

/** A network that translates, of either kind. */
export interface TranslationNetwork {
  variables: Variables
  /** Mean cost of a piece of the targets in nats, the end among them. Differentiable in the variables. */
  cost(batch: Batch, dropping?: Dropping): tf.Scalar
  /** Reads a sentence of at least one piece. */
  open(source: readonly number[]): Reading
  /**
   * All maps while `target` is written. In `across`, row i shows what is looked at when piece i of the target is written, and the last row
   * the end; in `target`, row i and column i are what was read before piece i: the start, then the pieces.
   */
  maps(source: readonly number[], target: readonly number[]): AttentionMap[]
  dispose(): void
}
