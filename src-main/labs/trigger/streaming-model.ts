import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { Artifact } from '../../contract/artifact'
import { ArtifactError } from '../../contract/artifact'
import { createCausalNetwork, type CausalNetwork, type NetworkState } from '../../nn/causal-network'
import { BANDS, FRAMES_PER_STEP } from './front-end'
import { createHead } from './head'

const size = z.int().min(1).max(4_096)
const numbers = (length: number) => z.array(z.number()).length(length)

/** Layers over time, as assets/models/trigger-backbone/model.json lists them. */
export const layersSchema = z
  .array(
    z.discriminatedUnion('type', [
      z.object({
        type: z.literal('conv'),
        filters: size,
        kernel: z.int().min(1).max(64),
        stride: z.int().min(1).max(8),
        dilation: z.int().min(1).max(64),
        activation: z.enum(['relu', 'none']),
        residual: z.boolean().optional()
      }),
      z.object({ type: z.literal('gru'), units: size })
    ])
  )
  .min(1)
  .max(32)

/** All that a streaming detector needs besides its weights. */
export const streamingConfig = z.object({
  model: z.literal('streaming'),
  /** What the network hears: log-mel less `mean`, over `std`, band by band. */
  mean: numbers(BANDS),
  std: numbers(BANDS).refine((std) => std.every((value) => value > 0), 'must be positive'),
  layers: layersSchema,
  head: z.object({
    window: z.int().min(1).max(100),
    hidden: z.tuple([size, size]),
    members: z.int().min(1).max(20),
    mean: z.array(z.number()),
    std: z.array(z.number().positive())
  }),
  /** Logits are divided by it before the sigmoid, so that posteriors do not all lie at 0 or 1. */
  temperature: z.number().positive(),
  /** Logits of so many steps are averaged. */
  smoothing: z.int().min(1).max(20),
  threshold: z.number().min(0).max(1),
  refractory: z.number().min(0).max(10)
})
export type StreamingConfig = z.output<typeof streamingConfig>

/** What a detector remembers between two pieces of a stream. */
interface Memory {
  network: NetworkState
  head: tf.Tensor3D
  /** The last logits, oldest first [batch][smoothing − 1]. */
  logits: number[][]
  /** Steps heard so far. */
  steps: number
}

/** A detector for one word that listens to log-mel frames. Disposed by its owner. */
export interface StreamingModel {
  config: StreamingConfig
  /** Begins `batch` streams in silence. */
  open(batch: number): StreamingSession
  dispose(): void
}

export interface StreamingSession {
  /**
   * Takes the next frames of each stream, [batch · frames · 40], frames a multiple of 8.
   * @returns posteriors [batch][frames / 8], 0 until a whole window has been heard; the same whether the frames come at once or one step at a time
   */
  push(frames: Float32Array): Float32Array[]
  /** Frees the memory. */
  close(): void
}

/** Reads a trained detector. Throws ArtifactError naming what does not fit. */
export function createStreamingModel(artifact: Artifact): StreamingModel {
  const parsed = streamingConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a streaming detector: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data
  const network = createCausalNetwork({ inputs: BANDS, layers: config.layers, tensors: artifact.tensors })
  const features = network.outputs
  if (network.stride !== FRAMES_PER_STEP) {
    throw new ArtifactError(`the network must take ${FRAMES_PER_STEP} frames a step, not ${network.stride}`)
  }
  const head = createHead({ ...config.head, features }, artifact.tensors)
  const hearing = createNormaliser(config.mean, config.std)
  const feeling = createNormaliser(config.head.mean, config.head.std)
  const parts: Parts = { config, network, head, hearing, feeling }
  return {
    config,
    open: (batch) => openSession(parts, batch),
    dispose() {
      network.dispose()
      head.dispose()
      tf.dispose([hearing.shift, hearing.scale, feeling.shift, feeling.scale])
    }
  }
}

interface Parts {
  config: StreamingConfig
  network: CausalNetwork
  head: ReturnType<typeof createHead>
  hearing: Normaliser
  feeling: Normaliser
}

/** y = x · scale + shift, feature by feature. */
export interface Normaliser {
  scale: tf.Tensor1D
  shift: tf.Tensor1D
}

/** The caller disposes its two tensors. */
export function createNormaliser(mean: readonly number[], std: readonly number[]): Normaliser {
  return {
    scale: tf.tensor1d(std.map((value) => 1 / value)),
    shift: tf.tensor1d(mean.map((value, i) => -value / std[i]!))
  }
}

export const normalise = (x: tf.Tensor3D, { scale, shift }: Normaliser): tf.Tensor3D =>
  tf.add(tf.mul(x, scale), shift)

function openSession(parts: Parts, batch: number): StreamingSession {
  const { config, network, head, hearing, feeling } = parts
  const { window } = config.head
  let memory: Memory = {
    network: network.initialState(batch),
    head: tf.zeros([batch, window - 1, network.outputs]),
    logits: Array.from({ length: batch }, () => []),
    steps: 0
  }
  return {
    push(frames) {
      const steps = frames.length / (batch * BANDS * FRAMES_PER_STEP)
      const before = memory
      const { state, logits, tail } = tf.tidy(() => {
        const mel = normalise(tf.tensor3d(frames, [batch, steps * FRAMES_PER_STEP, BANDS]), hearing)
        const { output, state } = network.apply(mel, before.network)
        const scored = head.apply(normalise(output, feeling), before.head)
        return { state, logits: tf.mean(scored.logits, 0), tail: scored.before } // logits [batch, time]
      })
      const values = logits.dataSync<'float32'>()
      tf.dispose([logits, before.head, ...before.network])
      memory = { network: state, head: tail, logits: before.logits, steps: before.steps + steps }
      const unsure = Math.max(0, window - before.steps)
      return memory.logits.map((recent, b) =>
        toPosteriors(values.subarray(b * steps, (b + 1) * steps), recent, config).fill(0, 0, unsure)
      )
    },
    close: () => tf.dispose([memory.head, ...memory.network])
  }
}

/** Mean of the last logits through a sigmoid; `recent` keeps what the next call needs. */
function toPosteriors(
  logits: Float32Array,
  recent: number[],
  { smoothing, temperature }: StreamingConfig
): Float32Array {
  return logits.map((logit) => {
    recent.push(logit)
    if (recent.length > smoothing) recent.shift()
    const mean = recent.reduce((sum, value) => sum + value, 0) / recent.length
    return 1 / (1 + Math.exp(-mean / temperature))
  })
}
