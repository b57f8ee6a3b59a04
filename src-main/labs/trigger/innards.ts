import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { COURSE_BINS, COURSE_SAMPLE_RATE, COURSE_SAMPLES } from '../../audio/course-spectrogram'
import { TRIGGER_FRONT_END } from '../../audio/mel'
import { resampleNow } from '../../audio/resample'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import type { Clip } from '../../contract/clip'
import { createCausalNetwork } from '../../nn/causal-network'
import type { EncodedInput, Innards, NetworkInput, OpenNetwork } from '../lab'
import { courseConfig } from './course-detector'
import { hearCourse } from './course-front-end'
import { COURSE_STEPS, createCourseModel, readCourseWeights } from './course-model'
import { BANDS, createEars, FRAMES_PER_STEP, SAMPLE_RATE, STEP_SAMPLES, STEP_SECONDS } from './front-end'
import { createHead } from './head'
import { createNormaliser, normalise, streamingConfig } from './streaming-model'

const LONGEST = 10 // seconds
/** How something else and the word are shown. */
const CLASSES = ['·', '★']

/** Frames of sound go through convolutions and gated units; each step says whether the word has just ended. */
export const innards: Innards = {
  takes: 'sound',
  example: '',
  bundled: {},
  open: (artifact) =>
    Promise.resolve([artifact.config['model'] === 'course' ? openCourse(artifact) : openStreaming(artifact)]),
  async examples(_, { count, dataset }) {
    if (!dataset) throw new RangeError('choose a word: its takes and what is not the word are listened to')
    const inputs: NetworkInput[] = []
    for (const source of Object.values(dataset.groups).flat().slice(0, count))
      inputs.push({ kind: 'sound', clip: await source.load() })
    return { from: `${dataset.name}, from which it may have learnt`, inputs }
  }
}

/** The score of what is not the word is 0: a softmax over both is the sigmoid of the other. */
const both = (logits: tf.Tensor2D): tf.Tensor2D => tf.concat([tf.zerosLike(logits), logits], 1)

const times = (count: number, hop: number) =>
  Array.from({ length: count }, (_, step) => `${(step * hop).toFixed(2)} s`)

const asked = (steps: readonly string[]): EncodedInput['answers'] => ({
  steps,
  classes: CLASSES,
  kind: 'classes',
  targets: null,
  counts: new Float32Array(steps.length).fill(1),
  isShownByClass: true
})

function soundOf(input: NetworkInput, rate: number): Float32Array {
  if (input.kind !== 'sound') throw new RangeError('a detector listens to sound')
  const { samples }: Clip = resampleNow(input.clip, rate)
  return samples.subarray(0, LONGEST * rate)
}

function openStreaming(artifact: Artifact): OpenNetwork {
  const parsed = streamingConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a detector: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data
  const network = createCausalNetwork({ inputs: BANDS, layers: config.layers, tensors: artifact.tensors })
  const head = createHead({ ...config.head, features: network.outputs }, artifact.tensors)
  const hearing = createNormaliser(config.mean, config.std)
  const feeling = createNormaliser(config.head.mean, config.head.std)
  return {
    name: 'Detector',
    async encode(input) {
      const samples = soundOf(input, SAMPLE_RATE)
      const steps = Math.floor(samples.length / STEP_SAMPLES)
      if (steps === 0) throw new RangeError(`the sound is too short: ${STEP_SECONDS} s are needed`)
      const frames = steps * FRAMES_PER_STEP
      const mel = createEars().push(samples.subarray(0, steps * STEP_SAMPLES))
      const shape: [number, number, number] = [1, frames, BANDS]
      let stride = 1
      const layers = config.layers.flatMap((layer) => {
        if (layer.type === 'conv') stride *= layer.stride
        return layer.type === 'gru'
          ? [{ name: 'Gated units', steps: times(frames / stride, stride * FRAME_SECONDS) }]
          : []
      })
      return {
        x: tf.tidy(() => normalise(tf.tensor3d(mel, shape), hearing).dataSync<'float32'>().slice()),
        width: BANDS,
        tokens: times(frames, FRAME_SECONDS),
        layers,
        answers: asked(times(steps, STEP_SECONDS)),
        scores: (x) =>
          tf.tidy(() => {
            const { output } = network.apply(x, network.initialState(1))
            const before = tf.zeros<tf.Rank.R3>([1, config.head.window - 1, network.outputs])
            const { logits } = head.apply(normalise(output, feeling), before)
            const mean = tf.div(tf.mean(logits, 0), config.temperature) // [1, steps]
            return both(tf.reshape<tf.Rank.R2>(mean, [steps, 1]))
          })
      }
    },
    dispose() {
      network.dispose()
      head.dispose()
      tf.dispose([hearing.scale, hearing.shift, feeling.scale, feeling.shift])
    }
  }
}

const FRAME_SECONDS = TRIGGER_FRONT_END.hop / TRIGGER_FRONT_END.sampleRate

function openCourse(artifact: Artifact): OpenNetwork {
  const parsed = courseConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a detector: ${z.prettifyError(parsed.error)}`)
  const { network } = createCourseModel(0)
  readCourseWeights(network, artifact.tensors)
  return {
    name: 'The course’s network',
    async encode(input) {
      const samples = new Float32Array(COURSE_SAMPLES)
      samples.set(soundOf(input, COURSE_SAMPLE_RATE))
      const x = hearCourse(samples, parsed.data.spectrogram)
      const steps = times(COURSE_STEPS, LONGEST / COURSE_STEPS)
      const frames = x.length / COURSE_BINS
      return {
        x,
        width: COURSE_BINS,
        tokens: times(frames, LONGEST / frames),
        layers: [1, 2].map((layer) => ({ name: `GRU ${layer}`, steps })),
        answers: asked(steps),
        scores: (given) =>
          tf.tidy(() => {
            const heard = network.apply(given, { training: false }) as tf.Tensor3D // [1, 1375, 1]
            const posterior = tf.clipByValue(tf.squeeze<tf.Tensor2D>(heard, [0]), 1e-6, 1 - 1e-6)
            return both(tf.log(tf.div(posterior, tf.sub(1, posterior))))
          })
      }
    },
    dispose: () => void network.dispose()
  }
}
