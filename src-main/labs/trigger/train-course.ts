import * as tf from '@tensorflow/tfjs-core'
import {
  COURSE_BINS,
  COURSE_FRAMES,
  COURSE_SAMPLE_RATE,
  courseSpectrogram
} from '../../audio/course-spectrogram'
import type { Artifact, NamedTensor } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom, type Random } from '../../contract/random'
import { createAdam } from '../../nn/adam'
import { checkStep } from '../../nn/finite'
import { registerMissingKernels } from '../../nn/missing-kernels'
import { findTensor, type Variables } from '../../nn/weights'
import { breathe, type Dataset, type Tools } from '../lab'
import type { CourseConfig } from './course-detector'
import {
  COURSE_STEPS,
  courseWeights,
  createCourseModel,
  predictCourse,
  readCourseWeights,
  type CourseModel
} from './course-model'
import { labelSteps, synthesiseCourseClip, type Ingredients, type SynthesisedClip } from './data'
import { drawSpectrogram } from './drawings'
import { loadIngredients } from './frame-test'
import type { TrainParams } from './params'
import { frameAccuracy, matchEvents, scoreEvents, detect } from './scoring'
import { DatasetError, LEAST_TAKES } from './takes'
import { resampleNow } from '../../audio/resample'

/** The course trains on batches of 5 clips at a rate of 1e-4 after a long pre-training; from nothing, a higher rate is needed. */
const BATCH = 4
const LEARNING_RATE = 1e-3
const STEPS = 300
/** One take in five, and its part of the other sounds, make the clips that validate. */
const HELD_SHARE = 0.2
const VALIDATION_CLIPS = 8
const VALIDATE_EVERY = 10
const CHECKPOINT_EVERY = 5
const HOP = 10 / COURSE_STEPS
/** The course fires where the posterior passes ½. */
const THRESHOLD = 0.5
const REFRACTORY = 1
const TOLERANCE = 0.6

/** Trains the course's network on clips made as the course makes them, new ones for each step. */
export async function* trainCourse(
  params: TrainParams,
  tools: Tools,
  dataset: Dataset
): AsyncGenerator<LabEvent, { artifact: Artifact; validation: Record<string, unknown> }> {
  registerMissingKernels()
  yield { type: 'progress', fraction: null, message: 'loading clips' }
  const { taught, held } = splitIngredients(await loadIngredients(dataset, params.seed), params.seed)
  const model = createCourseModel(params.seed)
  const variables = variablesOf(model)
  const adam = createAdam(variables, { learningRate: LEARNING_RATE })
  const random = createRandom(params.seed).fork('course')
  const steps = params.steps || STEPS
  try {
    let step = 0
    if (tools.checkpoint) {
      readCourseWeights(model.network, tools.checkpoint.tensors)
      adam.importState(tools.checkpoint.tensors)
      step = findTensor(tools.checkpoint.tensors, 'course/step').data[0]!
    }
    const began = tools.now()
    while (step < steps) {
      const own = random.fork(`step ${step}`)
      const loss = learn({ model, variables, adam }, makeBatch(taught, own), own)
      step++
      const values: Record<string, number> = { loss }
      if (step % VALIDATE_EVERY === 0) Object.assign(values, validate(model, held, random).values)
      yield { type: 'metrics', step, values }
      yield {
        type: 'progress',
        fraction: (0.98 * step) / steps,
        message: `step ${step} of ${steps}, ${step * BATCH} clips`
      }
      if (step % CHECKPOINT_EVERY === 0)
        yield {
          type: 'checkpoint',
          step,
          artifact: {
            lab: 'trigger',
            config: { model: 'course' },
            tensors: stateOf(model, adam.exportState(), step)
          }
        }
      await breathe(tools.signal)
      if (params.minutes > 0 && tools.now() - began > params.minutes * 60 && step < steps) {
        yield { type: 'note', text: `stopped by the time limit after ${step} of ${steps} steps` }
        break
      }
    }
    const { values, clip, posteriors, labels } = validate(model, held, random)
    yield { type: 'figure', figure: drawCourseExample(clip, labels, posteriors) }
    const config: CourseConfig = { model: 'course', threshold: THRESHOLD, refractory: REFRACTORY }
    return {
      artifact: { lab: 'trigger', config, tensors: courseWeights(model.network) },
      validation: {
        measuredOn: `${VALIDATION_CLIPS} clips made of takes and sounds that training never used`,
        clips: step * BATCH,
        ...values
      }
    }
  } finally {
    adam.dispose()
    model.network.dispose()
  }
}

interface Example {
  spectrogram: Float32Array
  labels: Float32Array
  clip: SynthesisedClip
}

function makeExample(ingredients: Ingredients, random: Random): Example {
  const clip = synthesiseCourseClip(ingredients, random)
  const { data } = courseSpectrogram({ samples: clip.samples, sampleRate: COURSE_SAMPLE_RATE })
  return { spectrogram: data, labels: labelSteps(clip), clip }
}

const makeBatch = (ingredients: Ingredients, random: Random): Example[] =>
  Array.from({ length: BATCH }, (_, i) => makeExample(ingredients, random.fork(`clip ${i}`)))

function stack(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}

