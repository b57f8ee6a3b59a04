import { meanPower, speechPower } from '../../audio/mix'
import { applyRoom, type Room } from '../../audio/room'
import { changeSpeed, changeTempo } from '../../audio/tempo'
import type { Random } from '../../contract/random'
import type { Decibels, Seconds } from '../../contract/units'
import { excerpt } from './data'
import { SAMPLE_RATE } from './front-end'
import type { Take } from './takes'

/** A take made to sound as if spoken by another person, faster or slower, elsewhere. */
export interface Variant {
  samples: Float32Array
  /** Seconds at which the word begins and ends. */
  start: Seconds
  end: Seconds
}

/** What variants are mixed with, at 16 kHz. */
export interface Surroundings {
  noises: readonly Float32Array[]
  speech: readonly Float32Array[]
  /** None: the voice is always near. */
  rooms: readonly Room[]
}

const BEFORE: Seconds = 0.25
const AFTER: Seconds = 0.35
const TAIL: Seconds = 0.5
const HISS = 1e-4
/** Quieter excerpts are silence put into a recording, not noise. */
const LEAST_NOISE = 1e-7

/**
 * Makes one variant: other pitch and tempo, sometimes speech before it, sometimes a room, mostly noise or babble from 0 to 20 dB below it,
 * any level. The word stands after a second or more of what surrounds it.
 */
export function varyTake(take: Take, { noises, speech, rooms }: Surroundings, random: Random): Variant {
  const { core, start, end } = cutWord(take)
  const speed = Math.exp(random.between(Math.log(0.88), Math.log(1.14)))
  const tempo = Math.exp(random.between(Math.log(0.87), Math.log(1.15)))
  const quicker = changeSpeed({ samples: core, sampleRate: SAMPLE_RATE }, speed)
  const spoken = fadeEnds(changeTempo(quicker, tempo).samples)
  const stretch = spoken.length / core.length
  const lead = Math.floor(random.between(1, 1.4) * SAMPLE_RATE)
  let wave: Float32Array = new Float32Array(lead + spoken.length + Math.floor(TAIL * SAMPLE_RATE))
  wave.set(spoken, lead)
  const power = powerOf(spoken)
  if (random.next() < 0.15 && speech.length)
    speakBefore(wave, { sound: random.pick(speech), lead, power, random })
  if (random.next() < 0.4 && rooms.length) {
    wave = applyRoom({ samples: wave, sampleRate: SAMPLE_RATE }, random.pick(rooms)).samples
  }
  wave = wave.map((sample) => sample + HISS * random.normal())
  if (random.next() < 0.8) {
    const isBabble = speech.length > 0 && (noises.length === 0 || random.next() < 0.35)
    const noise = isBabble ? babble(speech, wave.length, random) : noisePiece(noises, wave.length, random)
    const snr = random.between(isBabble ? 5 : 0, 20)
    wave = addScaled(wave, noise, gainFor(power, noise, snr))
  }
  const level = Math.sqrt(10 ** (random.between(-36, -12) / 10) / power)
  const samples = wave.map((sample) => Math.max(-1, Math.min(1, sample * level)))
  return { samples, start: (lead + start * stretch) / SAMPLE_RATE, end: (lead + end * stretch) / SAMPLE_RATE }
}

/** The take as it is, after a second of near silence, as it is met in a test. */
export function plainVariant(take: Take, random: Random): Variant {
  const lead = SAMPLE_RATE
  const samples = new Float32Array(lead + take.samples.length + Math.floor(0.6 * SAMPLE_RATE)).map(
    () => HISS * random.normal()
  )
  take.samples.forEach((sample, n) => (samples[lead + n]! += sample))
  return { samples, start: 1 + take.word.start, end: 1 + take.word.end }
}

/** An excerpt of a random noise, not of its silence; silence where there is no noise. */
export function noisePiece(noises: readonly Float32Array[], length: number, random: Random): Float32Array {
  for (let attempt = 0; attempt < 20 && noises.length; attempt++) {
    const piece = excerpt(random.pick(noises), length, random)
    if (meanPower(piece) > LEAST_NOISE) return piece
  }
  return new Float32Array(length)
}

function babble(speech: readonly Float32Array[], length: number, random: Random): Float32Array {
  const sum = new Float32Array(length)
  const voices = 2 + random.below(4)
  for (let voice = 0; voice < voices; voice++) {
    const piece = excerpt(random.pick(speech), length, random)
    piece.forEach((sample, n) => (sum[n]! += sample))
  }
  return sum
}

/** Somebody speaks until shortly before the word, as loud as the word. */
function speakBefore(
  wave: Float32Array,
  call: { sound: Float32Array; lead: number; power: number; random: Random }
): void {
  const { sound, lead, power, random } = call
  const gain = Math.sqrt(power / powerOf(sound))
  const until = lead - Math.floor(random.between(0.05, 0.4) * SAMPLE_RATE)
  const piece = excerpt(sound, until, random)
  piece.forEach((sample, n) => (wave[n]! += gain * sample))
}

function cutWord(take: Take): { core: Float32Array; start: number; end: number } {
  const [start, end] = [Math.round(take.word.start * SAMPLE_RATE), Math.round(take.word.end * SAMPLE_RATE)]
  const from = Math.max(0, start - Math.floor(BEFORE * SAMPLE_RATE))
  const to = Math.min(take.samples.length, end + Math.floor(AFTER * SAMPLE_RATE))
  return { core: take.samples.slice(from, to), start: start - from, end: end - from }
}

/** 10 ms in and out. */
function fadeEnds(samples: Float32Array): Float32Array {
  const ramp = Math.min(160, Math.floor(samples.length / 4))
  return samples.map((sample, n) => sample * Math.min(1, n / ramp, (samples.length - 1 - n) / ramp))
}

/** Mean power of the sounding parts of a signal at 16 kHz. */
const powerOf = (samples: Float32Array) => speechPower({ samples, sampleRate: SAMPLE_RATE }) + 1e-12

const gainFor = (power: number, noise: Float32Array, snr: Decibels) =>
  Math.sqrt(power / (meanPower(noise) + 1e-12)) * 10 ** (-snr / 20)

/** What `noise` is to be multiplied by to lie `snr` decibels below the sounding parts of `signal`. */
export const noiseGain = (signal: Float32Array, noise: Float32Array, snr: Decibels): number =>
  gainFor(powerOf(signal), noise, snr)

/** signal + gain · noise, of the signal's length. */
export function addScaled(signal: Float32Array, noise: Float32Array, gain: number): Float32Array {
  return signal.map((sample, n) => sample + gain * noise[n]!)
}
