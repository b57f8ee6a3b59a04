import { durationOf, type Clip } from '../contract/clip'
import type { Decibels, Seconds } from '../contract/units'
import { bandLevels, LEVEL_STEP, percentile, SILENCE } from './band-level'

export interface Span {
  start: Seconds
  end: Seconds
}

/** Where a voice carries most of its power, whatever the microphone. */
const SPEECH_BAND = { low: 100, high: 4000 }
/** Vowels: breaths, clicks and hiss have little there. */
const VOWEL_BAND = { low: 150, high: 1200 }
/** The "s" at the end of a word. */
const HISS_BAND = { low: 3500, high: 7800 }
/** Quieter than that is digital silence put around a recording, not its noise. */
const PADDING: Decibels = -85
/** Speech begins where the level passes this share of the way from the noise to the loudest part, and ends below the smaller one … */
const BEGIN_SHARE = 0.45
const END_SHARE = 0.3
const LEAST_RISE: Decibels = 6
/** … but not farther below the loudest part than this. */
const BEGIN_DEPTH: Decibels = 24
const END_DEPTH: Decibels = 36
const LEAST_PEAK: Decibels = -60
/** The level is the median of so many frames: a click is shorter. */
const MEDIAN_FRAMES = 7
/** Pauses inside a word (a stop consonant) are shorter than this. */
const LONGEST_PAUSE: Seconds = 0.18
const SHORTEST_SPEECH: Seconds = 0.08
/** In frames. */
const LONGEST_HISS = 35
const LONGEST_DIP = 5
/** Between the words of one phrase. */
const LONGEST_WORD_GAP: Seconds = 0.4
/** A neighbour belongs to the main part when it has at least this share of its vowel power. */
const NEIGHBOUR_SHARE = 0.15

/** What the detector measured beside the spans; both in dB relative to a full-scale sine, within 100 to 4000 Hz. */
export interface SpeechAnalysis {
  spans: Span[]
  noise: Decibels
  peak: Decibels
}

/**
 * Finds the parts with speech by their level over the recording's own noise.
 * @returns spans in order, without overlap; none in silence and in steady noise
 */
export function findSpeech(clip: Clip): Span[] {
  return analyseSpeech(clip).spans
}

export function analyseSpeech(clip: Clip): SpeechAnalysis {
  const [speech, hiss] = measure(clip, [SPEECH_BAND, HISS_BAND])
  return analyseLevels({ speech, hiss, duration: durationOf(clip) })
}

/**
 * Cuts a take down to the one word or phrase that it holds: of all speech, the part with the most vowel power over the noise, with what is
 * close enough to belong to it.
 * @param options.margin kept on either side, as far as the clip reaches
 * @returns the cut clip and where it lay; undefined when nothing is speech
 */
export function trimToSpeech(
  clip: Clip,
  { margin = 0.1 }: { margin?: Seconds } = {}
): ({ clip: Clip } & Span) | undefined {
  const span = findMainSpeech(clip)
  if (!span) return undefined
  const start = Math.max(0, span.start - margin)
  const end = Math.min(durationOf(clip), span.end + margin)
  const samples = clip.samples.slice(Math.round(start * clip.sampleRate), Math.round(end * clip.sampleRate))
  return { clip: { samples, sampleRate: clip.sampleRate }, start, end }
}

/** The span that `trimToSpeech` keeps, without margin. */
export function findMainSpeech(clip: Clip): Span | undefined {
  const [speech, hiss, vowels] = measure(clip, [SPEECH_BAND, HISS_BAND, VOWEL_BAND])
  const { spans } = analyseLevels({ speech, hiss, duration: durationOf(clip) })
  const floor = noiseLevel(vowels)
  const weights = spans.map((span) => sumOver(span, (frame) => Math.max(0, vowels[frame]! - floor)))
  const best = weights.indexOf(Math.max(...weights))
  if (best < 0) return undefined
  const main = { ...spans[best]! }
  const belongs = (i: number, gap: Seconds) =>
    gap < LONGEST_WORD_GAP && weights[i]! > NEIGHBOUR_SHARE * weights[best]!
  for (let i = best - 1; i >= 0 && belongs(i, main.start - spans[i]!.end); i--) main.start = spans[i]!.start
  for (let i = best + 1; i < spans.length && belongs(i, spans[i]!.start - main.end); i++)
    main.end = spans[i]!.end
  return main
}

