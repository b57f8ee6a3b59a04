import { resample } from '../../audio/resample'
import { findMainSpeech } from '../../audio/vad'
import { createRandom, type Random } from '../../contract/random'
import type { Decibels, Hertz, Seconds } from '../../contract/units'
import type { ClipSource } from '../lab'
import type { SpokenEvent } from './scoring'
import { addScaled, noiseGain, noisePiece } from './variants'

/** Before and after each word: what surrounds it, without other words. */
const LEAD: Seconds = 1
const TAIL: Seconds = 0.6
/** Faintest noise of any recording: digital silence is met nowhere. */
const HISS = 1e-4

/** How the other sound of a test is given: as it is, or in the same noise as the words. */
export type Condition = 'clean' | 'noisy'

interface Segment {
  source: ClipSource
  kind: 'word' | 'other' | 'background'
}

/** One of several long streams of a test. */
export interface Lane {
  segments: Segment[]
  duration: Seconds
}

/** A word as the test laid it: from the beginning of its clip to its end, and where speech ends in it, if that was found. */
export interface LaidWord extends SpokenEvent {
  speechEnd: Seconds | null
}

/** Deals all clips to `count` lanes of about equal length, in random order. */
export function planLanes(
  groups: { positives: ClipSource[]; others: ClipSource[]; backgrounds: ClipSource[] },
  count: number,
  random: Random
): Lane[] {
  const segments: Segment[] = [
    ...groups.positives.map((source) => ({ source, kind: 'word' as const })),
    ...groups.others.map((source) => ({ source, kind: 'other' as const })),
    ...groups.backgrounds.map((source) => ({ source, kind: 'background' as const }))
  ].sort((a, b) => (a.source.name < b.source.name ? -1 : 1))
  const lanes = Array.from({ length: count }, (): Lane => ({ segments: [], duration: 0 }))
  for (const segment of random.shuffled(segments)) {
    const shortest = lanes.reduce((least, lane) => (lane.duration < least.duration ? lane : least))
    shortest.segments.push(segment)
    shortest.duration += segment.source.duration + (segment.kind === 'word' ? LEAD + TAIL : 0)
  }
  return lanes.filter(({ segments }) => segments.length > 0)
}

/** A lane being read, in both conditions at once. */
export interface LaneReader {
  words: LaidWord[]
  /** Length so far; final once `read` has given null. */
  length: number
  /** The next `count` samples of each condition, the last ones followed by silence; null when all has been read. */
  read(count: number): Promise<Record<Condition, Float32Array> | null>
}

/** @param noises at `sampleRate`; none: words stand in quiet and both conditions are the same */
export function openLane(
  lane: Lane,
  setting: { sampleRate: Hertz; noises: readonly Float32Array[]; snr: Decibels; seed: number }
): LaneReader {
  const { sampleRate, noises, snr, seed } = setting
  let next = 0
  let pending: Record<Condition, Float32Array> = { clean: new Float32Array(0), noisy: new Float32Array(0) }
  const load = async ({ source, kind }: Segment): Promise<Record<Condition, Float32Array>> => {
    const { samples } = await resample(await source.load(), sampleRate)
    const random = createRandom(seed).fork(`${kind} ${source.name}`)
    if (kind === 'background') return { clean: samples, noisy: samples }
    if (kind === 'other') return { clean: samples, noisy: mix(samples, samples, random) }
    const lead = Math.round(LEAD * sampleRate)
    const surrounded = new Float32Array(lead + samples.length + Math.round(TAIL * sampleRate)).map(
      () => HISS * random.normal()
    )
    samples.forEach((sample, n) => (surrounded[lead + n]! += sample))
    const start = reader.length / sampleRate + LEAD
    const speech = findMainSpeech({ samples, sampleRate })
    reader.words.push({
      start,
      end: start + samples.length / sampleRate,
      speechEnd: speech ? start + speech.end : null
    })
    const word = mix(surrounded, samples, random)
    return { clean: word, noisy: word }
  }
  const mix = (sound: Float32Array, signal: Float32Array, random: Random) => {
    if (noises.length === 0) return sound
    const noise = noisePiece(noises, sound.length, random)
    return addScaled(sound, noise, noiseGain(signal, noise, snr))
  }
  const reader: LaneReader = {
    words: [],
    length: 0,
    async read(count) {
      while (pending.clean.length < count && next < lane.segments.length) {
        const loaded = await load(lane.segments[next++]!)
        reader.length += loaded.clean.length
        pending = { clean: join(pending.clean, loaded.clean), noisy: join(pending.noisy, loaded.noisy) }
      }
      if (pending.clean.length === 0) return null
      const take = (samples: Float32Array) => {
        const piece = new Float32Array(count)
        piece.set(samples.subarray(0, count))
        return piece
      }
      const pieces = { clean: take(pending.clean), noisy: take(pending.noisy) }
      pending = { clean: pending.clean.slice(count), noisy: pending.noisy.slice(count) }
      return pieces
    }
  }
  return reader
}

function join(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
