import { COURSE_SAMPLE_RATE } from '../../audio/course-spectrogram'
import { resampleNow } from '../../audio/resample'
import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { findTensor } from '../../nn/weights'
import { breathe, type Dataset, type Tools } from '../lab'
import type { CourseConfig } from './course-detector'
import {
  COURSE_REFRACTORY,
  COURSE_THRESHOLD,
  makeExample,
  scoreClips,
  type ClipScores,
  type Example
} from './course-examples'
import { spectrogramScale } from './course-front-end'
import { courseWeights, createCourseModel, predictCourse, type CourseModel } from './course-model'
import { createCourseTrainer } from './course-trainer'
import type { Ingredients } from './data'
import { drawSpectrogram } from './drawings'
import { loadIngredients } from './ingredients'
import type { TrainParams } from './params'
import { DatasetError, LEAST_TAKES } from './takes'

const BATCH = 4
/** Falls evenly from the first to the last step; the course's 1e-4 is for a network that was trained for hours before. */
const LEARNING_RATE = { first: 2e-3, last: 1e-4 }
const STEPS = 600
/** One take in five, and its part of the other sounds, make the clips that validate. */
const HELD_SHARE = 0.2
const VALIDATION_CLIPS = 8
const LAST_VALIDATION_CLIPS = 25
const VALIDATE_EVERY = 25
const CHECKPOINT_EVERY = 5

/** Trains the course's network on clips made as the course makes them, new ones for each step. */
export async function* trainCourse(
  params: TrainParams,
  tools: Tools,
  dataset: Dataset
): AsyncGenerator<LabEvent, { artifact: Artifact; validation: Record<string, unknown> }> {
  yield { type: 'progress', fraction: null, message: 'loading clips' }
  const { taught, held } = splitIngredients(yield* loadIngredients(dataset, params.seed), params.seed)
  const model = createCourseModel(params.seed)
  const trainer = createCourseTrainer(model)
  const random = createRandom(params.seed).fork('course')
  const steps = params.steps || STEPS
  // A run goes on with what it began with.
  const scale = tools.checkpoint ? spectrogramScale.parse(tools.checkpoint.config['spectrogram']) : 'log'
  try {
    let step = 0
    if (tools.checkpoint) {
      trainer.importState(tools.checkpoint.tensors)
      step = findTensor(tools.checkpoint.tensors, 'course/step').data[0]!
    }
    const heldClips = Array.from({ length: LAST_VALIDATION_CLIPS }, (_, i) =>
      makeExample(held, random.fork(`validation ${i}`), scale)
    )
    const fewHeldClips = heldClips.slice(0, VALIDATION_CLIPS)
    const began = tools.now()
    while (step < steps) {
      const own = random.fork(`step ${step}`)
      const loss = trainer.learn(
        Array.from({ length: BATCH }, (_, i) => makeExample(taught, own.fork(`clip ${i}`), scale)),
        { learningRate: rateAt(step / steps), seed: own.below(2 ** 31) }
      )
      step++
      const scores = step % VALIDATE_EVERY === 0 ? namesOf(validate(model, fewHeldClips).scores) : {}
      yield { type: 'metrics', step, values: { loss, ...scores } }
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
            config: { model: 'course', spectrogram: scale },
            tensors: [
              ...trainer.exportState(),
              { name: 'course/step', shape: [], data: Float32Array.of(step) }
            ]
          }
        }
      await breathe(tools.signal)
      if (params.minutes > 0 && tools.now() - began > params.minutes * 60 && step < steps) {
        yield { type: 'note', text: `stopped by the time limit after ${step} of ${steps} steps` }
        break
      }
    }
    const { scores, posteriors } = validate(model, heldClips)
    yield { type: 'figure', figure: drawExample(heldClips[0]!, posteriors[0]!) }
    const config: CourseConfig = {
      model: 'course',
      spectrogram: scale,
      threshold: COURSE_THRESHOLD,
      refractory: COURSE_REFRACTORY
    }
    return {
      artifact: { lab: 'trigger', config, tensors: courseWeights(model.network) },
      validation: {
        measuredOn: `${LAST_VALIDATION_CLIPS} clips made of takes and sounds that training never used`,
        clips: step * BATCH,
        ...namesOf(scores)
      }
    }
  } finally {
    trainer.dispose()
    model.network.dispose()
  }
}

const rateAt = (done: number) => LEARNING_RATE.first + (LEARNING_RATE.last - LEARNING_RATE.first) * done

function validate({ network }: CourseModel, examples: readonly Example[]) {
  const posteriors = examples.map(({ spectrogram }) => predictCourse(network, spectrogram, 1)[0]!)
  return {
    posteriors,
    scores: scoreClips(examples.map(({ clip }, i) => ({ clip, posteriors: posteriors[i]! })))
  }
}

const namesOf = ({ frameAccuracy, allZeros, eventF1 }: ClipScores) => ({
  'frame accuracy': frameAccuracy,
  'all zeros': allZeros,
  'event F1': eventF1
})

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

function drawExample({ clip, labels }: Example, posteriors: Float32Array) {
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