function analyseLevels(source: {
  speech: Float32Array
  hiss: Float32Array
  duration: Seconds
}): SpeechAnalysis {
  const { speech: levels, hiss, duration } = source
  const noise = noiseLevel(levels)
  const peak = levels.length === 0 ? SILENCE : percentile(levels, 0.98)
  const rise = peak - noise
  if (!(rise > LEAST_RISE) || peak < LEAST_PEAK) return { spans: [], noise, peak }
  const begin = Math.max(noise + Math.max(LEAST_RISE, BEGIN_SHARE * rise), peak - BEGIN_DEPTH)
  const end = Math.max(noise + Math.max(LEAST_RISE / 2, END_SHARE * rise), peak - END_DEPTH)
  const leastHiss = Math.max(hissThreshold(hiss), peak - END_DEPTH)
  const spans: Span[] = []
  for (let frame = 0; frame < levels.length; frame++) {
    if (levels[frame]! < begin) continue
    let last = frame
    while (last + 1 < levels.length && levels[last + 1]! >= begin) last++
    const [first, farthest] = ([-1, 1] as const).map((step) => {
      const from = step < 0 ? frame : last
      const threshold = Math.max(end, noiseBeside(levels, from, step))
      const hissFloor = Math.max(leastHiss, noiseBeside(hiss, from, step))
      return spread(
        from,
        step,
        (at) => levels[at]! >= threshold || (hiss[at]! >= hissFloor && Math.abs(at - from) < LONGEST_HISS)
      )
    }) as [number, number]
    last = farthest
    const previous = spans.at(-1)
    const span = { start: first * LEVEL_STEP, end: Math.min(duration, (last + 1) * LEVEL_STEP) }
    if (previous && span.start - previous.end < LONGEST_PAUSE) previous.end = Math.max(previous.end, span.end)
    else spans.push(span)
    frame = last
  }
  return { spans: spans.filter((span) => span.end - span.start >= SHORTEST_SPEECH), noise, peak }
}

/** The farthest frame from `start` that is wanted, each at most a few frames beyond the last. */
function spread(start: number, step: 1 | -1, wanted: (frame: number) => boolean): number {
  let farthest = start
  for (let frame = start + step; Math.abs(frame - farthest) <= LONGEST_DIP; frame += step)
    if (wanted(frame)) farthest = frame
  return farthest
}

/** The level shortly before or after speech, where noise may be stronger than elsewhere, and a little more. */
function noiseBeside(levels: Float32Array, frame: number, step: 1 | -1): Decibels {
  const [near, far] = [frame + step * 10, frame + step * 60]
  const beside = levels.slice(Math.max(0, Math.min(near, far)), Math.max(0, Math.max(near, far)))
  return beside.length < 10 ? SILENCE : percentile(beside, 0.5) + LEAST_RISE
}

/** A strong consonant, which the speech band misses, is louder than this in the band above. */
function hissThreshold(hiss: Float32Array): Decibels {
  const noise = noiseLevel(hiss)
  return noise + Math.max(1.5 * LEAST_RISE, END_SHARE * (percentile(hiss, 0.98) - noise))
}

/** The level that the quietest part of the recording stays below, digital silence left out. */
function noiseLevel(levels: Float32Array): Decibels {
  const heard = levels.filter((level) => level > PADDING)
  if (heard.length === 0) return SILENCE
  const isGated = heard.length < 0.6 * levels.length // then most of what is heard is the word itself
  return percentile(heard, isGated ? 0.05 : 0.15)
}

function measure(
  clip: Clip,
  bands: { low: number; high: number }[]
): [Float32Array, Float32Array, Float32Array] {
  const levels = clip.samples.length === 0 ? [] : bandLevels(clip, bands).map(smooth)
  const none = new Float32Array(0)
  return [levels[0] ?? none, levels[1] ?? none, levels[2] ?? none]
}

function smooth(levels: Float32Array): Float32Array {
  const reach = (MEDIAN_FRAMES - 1) / 2
  return levels.map((_, frame) => {
    const near = levels.slice(Math.max(0, frame - reach), frame + reach + 1).sort()
    return near[Math.floor(near.length / 2)]!
  })
}

function sumOver({ start, end }: Span, value: (frame: number) => number): number {
  let sum = 0
  for (let frame = Math.round(start / LEVEL_STEP); frame < Math.round(end / LEVEL_STEP); frame++)
    sum += value(frame)
  return sum
}
