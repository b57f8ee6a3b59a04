import type { Clip } from '../contract/clip'
import type { Random } from '../contract/random'
import type { Decibels } from '../contract/units'
import { drawFilters, equalise } from './equalise'
import { applyGain, limitPeak, mixAtSnr, pickBackground } from './mix'
import { applyRoom, type Room } from './room'
import { changeSpeed, changeTempo, shiftPitch } from './tempo'

type Range = readonly [low: number, high: number]

/** What may happen to a take, and how strongly. Each range is drawn from evenly; a share (0 to 1) says how often a step is done at all. */
export interface AugmentOptions {
  /** Noise to lie under it, at the take's sample rate; none: no noise. */
  backgrounds?: readonly Clip[]
  /** Rooms to stand in, at the take's sample rate (createRooms); none: no room. */
  rooms?: readonly Room[]
  /** Times as fast at the same pitch. */
  tempo?: Range
  /** Semitones at the same tempo. */
  pitch?: Range
  /** Times as fast, pitch and all. */
  speed?: Range
  snr?: readonly [low: Decibels, high: Decibels]
  gain?: readonly [low: Decibels, high: Decibels]
  shares?: Partial<typeof DEFAULT_SHARES>
}

export const DEFAULT_SHARES = {
  tempo: 0.5,
  pitch: 0.4,
  speed: 0.4,
  filter: 0.4,
  room: 0.5,
  noise: 0.7,
  gain: 1
}

/** Gentle enough that a person still hears the same word from the same voice, or from a neighbour's. */
export const DEFAULT_AUGMENT = {
  tempo: [0.85, 1.18],
  pitch: [-2, 2],
  speed: [0.92, 1.09],
  snr: [0, 25],
  gain: [-12, 6]
} as const satisfies AugmentOptions

/**
 * One variant of a take, as another day, room and microphone would give it: tempo, pitch, speed, filter, room, noise, gain, in this order.
 * The length changes with tempo and speed. The same state of `random` gives the same variant.
 */
export function augmentTake(take: Clip, random: Random, options: AugmentOptions = {}): Clip {
  const { tempo, pitch, speed, snr, gain } = { ...DEFAULT_AUGMENT, ...options }
  const shares = { ...DEFAULT_SHARES, ...options.shares }
  const happens = (step: keyof typeof DEFAULT_SHARES) => random.next() < shares[step]
  let clip = take
  if (happens('tempo')) clip = changeTempo(clip, random.between(...tempo))
  if (happens('pitch')) clip = shiftPitch(clip, random.between(...pitch))
  if (happens('speed')) clip = changeSpeed(clip, random.between(...speed))
  if (happens('filter')) clip = equalise(clip, drawFilters(random))
  if (options.rooms?.length && happens('room')) clip = applyRoom(clip, random.pick(options.rooms))
  if (options.backgrounds?.length && happens('noise')) {
    const noise = pickBackground(options.backgrounds, { random, length: clip.samples.length })
    clip = mixAtSnr(clip, { noise, snr: random.between(...snr) })
  }
  if (happens('gain')) clip = applyGain(clip, random.between(...gain))
  return limitPeak(clip)
}
