import * as tf from '@tensorflow/tfjs-core'
import type { Artifact } from '../../contract/artifact'
import type { Seconds } from '../../contract/units'
import type { LogProbabilities } from '../../text/log-probabilities'
import { FRONT_END, listenTo, SAMPLE_RATE, SYMBOLS } from './data'
import { readModel, STRIDE, stepsOf } from './model'

/** A trained recogniser, ready to listen. Its owner disposes it. */
export interface SpeechNetwork {
  /** symbols[0] is the blank. */
  symbols: readonly string[]
  /** Time from one step of the output to the next. */
  hop: Seconds
  sampleRate: number
  /** Transcripts that it was trained on, and more of their kind. */
  languageTexts: readonly string[]
  /**
   * What it hears in a whole utterance.
   * @param samples at `sampleRate`; the work grows with the length, memory too (about 1 MB a second)
   * @returns ln p [steps, symbols]; no step where the sound is shorter than 25 ms
   */
  listen(samples: Float32Array): LogProbabilities
  dispose(): void
}

/** Throws ArtifactError naming what does not fit. */
export function loadSpeechNetwork(artifact: Artifact): SpeechNetwork {
  const { model, config } = readModel(artifact)
  return {
    symbols: SYMBOLS,
    hop: (STRIDE * FRONT_END.hop) / SAMPLE_RATE,
    sampleRate: SAMPLE_RATE,
    languageTexts: config.texts,
    listen(samples) {
      const { data, frames } = listenTo(samples, model.profile)
      const steps = stepsOf(frames)
      if (frames === 0) return { data: new Float32Array(0), steps: 0, vocab: SYMBOLS.length }
      const scores = tf.tidy(() => {
        const whole = new Float32Array(steps * STRIDE * FRONT_END.bands)
        whole.set(data)
        const x = tf.tensor3d(whole, [1, steps * STRIDE, FRONT_END.bands])
        return model.apply(x, tf.ones([1, steps])).dataSync<'float32'>()
      })
      return { data: logSoftmaxRows(scores, SYMBOLS.length), steps, vocab: SYMBOLS.length }
    },
    dispose: () => model.dispose()
  }
}

/** ln of the softmax of each row. */
export function logSoftmaxRows(logits: Float32Array, width: number): Float32Array {
  const result = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += width) {
    const row = logits.subarray(start, start + width)
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity)
    const sum = row.reduce((total, value) => total + Math.exp(value - most), 0)
    const shift = most + Math.log(sum)
    for (let k = 0; k < width; k++) result[start + k] = Math.min(0, row[k]! - shift)
  }
  return result
}
