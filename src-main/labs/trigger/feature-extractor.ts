import * as tf from '@tensorflow/tfjs-core'
import { createCausalNetwork } from '../../nn/causal-network'
import type { BackboneFile } from './backbone-file'
import { BANDS, FRAMES_PER_STEP, createEars, STEP_SAMPLES } from './front-end'
import { createNormaliser, normalise } from './streaming-model'

/** Waves that go through the network side by side. */
const BATCH = 16

/** Feature vectors, one after another: row i is known after (i + 1) · 80 ms. */
export interface Features {
  rows: number
  width: number
  data: Float32Array
}

export interface FeatureExtractor {
  width: number
  /** Features of each wave (16 kHz), in the order given; yields the share done after each batch, so that the caller can breathe. */
  extract: (waves: readonly Float32Array[]) => Generator<number, Features[]>
  dispose(): void
}

/** The backbone as a function from waves to features. */
export function createFeatureExtractor(backbone: BackboneFile): FeatureExtractor {
  const network = createCausalNetwork({ inputs: BANDS, layers: backbone.layers, tensors: backbone.tensors })
  const hearing = createNormaliser(backbone.mean, backbone.std)
  const width = network.outputs
  /** Equal numbers of steps for all waves of a batch: shorter ones end in silence, which no earlier step can notice. */
  const runBatch = (waves: readonly Float32Array[]): Features[] => {
    const steps = Math.max(1, ...waves.map((wave) => Math.floor(wave.length / STEP_SAMPLES)))
    const frames = steps * FRAMES_PER_STEP
    const mel = new Float32Array(waves.length * frames * BANDS)
    waves.forEach((wave, i) => {
      const padded = new Float32Array(steps * STEP_SAMPLES)
      padded.set(wave.subarray(0, padded.length))
      mel.set(createEars().push(padded), i * frames * BANDS)
    })
    const values = tf.tidy(() => {
      const x = normalise(tf.tensor3d(mel, [waves.length, frames, BANDS]), hearing)
      return network.apply(x, network.initialState(waves.length)).output.dataSync<'float32'>()
    })
    return waves.map((wave, i) => {
      const rows = Math.floor(wave.length / STEP_SAMPLES)
      const from = i * steps * width
      return { rows, width, data: values.slice(from, from + rows * width) }
    })
  }
  return {
    width,
    *extract(waves) {
      const order = waves.map((_, i) => i).sort((a, b) => waves[a]!.length - waves[b]!.length || a - b)
      const features: Features[] = []
      for (let at = 0; at < order.length; at += BATCH) {
        const batch = order.slice(at, at + BATCH)
        runBatch(batch.map((i) => waves[i]!)).forEach((result, k) => (features[batch[k]!] = result))
        yield Math.min(1, (at + BATCH) / order.length)
      }
      return features
    },
    dispose() {
      network.dispose()
      tf.dispose([hearing.scale, hearing.shift])
    }
  }
}
