import { augmentTake, type AugmentOptions } from '../../audio/augment'
import type { Clip } from '../../contract/clip'
import type { Random } from '../../contract/random'
import { fromDecibels } from '../../audio/level'
import { warpedBands } from '../../audio/mel'
import { speechPower } from '../../audio/mix'
import type { Room } from '../../audio/room'
import { FRONT_END, listenTo, SAMPLE_RATE, type Features, type Profile } from './data'
import { asClip, asFloats, concatenate, type Lesson } from './lessons'
import { stepsOf } from './model'

/** What may happen to a lesson before the network hears it. */
export interface Surroundings {
  noise: readonly Clip[]
  rooms: readonly Room[]
  profile: Profile | undefined
}

const AUGMENT: AugmentOptions = {
  speed: [0.88, 1.14],
  tempo: [0.88, 1.15],
  snr: [3, 30],
  gain: [-15, 6],
  shares: { speed: 0.75, tempo: 0.15, pitch: 0, filter: 0.3, room: 0.2, noise: 0.5, gain: 1 }
}

/** Clips shorter than this are sometimes joined to a longer one, with short pauses. */
const SHORT = 1.5 * SAMPLE_RATE
const JOINED_SHARE = 0.5
const MOST_JOINED = 7
const PAUSE = [0.02, 0.35] as const

/**
 * The hiss of a room or a cheap microphone under what is said, so much more quiet, and for a while before and after it, as a recording that is
 * not cut to the word has it. Its tint is the one coefficient of a recursion: below 0 it is sharp, above 0 dull.
 */
const HISS_SHARE = 0.5
const HISS_BELOW = [15, 55] as const // dB
const HISS_TINT = [-0.5, 0.9] as const
const EDGE = [0, 0.45] as const // seconds
/** Share of the hisses that lie only under what is said. */
const NO_EDGE_SHARE = 0.3

/** Bands from 3.4 to 4.2 kHz on are missing in what went through a telephone or was recorded at 8 kHz. */
const NARROW_SHARE = 0.2
const FIRST_LOST = [46, 51] as const

/** Voices from longer and shorter throats at the same speed (Jaitly and Hinton 2013): every frequency times so much. */
const THROAT_SHARE = 0.6
const THROAT = [0.89, 1.12] as const

/** Masks of SpecAugment (Park et al. 2019): two in frequency, and in time one each second or so. */
const BAND_MASKS = 2
const WIDEST_BAND_MASK = 12
const LONGEST_TIME_MASK = 12 // frames: 120 ms
const FRAMES_A_MASK = 120

/** A lesson as the network gets it. */
export interface Heard extends Features {
  labels: number[]
  text: string
}

/** The lesson as it was recorded. */
export function hearPlainly({ samples, labels, text }: Lesson, profile: Profile | undefined): Heard {
  return { ...listenTo(asFloats(samples), profile), labels, text }
}

/** The lesson as another day, room and microphone would give it; as recorded where the variant leaves no time for its letters. */
export function hearVaried(lesson: Lesson, random: Random, { noise, rooms, profile }: Surroundings): Heard {
  const said = asClip(asFloats(lesson.samples))
  const clip = augmentTake(withHiss(said, random.fork('hiss')), random.fork('sound'), {
    ...AUGMENT,
    backgrounds: noise,
    rooms
  })
  const features = listenTo(clip.samples, profile)
  warp(features, random.fork('throat'))
  if (stepsOf(features.frames) <= lesson.labels.length) return hearPlainly(lesson, profile)
  hide(features, random.fork('masks'))
  return { ...features, labels: lesson.labels, text: lesson.text }
}

/** One lesson of several short ones by the same speaker, with a short pause after each. */
export const joinLessons = (parts: readonly Lesson[], random: Random): Lesson =>
  concatenate(
    parts,
    parts.map(() => Math.round(SAMPLE_RATE * random.between(...PAUSE)))
  )

/** Joins most of the short lessons of each speaker to longer ones, always the same for the same state of `random`. */
export function joinShort(lessons: readonly Lesson[], random: Random): Lesson[] {
  const result: Lesson[] = []
  const bySpeaker = new Map<string, Lesson[]>()
  for (const lesson of lessons) {
    const isJoined = lesson.samples.length < SHORT && lesson.speaker !== '' && random.next() < JOINED_SHARE
    if (!isJoined) result.push(lesson)
    else bySpeaker.set(lesson.speaker, [...(bySpeaker.get(lesson.speaker) ?? []), lesson])
  }
  for (const own of bySpeaker.values()) {
    const rest = random.shuffled(own)
    while (rest.length > 0) result.push(joinLessons(rest.splice(0, 1 + random.below(MOST_JOINED)), random))
  }
  return result
}

/** The clip in hiss, most times with some before and after it; as it is half of the times. */
function withHiss(clip: Clip, random: Random): Clip {
  if (random.next() >= HISS_SHARE) return clip
  const tint = random.between(...HISS_TINT)
  const below = fromDecibels(-random.between(...HISS_BELOW))
  const level = Math.sqrt((1 - tint * tint) * speechPower(clip)) * below
  const longest = random.next() < NO_EDGE_SHARE ? 0 : SAMPLE_RATE
  const [before, after] = [0, 1].map(() => Math.round(longest * random.between(...EDGE))) as [number, number]
  const samples = new Float32Array(before + clip.samples.length + after)
  let last = 0
  for (let i = 0; i < samples.length; i++) samples[i] = last = tint * last + level * random.normal()
  for (let i = 0; i < clip.samples.length; i++) samples[before + i]! += clip.samples[i]!
  return { ...clip, samples }
}

/** The log-mel bands of a throat of another length, most times; bands from beyond either end are like those there. */
function warp({ data, frames }: Features, random: Random): void {
  if (random.next() >= THROAT_SHARE) return
  const places = warpedBands(FRONT_END, random.between(...THROAT))
  const { bands } = FRONT_END
  const frame = new Float32Array(bands)
  for (let start = 0; start < frames * bands; start += bands) {
    frame.set(data.subarray(start, start + bands))
    places.forEach((place, band) => {
      const below = Math.min(Math.floor(place), bands - 2)
      data[start + band] = frame[below]! + (place - below) * (frame[below + 1]! - frame[below]!)
    })
  }
}

/** Hides bands and moments by their mean, which is 0. */
function hide({ data, frames }: Features, random: Random): void {
  const { bands } = FRONT_END
  if (random.next() < NARROW_SHARE) {
    const [least, most] = FIRST_LOST
    const first = least + random.below(most - least + 1)
    for (let frame = 0; frame < frames; frame++) data.fill(0, frame * bands + first, (frame + 1) * bands)
  }
  for (let i = 0; i < BAND_MASKS; i++) {
    const width = random.below(WIDEST_BAND_MASK + 1)
    const first = random.below(bands - width + 1)
    for (let frame = 0; frame < frames; frame++)
      data.fill(0, frame * bands + first, frame * bands + first + width)
  }
  for (let i = Math.floor(frames / FRAMES_A_MASK + random.next()); i > 0; i--) {
    const length = Math.min(frames, random.below(LONGEST_TIME_MASK + 1))
    const first = random.below(frames - length + 1)
    data.fill(0, first * bands, (first + length) * bands)
  }
}
