import { COURSE_SAMPLE_RATE, COURSE_SAMPLES } from '../../audio/course-spectrogram'
import type { Random } from '../../contract/random'
import { hearCourse, type SpectrogramScale } from './course-front-end'
import { COURSE_STEPS } from './course-model'
import { labelSteps, synthesiseCourseClip, type Ingredients, type SynthesisedClip } from './data'
import { detect, frameAccuracy, matchEvents, scoreEvents } from './scoring'

/** A clip as the course makes it, as its network hears it, with what is to be said of it. */
export interface Example {
  clip: SynthesisedClip
  spectrogram: Float32Array
  labels: Float32Array
}

export function makeExample(ingredients: Ingredients, random: Random, scale: SpectrogramScale): Example {
  const clip = synthesiseCourseClip(ingredients, random)
  return { clip, spectrogram: hearCourse(clip.samples, scale), labels: labelSteps(clip) }
}

/** The course fires where the posterior passes ½. */
export const COURSE_THRESHOLD = 0.5
/** Seconds of rest after firing. */
export const COURSE_REFRACTORY = 1
/** Seconds after a word's end in which firing still means it. */
const TOLERANCE = 0.6
const HOP = COURSE_SAMPLES / COURSE_SAMPLE_RATE / COURSE_STEPS

export interface ClipScores {
  /** Share of steps on the right side of ½, and what never firing scores. */
  frameAccuracy: number
  allZeros: number
  eventF1: number
}

/** What posteriors of whole clips are worth, all clips together. */
export function scoreClips(
  heard: readonly { clip: SynthesisedClip; posteriors: Float32Array }[]
): ClipScores {
  let [accuracy, zeros] = [0, 0]
  const counts = { hits: 0, misses: 0, falseAccepts: 0 }
  for (const { clip, posteriors } of heard) {
    const frames = frameAccuracy(posteriors, labelSteps(clip))
    accuracy += frames.accuracy / heard.length
    zeros += frames.allZeros / heard.length
    const rule = { threshold: COURSE_THRESHOLD, refractory: COURSE_REFRACTORY }
    const times = detect({ values: posteriors, hop: HOP }, rule).map(({ time }) => time)
    const events = clip.placed
      .filter(({ isPositive }) => isPositive)
      .map(({ start, end }) => ({ start: start / COURSE_SAMPLE_RATE, end: end / COURSE_SAMPLE_RATE }))
    const found = matchEvents(times, events, TOLERANCE)
    counts.hits += found.hits
    counts.misses += found.misses
    counts.falseAccepts += found.falseAccepts
  }
  return { frameAccuracy: accuracy, allZeros: zeros, eventF1: scoreEvents(counts).f1 }
}
