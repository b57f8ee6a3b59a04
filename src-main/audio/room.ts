import type { Clip } from '../contract/clip'
import type { Random } from '../contract/random'
import type { Hertz, Seconds } from '../contract/units'
import { createRealFft, type RealFft } from './fft'

const SPEED_OF_SOUND = 343 // m/s
/** Reflections are computed one by one up to here; after it they are too dense to tell apart. */
const EARLY: Seconds = 0.05
const LONGEST: Seconds = 0.5
const MIN_WALL_DISTANCE = 0.3 // m

/** How a room answers a click: the direct sound first, at index 0, then its reflections; energy 1. */
export interface Room {
  response: Float32Array
  sampleRate: Hertz
  /** Time in which the sound decays by 60 dB. */
  decay: Seconds
  /** Spectra of the response by transform size, made when first needed. */
  spectra: Map<number, { real: Float64Array; imaginary: Float64Array }>
}

/**
 * Plausible rooms, from a car's size to a hall's: in each a voice and a microphone somewhere in a shoebox.
 * Early reflections by the image-source method (Allen and Berkley 1979), then noise that decays as Sabine's formula says.
 * @param options.count how many; reuse them, each takes milliseconds
 */
export function createRooms(
  random: Random,
  { count, sampleRate }: { count: number; sampleRate: Hertz }
): Room[] {
  return Array.from({ length: count }, () => createRoom(random, sampleRate))
}

function createRoom(random: Random, sampleRate: Hertz): Room {
  const size = [random.between(2, 8), random.between(2, 6), random.between(2.2, 3.5)]
  const place = () => size.map((length) => random.between(MIN_WALL_DISTANCE, length - MIN_WALL_DISTANCE))
  const source = place()
  const microphone = place()
  const reflection = Math.sqrt(1 - random.between(0.15, 0.6)) // of pressure, from the walls' absorption
  const [x, y, z] = size as [number, number, number]
  const surface = 2 * (x * y + y * z + z * x)
  const decay = Math.min(1, (0.161 * x * y * z) / (surface * (1 - reflection ** 2)))
  const direct = distance(source, microphone)
  const response = new Float32Array(Math.ceil(Math.min(LONGEST, decay) * sampleRate))
  addReflections(response, { size, source, microphone, reflection, direct, sampleRate })
  addTail(response, { decay, random, sampleRate })
  scaleToUnitEnergy(response)
  return { response, sampleRate, decay, spectra: new Map() }
}

interface Shoebox {
  size: number[]
  source: number[]
  microphone: number[]
  reflection: number
  direct: number
  sampleRate: Hertz
}

/** One tap for each mirror image of the source that is heard within EARLY after the direct sound, whose strength is 1. */
function addReflections(
  response: Float32Array,
  { size, source, microphone, reflection, direct, sampleRate }: Shoebox
): void {
  const reach = EARLY * SPEED_OF_SOUND + direct
  const images = size.map((length, axis) => {
    const order = Math.ceil(reach / (2 * length))
    return Array.from({ length: 2 * order + 1 }, (_, i) => i - order).flatMap((n) => [
      { at: 2 * n * length + source[axis]!, bounces: Math.abs(2 * n) },
      { at: 2 * n * length - source[axis]!, bounces: Math.abs(2 * n - 1) }
    ])
  }) as [Image[], Image[], Image[]]
  for (const x of images[0])
    for (const y of images[1])
      for (const z of images[2]) {
        const path = distance([x.at, y.at, z.at], microphone)
        const delay = Math.round(((path - direct) / SPEED_OF_SOUND) * sampleRate)
        if (path > reach || delay >= response.length) continue
        response[delay]! += (reflection ** (x.bounces + y.bounces + z.bounces) * direct) / path
      }
}

interface Image {
  at: number
  bounces: number
}

/** Noise from where the early reflections end, as strong as they are there, decaying by 60 dB in `decay`. */
function addTail(
  response: Float32Array,
  { decay, random, sampleRate }: { decay: Seconds; random: Random; sampleRate: Hertz }
): void {
  const start = Math.round(EARLY * sampleRate)
  const before = response.subarray(Math.floor(start / 2), start)
  const level = Math.sqrt(before.reduce((sum, tap) => sum + tap * tap, 0) / Math.max(1, before.length))
  const amplitudeRate = Math.log(1000) / (decay * sampleRate)
  for (let i = start; i < response.length; i++)
    response[i] = level * random.normal() * Math.exp(-amplitudeRate * (i - 0.75 * start))
}

function scaleToUnitEnergy(response: Float32Array): void {
  const energy = response.reduce((sum, tap) => sum + tap * tap, 0)
  for (let i = 0; i < response.length; i++) response[i]! /= Math.sqrt(energy)
}

function distance(a: number[], b: number[]): number {
  return Math.hypot(...a.map((value, axis) => value - b[axis]!))
}

const transforms = new Map<number, RealFft>()

/**
 * The clip as heard in the room: convolved, at the same length and about the same power, the direct sound where it was.
 * @throws RangeError when the sample rates differ
 */
export function applyRoom(clip: Clip, room: Room): Clip {
  const { samples, sampleRate } = clip
  if (sampleRate !== room.sampleRate)
    throw new RangeError(`the room is made for ${room.sampleRate} Hz, the clip is at ${sampleRate} Hz`)
  return { samples: convolve(samples, room), sampleRate }
}

/** In blocks (overlap-add), so that long recordings need no long transform. */
function convolve(samples: Float32Array, room: Room): Float32Array {
  const size =
    2 ** Math.ceil(Math.log2(Math.min(4 * room.response.length, samples.length + room.response.length) + 1))
  const block = size - room.response.length
  const transform = transforms.get(size) ?? createRealFft(size)
  transforms.set(size, transform)
  const filter = spectrumOf(room, transform)
  const input = new Float64Array(size)
  const output = new Float32Array(samples.length)
  for (let start = 0; start < samples.length; start += block) {
    input.fill(0)
    input.set(samples.subarray(start, Math.min(samples.length, start + block)))
    const { real, imaginary } = transform.forward(input)
    for (let bin = 0; bin < transform.bins; bin++) {
      const re = real[bin]! * filter.real[bin]! - imaginary[bin]! * filter.imaginary[bin]!
      imaginary[bin] = real[bin]! * filter.imaginary[bin]! + imaginary[bin]! * filter.real[bin]!
      real[bin] = re
    }
    const heard = transform.inverse(real, imaginary)
    const end = Math.min(size, samples.length - start)
    for (let n = 0; n < end; n++) output[start + n]! += heard[n]!
  }
  return output
}

function spectrumOf(room: Room, transform: RealFft): { real: Float64Array; imaginary: Float64Array } {
  const known = room.spectra.get(transform.size)
  if (known) return known
  const padded = new Float64Array(transform.size)
  padded.set(room.response)
  const { real, imaginary } = transform.forward(padded)
  const spectrum = { real: real.slice(), imaginary: imaginary.slice() }
  room.spectra.set(transform.size, spectrum)
  return spectrum
}
