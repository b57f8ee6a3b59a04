import { COURSE_SAMPLE_RATE, COURSE_SAMPLES } from '../../audio/course-spectrogram'
import type { Random } from '../../contract/random'
import type { Hertz, Seconds } from '../../contract/units'
import { COURSE_STEPS } from './course-model'

/** How the course makes a training clip: up to four words and two other sounds over ten seconds of background. */
const MOST_POSITIVES = 4
const MOST_NEGATIVES = 2
/** Output steps marked 1 after a word ends. */
export const LABEL_STEPS = 50
/** How often a free place is looked for before a sound is left out. */
const ATTEMPTS = 60

/** A sound laid over the background, in samples. */
export interface Placed {
  start: number
  end: number
  isPositive: boolean
}

export interface SynthesisedClip {
  samples: Float32Array
  placed: Placed[]
}

/** What clips are made of, all at one sample rate. */
export interface Ingredients {
  positives: readonly Float32Array[]
  negatives: readonly Float32Array[]
  /** Longer ones are cut, shorter ones repeated; none: silence. */
  backgrounds: readonly Float32Array[]
}

/**
 * Lays words and other sounds over a background, none over another.
 *
 * Example, at 10 samples a second, 20 long: background 0.1 everywhere, one positive [1, 1, 1] that falls on sample 5 and one negative
 * [−1, −1] that falls on sample 12 give samples 5 to 7 = 1.1, 12 and 13 = −0.9, the others 0.1, and
 * placed = [{ start: 5, end: 8, isPositive: true }, { start: 12, end: 14, isPositive: false }].
 * `labelSteps` then marks the 50 steps after sample 8 (2 s into 1375 steps: 8 / 20 · 1375 = step 550, so 551 to 600).
 * @param length samples of the clip
 */
export function synthesise(
  { positives, negatives, backgrounds }: Ingredients,
  length: number,
  random: Random
): SynthesisedClip {
  const samples = backgrounds.length
    ? excerpt(random.pick(backgrounds), length, random)
    : new Float32Array(length)
  const placed: Placed[] = []
  const lay = (sounds: readonly Float32Array[], count: number, isPositive: boolean) => {
    for (let i = 0; i < count && sounds.length; i++) {
      const sound = random.pick(sounds)
      const start = freePlace(placed, { length, needed: sound.length, random })
      if (start === null) continue
      const end = Math.min(length, start + sound.length)
      for (let n = start; n < end; n++) samples[n]! += sound[n - start]!
      placed.push({ start, end, isPositive })
    }
  }
  lay(positives, random.below(MOST_POSITIVES + 1), true)
  lay(negatives, random.below(MOST_NEGATIVES + 1), false)
  return { samples, placed: placed.sort((a, b) => a.start - b.start) }
}

/** Labels as the course's network learns them: 1 on the `after` steps that follow each word's end, 0 elsewhere. */
export function labelSteps(
  clip: SynthesisedClip,
  { steps = COURSE_STEPS, after = LABEL_STEPS } = {}
): Float32Array {
  const labels = new Float32Array(steps)
  for (const { end, isPositive } of clip.placed) {
    if (!isPositive) continue
    const last = Math.floor((end * steps) / clip.samples.length)
    labels.fill(1, last + 1, last + 1 + after)
  }
  return labels
}

/** A clip of the course's length and rate. */
export function synthesiseCourseClip(ingredients: Ingredients, random: Random): SynthesisedClip {
  return synthesise(ingredients, COURSE_SAMPLES, random)
}

/** `length` samples from anywhere in a sound, repeated where it is shorter. */
export function excerpt(sound: Float32Array, length: number, random: Random): Float32Array {
  const result = new Float32Array(length)
  if (sound.length === 0) return result
  const from = sound.length > length ? random.below(sound.length - length + 1) : random.below(sound.length)
  for (let n = 0; n < length; n++) result[n] = sound[(from + n) % sound.length]!
  return result
}

/** Where `needed` samples fit between what lies there already; null after many attempts. Too long a sound starts at 0. */
function freePlace(
  placed: readonly Placed[],
  { length, needed, random }: { length: number; needed: number; random: Random }
): number | null {
  const room = Math.max(1, length - needed + 1)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const start = random.below(room)
    if (placed.every((other) => start + needed <= other.start || start >= other.end)) return start
  }
  return null
}

/** Seconds of a place in a clip. */
export const secondsOf = (sample: number, rate: Hertz = COURSE_SAMPLE_RATE): Seconds => sample / rate
