import { durationOf, type Clip } from '../contract/clip'
import type { Decibels, Seconds } from '../contract/units'
import { measureLevel } from './level'
import { meanPower } from './mix'
import { analyseSpeech, findMainSpeech, type Span } from './vad'

export type TakeProblemCode =
  'clipping' | 'too-quiet' | 'too-noisy' | 'cut-off' | 'too-short' | 'too-long' | 'no-speech'

export interface TakeProblem {
  code: TakeProblemCode
  /** For the person: what is wrong and what to do. */
  message: string
  /** What was measured, and the bound that it passed; dB, seconds or a share, as the code says. */
  value: number
  bound: number
}

/** Is this recording good enough to learn a word from? */
export interface TakeJudgement {
  /** `poor` can be used, `bad` should be said again. */
  verdict: 'good' | 'poor' | 'bad'
  problems: TakeProblem[]
  /** Of the samples, relative to full scale. */
  peak: Decibels
  /** Speech over the noise around it; at most 90. */
  snr: Decibels
  /** The word; the whole clip when none was found. */
  speech: Span
}

/** Each has the bound from which a take is poor and the one from which it is bad. */
const LEAST_LEVEL: Bounds = { poor: -45, bad: -57 } // dB, RMS of the speech
const LEAST_SNR: Bounds = { poor: 12, bad: 5 } // dB
const MOST_CLIPPED: Bounds = { poor: 0.001, bad: 0.02 } // share of the speech's samples
const LEAST_SPEECH: Bounds = { poor: 0.25, bad: 0.12 } // s
const MOST_SPEECH: Bounds = { poor: 2, bad: 4 } // s
const EDGE: Bounds = { poor: 0.03, bad: 0.005 } // s from the clip's edge

const HIGHEST_SNR: Decibels = 90
/** A clipped wave stays at the top for at least so many samples. */
const CLIPPED_RUN = 3
const CLIPPED_LEVEL = 0.985

interface Bounds {
  poor: number
  bad: number
}

/** Judges one take of a word, on the spot: levels, noise, clipping, whether the word is whole. Never throws, whatever the clip. */
export function judgeTake(clip: Clip): TakeJudgement {
  const duration = durationOf(clip)
  const { peak } = measureLevel(clip.samples)
  const speech = findMainSpeech(clip)
  if (!speech) {
    const { noise, peak: loudest } = analyseSpeech(clip)
    const message = 'No word was heard. Check the microphone and say the word after the signal.'
    const problem: TakeProblem = { code: 'no-speech', message, value: loudest - noise, bound: LEAST_SNR.bad }
    return { verdict: 'bad', problems: [problem], peak, snr: 0, speech: { start: 0, end: duration } }
  }
  const spoken = cut(clip, speech)
  const snr = measureSnr(clip, speech)
  const { rms } = measureLevel(spoken)
  const length = speech.end - speech.start
  const edge = Math.min(speech.start, duration - speech.end)
  const found = [
    check('clipping', {
      value: clippedShare(spoken),
      bounds: MOST_CLIPPED,
      most: true,
      message: 'The recording is overdriven. Move back from the microphone or turn its level down.'
    }),
    check('too-quiet', {
      value: rms,
      bounds: LEAST_LEVEL,
      message: 'The word is very quiet. Come closer to the microphone or turn its level up.'
    }),
    check('too-noisy', {
      value: snr,
      bounds: LEAST_SNR,
      message: 'There is much noise around the word. Find a quieter place or come closer to the microphone.'
    }),
    check('cut-off', {
      value: isLoudAtEdge(clip, speech) ? edge : Infinity,
      bounds: EDGE,
      message: 'The word seems cut off. Leave a moment of silence before and after it.'
    }),
    check('too-short', {
      value: length,
      bounds: LEAST_SPEECH,
      message: 'That was very short. Say the whole word.'
    }),
    check('too-long', {
      value: length,
      bounds: MOST_SPEECH,
      most: true,
      message: 'That was long. Say only the word, once.'
    })
  ].filter((finding) => finding !== undefined)
  const verdict = found.some(({ isBad }) => isBad) ? 'bad' : found.length > 0 ? 'poor' : 'good'
  return { verdict, problems: found.map(({ problem }) => problem), peak, snr, speech }
}

function check(
  code: TakeProblemCode,
  { value, bounds, most = false, message }: { value: number; bounds: Bounds; most?: boolean; message: string }
): { problem: TakeProblem; isBad: boolean } | undefined {
  const passes = (bound: number) => (most ? value <= bound : value >= bound)
  if (passes(bounds.poor)) return undefined
  const isBad = !passes(bounds.bad)
  return { problem: { code, message, value, bound: isBad ? bounds.bad : bounds.poor }, isBad }
}

function cut({ samples, sampleRate }: Clip, { start, end }: Span): Float32Array {
  return samples.subarray(Math.round(start * sampleRate), Math.round(end * sampleRate))
}

/** Power of the word, less the noise's, over the power of what is around it; without anything around it, over the quietest part. */
function measureSnr(clip: Clip, speech: Span): Decibels {
  const margin: Seconds = 0.05
  const before = cut(clip, { start: 0, end: Math.max(0, speech.start - margin) })
  const after = cut(clip, { start: Math.min(durationOf(clip), speech.end + margin), end: durationOf(clip) })
  const around = before.length + after.length
  if (around < 0.1 * clip.sampleRate) {
    const { noise, peak } = analyseSpeech(clip)
    return Math.min(HIGHEST_SNR, peak - noise)
  }
  const noise = (meanPower(before) * before.length + meanPower(after) * after.length) / around
  const word = Math.max(0, meanPower(cut(clip, speech)) - noise)
  return Math.min(HIGHEST_SNR, 10 * Math.log10(word / noise))
}

/** Share of samples in runs of at least three at the same extreme height. */
function clippedShare(samples: Float32Array): number {
  let [clipped, run] = [0, 0]
  for (let i = 0; i <= samples.length; i++) {
    if (i < samples.length && Math.abs(samples[i]!) >= CLIPPED_LEVEL) run++
    else {
      if (run >= CLIPPED_RUN) clipped += run
      run = 0
    }
  }
  return clipped / Math.max(1, samples.length)
}

/** Whether the clip begins or ends in the midst of sound rather than in a fade. */
function isLoudAtEdge(clip: Clip, speech: Span): boolean {
  const atStart = speech.start < durationOf(clip) - speech.end
  const edge = atStart ? { start: 0, end: 0.02 } : { start: durationOf(clip) - 0.02, end: durationOf(clip) }
  return meanPower(cut(clip, edge)) > 0.01 * meanPower(cut(clip, speech))
}
