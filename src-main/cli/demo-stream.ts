import { resample } from '../audio/resample'
import type { Clip } from '../contract/clip'
import { createRandom } from '../contract/random'
import type { Hertz, Seconds } from '../contract/units'
import type { ClipSource } from '../labs/lab'

const RATE: Hertz = 16_000
const PAUSE: [Seconds, Seconds] = [0.8, 1.6]
const PEAK = 0.5
const ROOM_PEAK = 0.05

/** A recording as a microphone would have made it, and when the word is said in it. */
export interface Scene {
  clip: Clip
  words: { start: Seconds; end: Seconds }[]
}

interface Cast {
  words: readonly ClipSource[]
  others: readonly ClipSource[]
  room: ClipSource
}

/** Takes of the word among other speech, in an order that the seed decides, with pauses, in one room. */
export async function stageScene({ words, others, room }: Cast, seed: number): Promise<Scene> {
  const random = createRandom(seed)
  const parts = random.shuffled([
    ...words.map((source) => ({ source, isWord: true })),
    ...others.map((source) => ({ source, isWord: false }))
  ])
  const pieces: Float32Array[] = []
  const spoken: Scene['words'] = []
  let position = 0
  const append = (samples: Float32Array) => {
    pieces.push(samples)
    position += samples.length
  }
  const pause = () => append(new Float32Array(Math.round(random.between(...PAUSE) * RATE)))
  for (const { source, isWord } of parts) {
    pause()
    const samples = scaled(await read(source), PEAK)
    if (isWord) spoken.push({ start: position / RATE, end: (position + samples.length) / RATE })
    append(samples)
  }
  pause()
  return {
    clip: {
      samples: overRoom(pieces, { length: position, room: scaled(await read(room), ROOM_PEAK) }),
      sampleRate: RATE
    },
    words: spoken
  }
}

async function read(source: ClipSource): Promise<Float32Array> {
  return (await resample(await source.load(), RATE)).samples
}

function scaled(samples: Float32Array, peak: number): Float32Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6)
  return samples.map((sample) => (sample * peak) / loudest)
}

function overRoom(
  pieces: readonly Float32Array[],
  { length, room }: { length: number; room: Float32Array }
): Float32Array {
  const all = Float32Array.from({ length }, (_, i) => room[i % room.length]!)
  let position = 0
  for (const piece of pieces) {
    for (let i = 0; i < piece.length; i++) all[position + i]! += piece[i]!
    position += piece.length
  }
  return all
}
