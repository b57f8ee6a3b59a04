import type { Random } from '../../../src-main/contract/random'
import type { Decibels, Seconds } from '../../../src-main/contract/units'
import { joinFloats } from '../../../src-main/nn/join-floats'
import { addNoise, drawNoise, findWord, hiss, RATE, speechLevel } from './mixing'

/** When a word is said in a stream: the clip's borders and the end of the word itself. */
export interface Spoken {
  start: Seconds
  wordEnd: Seconds
  end: Seconds
}

/** Sound as a detector hears it: 16 kHz, without a break. `name` says all that its samples depend on. */
export interface Stream {
  name: string
  samples: Float32Array
  words: Spoken[]
}

interface Mixing {
  name: string
  random: Random
  /** Null: as recorded. */
  noise: { backgrounds: readonly Float32Array[]; snr: Decibels } | null
}

const BEFORE: Seconds = 2 // no detector here looks further back, so one take does not help the next
const AFTER: Seconds = 0.8
const BETWEEN: Seconds = 0.25

/** Takes of the word, each with its own noise from 2 s before to 0.8 s after it. */
export function positiveStream(takes: readonly Float32Array[], { name, random, noise }: Mixing): Stream {
  const pieces: Float32Array[] = []
  const words: Spoken[] = []
  let position = 0
  takes.forEach((take, i) => {
    const own = random.fork(String(i))
    const padded = joinFloats([hiss(BEFORE, own), take, hiss(AFTER, own)])
    const start = position / RATE + BEFORE
    words.push({ start, wordEnd: start + findWord(take).end / RATE, end: start + take.length / RATE })
    pieces.push(noise ? inNoise(padded, { ...noise, level: speechLevel(take), random: own }) : padded)
    position += padded.length
  })
  return { name, samples: joinFloats(pieces), words }
}

/** Sounds that must not fire, one after another. */
export function negativeStream(sounds: readonly Float32Array[], { name, random, noise }: Mixing): Stream {
  const pieces = sounds.map((sound, i) => {
    const own = random.fork(String(i))
    const padded = joinFloats([sound, hiss(BETWEEN, own)])
    return noise ? inNoise(padded, { ...noise, level: speechLevel(sound), random: own }) : padded
  })
  return { name, samples: joinFloats(pieces), words: [] }
}

function inNoise(
  samples: Float32Array,
  {
    backgrounds,
    snr,
    level,
    random
  }: { backgrounds: readonly Float32Array[]; snr: Decibels; level: number; random: Random }
): Float32Array {
  const noise = drawNoise(backgrounds, { length: samples.length, random })
  return addNoise(samples, { noise, level, snr })
}
