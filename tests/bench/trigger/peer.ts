import type { Random } from '../../../src-main/contract/random'
import { joinFloats } from '../../../src-main/nn/join-floats'
import { addNoise, addRoom, changeSpeed, drawNoise, findWord, hiss, RATE, speechLevel } from './mixing'
import { EMBEDDING, PEER_HOP } from './peer-embedding'
import { trainHead, WINDOW, type Head, type Windows } from './peer-head'

const VARIANTS = 20
const LEAD = 2.1 * RATE // the first window that ends at the word's end is full
const TAIL = 0.4 * RATE
const POSITIVE_ROWS = 4 // decisions up to 320 ms after the word's end

interface PeerTraining {
  takes: readonly Float32Array[]
  backgrounds: readonly Float32Array[]
  /** Embedded streams in which the word does not occur. */
  negatives: readonly Float32Array[]
  embed: (samples: Float32Array) => Promise<Float32Array>
  random: Random
}

/** A detector as openWakeWord's recipe makes it from takes: 20 augmented variants of each, all negatives, one small head. */
export async function trainPeer({
  takes,
  backgrounds,
  negatives,
  embed,
  random
}: PeerTraining): Promise<Head> {
  const clips = takes.flatMap((take, i) =>
    Array.from({ length: VARIANTS }, (_, v) =>
      variantOf(take, { backgrounds, random: random.fork(`${i} ${v}`) })
    )
  )
  const rows = await embed(joinFloats(clips.map(({ samples }) => samples)))
  const ends: number[] = []
  let position = 0
  for (const { samples, wordEnd } of clips) {
    const first = Math.ceil((position + wordEnd) / RATE / PEER_HOP) - 1 // row c ends at (c + 1) hops
    for (let r = 0; r < POSITIVE_ROWS; r++) ends.push(first + r)
    position += samples.length
  }
  return trainHead({
    positives: { rows, ends: ends.filter((end) => end >= WINDOW && end < rows.length / EMBEDDING) },
    negatives: negatives.map(everyWindow),
    random: random.fork('head')
  })
}

function everyWindow(rows: Float32Array): Windows {
  const count = rows.length / EMBEDDING
  return { rows, ends: Array.from({ length: Math.max(0, count - 2 * WINDOW) }, (_, i) => i + 2 * WINDOW) }
}

/** The word alone after 2 s of quiet, at another speed, in another room, at another level, mostly in noise. */
function variantOf(
  take: Float32Array,
  { backgrounds, random }: { backgrounds: readonly Float32Array[]; random: Random }
): { samples: Float32Array; wordEnd: number } {
  const speed = random.between(0.88, 1.14)
  const word = findWord(take)
  const from = Math.max(0, word.start - 0.3 * RATE)
  const said = changeSpeed(take.subarray(from, Math.min(take.length, word.end + TAIL)), speed)
  const endInSaid = Math.round((word.end - from) / speed)
  const lead = Math.max(0, LEAD - endInSaid)
  const after = Math.max(0, TAIL - (said.length - endInSaid))
  const dry = joinFloats([hiss(lead / RATE, random), said, hiss(after / RATE, random)])
  const placed = random.next() < 0.5 ? addRoom(dry, { decay: random.between(0.1, 0.5), random }) : dry
  const level = speechLevel(said)
  const noise = drawNoise(backgrounds, { length: placed.length, random })
  const heard = random.next() < 0.8 ? addNoise(placed, { noise, level, snr: random.between(0, 20) }) : placed
  const gain = 10 ** (random.between(-10, 6) / 20)
  return {
    samples: heard.map((sample) => Math.max(-1, Math.min(1, gain * sample))),
    wordEnd: lead + endInSaid
  }
}