function learn(
  training: { model: CourseModel; variables: Variables; adam: ReturnType<typeof createAdam> },
  batch: Example[],
  random: Random
): number {
  const { model, variables, adam } = training
  model.dropout.seed = random.below(2 ** 31)
  return tf.tidy(() => {
    const x = tf.tensor3d(stack(batch.map(({ spectrogram }) => spectrogram)), [
      batch.length,
      COURSE_FRAMES,
      COURSE_BINS
    ])
    const y = tf.tensor3d(stack(batch.map(({ labels }) => labels)), [batch.length, COURSE_STEPS, 1])
    const loss = () => {
      const p = tf.clipByValue(model.network.apply(x, { training: true }) as tf.Tensor3D, 1e-6, 1 - 1e-6)
      return tf.neg<tf.Scalar>(
        tf.mean(tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p)))))
      )
    }
    const { value, grads } = tf.variableGrads(loss, Object.values(variables))
    const gradients = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!])
    )
    checkStep(value, gradients)
    adam.step(gradients)
    return value.dataSync()[0]!
  })
}

/** The layers' own variables, by the names that the weights are stored under. */
function variablesOf({ network }: CourseModel): Variables {
  return Object.fromEntries(
    network.trainableWeights.map((weight) => [weight.originalName, weight.read() as tf.Variable])
  )
}

function stateOf(model: CourseModel, adam: NamedTensor[], step: number): NamedTensor[] {
  return [
    ...courseWeights(model.network),
    ...adam,
    { name: 'course/step', shape: [], data: Float32Array.of(step) }
  ]
}

/** Frame accuracy and events on clips of sounds that training never used; the same clips each time. */
function validate({ network }: CourseModel, held: Ingredients, random: Random) {
  const examples = Array.from({ length: VALIDATION_CLIPS }, (_, i) =>
    makeExample(held, random.fork(`validation ${i}`))
  )
  let [accuracy, allZeros] = [0, 0]
  const counts = { hits: 0, misses: 0, falseAccepts: 0 }
  const posteriors = examples.map(({ spectrogram }) => predictCourse(network, spectrogram, 1)[0]!)
  examples.forEach(({ clip, labels }, i) => {
    const values = posteriors[i]!
    const frames = frameAccuracy(values, labels)
    accuracy += frames.accuracy / VALIDATION_CLIPS
    allZeros += frames.allZeros / VALIDATION_CLIPS
    const times = detect({ values, hop: HOP }, { threshold: THRESHOLD, refractory: REFRACTORY }).map(
      ({ time }) => time
    )
    const events = clip.placed
      .filter(({ isPositive }) => isPositive)
      .map(({ start, end }) => ({ start: start / COURSE_SAMPLE_RATE, end: end / COURSE_SAMPLE_RATE }))
    const found = matchEvents(times, events, TOLERANCE)
    counts.hits += found.hits
    counts.misses += found.misses
    counts.falseAccepts += found.falseAccepts
  })
  const { clip, labels } = examples[0]!
  return {
    values: { 'frame accuracy': accuracy, 'all zeros': allZeros, 'event F1': scoreEvents(counts).f1 },
    clip,
    labels,
    posteriors: posteriors[0]!
  }
}

/** Keeps a fifth of each kind of sound from training. Throws DatasetError where there are too few takes. */
function splitIngredients(all: Ingredients, seed: number): { taught: Ingredients; held: Ingredients } {
  if (all.positives.length < LEAST_TAKES)
    throw new DatasetError(
      `a word needs at least ${LEAST_TAKES} takes (20 are good), not ${all.positives.length}`
    )
  const random = createRandom(seed).fork('split')
  const split = (sounds: readonly Float32Array[]) => {
    const order = random.shuffled(sounds)
    const count = sounds.length < 2 ? 0 : Math.max(1, Math.round(HELD_SHARE * sounds.length))
    return { held: count ? order.slice(0, count) : order, taught: order.slice(count) }
  }
  const [positives, negatives, backgrounds] = [
    split(all.positives),
    split(all.negatives),
    split(all.backgrounds)
  ]
  return {
    taught: { positives: positives.taught, negatives: negatives.taught, backgrounds: backgrounds.taught },
    held: { positives: positives.held, negatives: negatives.held, backgrounds: backgrounds.held }
  }
}

function drawCourseExample(clip: SynthesisedClip, labels: Float32Array, posteriors: Float32Array) {
  const shown = resampleNow({ samples: clip.samples, sampleRate: COURSE_SAMPLE_RATE }, 16_000)
  return {
    id: 'example-1',
    title: 'A clip of sounds that training never used',
    kind: 'tracks' as const,
    duration: 10,
    samples: shown.samples.slice(),
    sampleRate: shown.sampleRate,
    spectrogram: drawSpectrogram(shown.samples),
    tracks: [
      { name: 'label', role: 'label' as const, values: labels.slice() },
      { name: 'posterior', role: 'posterior' as const, values: posteriors.slice() }
    ],
    spans: clip.placed.map(({ start, end, isPositive }) => ({
      start: start / COURSE_SAMPLE_RATE,
      end: end / COURSE_SAMPLE_RATE,
      label: isPositive ? 'word' : 'other'
    }))
  }
}
