import type { Random } from '../../contract/random'
import { FRONT_END, SAMPLE_RATE } from './data'
import type { Lesson, Lessons } from './lessons'
import { STRIDE, stepsOf } from './model'
import { recombine } from './recombine'
import { joinShort, type Heard } from './variations'

/** Several lessons side by side. */
export interface Batch {
  batch: number
  /** [batch, 3 · steps, 64] */
  x: Float32Array
  steps: number
  /** [batch, steps] of 0 and 1 */
  mask: Float32Array
  /** Steps of each. */
  lengths: Int32Array
  /** [batch, maxLabels] */
  labels: Int32Array
  maxLabels: number
  labelLengths: Int32Array
}

/** Seconds of sound in a batch, and lessons at most. */
const BATCH_SECONDS = 40
const MOST_LESSONS = 20
/** Batches take lessons of like length out of stretches of this many. */
const STRETCH = 400
/** Share of the lessons in which nobody speaks, where there is noise. */
const SILENT_SHARE = 0.06
const SILENT_SECONDS = [1, 5] as const

/**
 * The lessons of one pass over the data, batch by batch: like lengths together, batches in random order; in the first pass the shortest
 * first (Amodei et al. 2016), because a network that has not yet found the letters finds them more easily in short clips.
 */
export function planEpoch({ taught, noise }: Lessons, random: Random, isFirst: boolean): Lesson[][] {
  const lessons = joinShort(recombine(taught, random.fork('recombined')), random.fork('joined'))
  if (noise.length > 0) {
    const own = random.fork('silent')
    const count = Math.ceil(SILENT_SHARE * lessons.length)
    for (let i = 0; i < count; i++) lessons.push(cutNoise(own.pick(noise), own))
  }
  const byLength = (a: Lesson, b: Lesson) => a.samples.length - b.samples.length
  const order = isFirst ? lessons.sort(byLength) : random.fork('order').shuffled(lessons)
  const batches: Lesson[][] = []
  for (let start = 0; start < order.length; start += STRETCH)
    batches.push(...fill(order.slice(start, start + STRETCH).sort(byLength)))
  return isFirst ? batches : random.fork('batches').shuffled(batches)
}

function fill(sorted: readonly Lesson[]): Lesson[][] {
  const batches: Lesson[][] = []
  let current: Lesson[] = []
  for (const lesson of sorted) {
    const wouldCost = ((current.length + 1) * lesson.samples.length) / SAMPLE_RATE // the newest is the longest
    if (current.length > 0 && (wouldCost > BATCH_SECONDS || current.length === MOST_LESSONS)) {
      batches.push(current)
      current = []
    }
    current.push(lesson)
  }
  if (current.length > 0) batches.push(current)
  return batches
}

function cutNoise(lesson: Lesson, random: Random): Lesson {
  const length = Math.min(lesson.samples.length, Math.round(SAMPLE_RATE * random.between(...SILENT_SECONDS)))
  const start = random.below(lesson.samples.length - length + 1)
  return { ...lesson, samples: lesson.samples.subarray(start, start + length) }
}

/** Lays lessons side by side, zeros behind the shorter ones; one without a frame has no step. */
export function layBatch(heard: readonly Heard[]): Batch {
  const batch = heard.length
  const steps = heard.reduce((most, { frames }) => Math.max(most, stepsOf(frames)), 1)
  const maxLabels = heard.reduce((most, { labels }) => Math.max(most, labels.length), 1)
  const width = steps * STRIDE * FRONT_END.bands
  const x = new Float32Array(batch * width)
  const mask = new Float32Array(batch * steps)
  const labels = new Int32Array(batch * maxLabels)
  const lengths = new Int32Array(batch)
  const labelLengths = new Int32Array(batch)
  heard.forEach((each, b) => {
    x.set(each.data, b * width)
    lengths[b] = stepsOf(each.frames)
    mask.fill(1, b * steps, b * steps + lengths[b])
    labels.set(each.labels, b * maxLabels)
    labelLengths[b] = each.labels.length
  })
  return { batch, x, steps, mask, lengths, labels, maxLabels, labelLengths }
}
