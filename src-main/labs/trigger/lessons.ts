import { createRooms } from '../../audio/room'
import { createRandom, type Random } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import { breathe, type Dataset, type Tools } from '../lab'
import { loadBundledSounds } from './bundled-sounds'
import type { FeatureExtractor, Features } from './feature-extractor'
import { SAMPLE_RATE } from './front-end'
import { firstSeconds, loadSounds, loadTakes, type Sound, type Take } from './takes'
import {
  addScaled,
  noiseGain,
  noisePiece,
  plainVariant,
  varyTake,
  type Surroundings,
  type Variant
} from './variants'

/** Features of one rendering of a take. */
export interface HeardTake {
  take: number
  features: Features
  start: number
  end: number
}

/** All that a head learns from, before it is cut into windows. */
export interface Lessons {
  takes: Take[]
  variants: HeardTake[]
  /** Each take twice as it would be met: quiet, and 10 dB over a noise. Never learned from. */
  plain: (HeardTake & { samples: Float32Array })[]
  /** Everything that is not the word. */
  others: Features[]
}

/** Other sound goes through the network in pieces of this length. */
const PIECE = 20 * SAMPLE_RATE
const VALIDATION_SNR = 10

/** Loads, varies and hears a data set. Progress from 0 to `share` of the whole. */
export async function* prepareLessons(call: {
  dataset: Dataset
  extractor: FeatureExtractor
  seed: number
  variants: number
  longestNegatives: number
  share: number
  tools: Tools
}): AsyncGenerator<LabEvent, Lessons> {
  const { dataset, extractor, seed, tools, share } = call
  const { signal } = tools
  const random = createRandom(seed)
  const group = (name: string) => dataset.groups[name] ?? []
  const takes = yield* loadTakes(group('positives'), tools)
  const spoken = [...group('false-wakes'), ...random.fork('negatives').shuffled(group('negatives'))]
  const speech = yield* loadSounds(firstSeconds(spoken, call.longestNegatives * 60), {
    signal,
    what: 'other speech'
  })
  const noises = yield* loadSounds([...group('backgrounds'), ...group('room')], {
    signal,
    what: 'backgrounds'
  })
  const asset = (path: string) => tools.asset(path)
  const surroundings = surround(
    speech.length ? speech : await loadBundledSounds('speech', asset),
    noises.length ? noises : await loadBundledSounds('backgrounds', asset),
    random
  )

  const variants: { take: number; variant: Variant }[] = []
  for (let i = 0; i < call.variants; i++) {
    const take = i % takes.length
    const own = random.fork(`variant ${i}`)
    variants.push({ take, variant: varyTake(takes[take]!, surroundings, own) })
    if (i % 4 === 3) {
      yield {
        type: 'progress',
        fraction: (share * 0.4 * i) / call.variants,
        message: `varying takes: ${i + 1} of ${call.variants}`
      }
      await breathe(signal)
    }
  }
  const plain = takes.flatMap((take, i) => {
    const own = random.fork(`plain ${take.name}`)
    const variant = plainVariant(take, own)
    const noise = noisePiece(surroundings.noises, variant.samples.length, own)
    const noisy = addScaled(variant.samples, noise, noiseGain(take.samples, noise, VALIDATION_SNR))
    return [variant, { ...variant, samples: noisy }].map((each) => ({ take: i, variant: each }))
  })
  const pieces = cutPieces(speech, noises, {
    seconds: call.longestNegatives * 60,
    random: random.fork('pieces')
  })

  const waves = [...variants, ...plain].map(({ variant }) => variant.samples)
  const hear = async function* (
    sounds: Float32Array[],
    from: number,
    to: number
  ): AsyncGenerator<LabEvent, Features[]> {
    const work = extractor.extract(sounds)
    for (;;) {
      const next = work.next()
      if (next.done) return next.value
      yield { type: 'progress', fraction: share * (from + (to - from) * next.value), message: 'hearing' }
      await breathe(signal)
    }
  }
  const heard = yield* hear(waves, 0.4, 0.7)
  const others = yield* hear(pieces, 0.7, 1)
  const join = (list: typeof variants, offset: number) =>
    list.map(({ take, variant }, i) => ({
      take,
      features: heard[offset + i]!,
      start: variant.start,
      end: variant.end,
      samples: variant.samples
    }))
  return {
    takes,
    variants: join(variants, 0).map(({ samples: _, ...rest }) => rest),
    plain: join(plain, variants.length),
    others
  }
}

/** Rooms are dear to make and cheap to use. */
const ROOMS = 30

/** What takes are mixed with and where they stand. */
export function surround(speech: readonly Sound[], noises: readonly Sound[], random: Random): Surroundings {
  return {
    noises: noises.map(({ samples }) => samples),
    speech: speech.map(({ samples }) => samples),
    rooms: createRooms(random.fork('rooms'), { count: ROOMS, sampleRate: SAMPLE_RATE })
  }
}

/**
 * Other speech as it is and again in noise from 0 to 20 dB below it, and the backgrounds; in pieces of equal length, at most `seconds` in
 * all: where there is more, pieces are drawn.
 */
function cutPieces(
  speech: readonly Sound[],
  noises: readonly Sound[],
  call: { seconds: number; random: Random }
): Float32Array[] {
  const { seconds, random } = call
  const spoken = inPieces(speech)
  const background = inPieces(noises)
  const noise = noises.map(({ samples }) => samples)
  const noisy = noise.length
    ? spoken.map((piece) => {
        const masker = noisePiece(noise, piece.length, random)
        return addScaled(piece, masker, noiseGain(piece, masker, random.between(0, 20)))
      })
    : []
  const all = [...spoken, ...noisy, ...background]
  const most = Math.ceil((seconds * SAMPLE_RATE) / PIECE)
  return all.length <= most ? all : random.shuffled(all).slice(0, most)
}

/** Sounds one after another, cut; the rest is repeated from the beginning of its piece's sound until full. */
function inPieces(sounds: readonly Sound[]): Float32Array[] {
  const total = sounds.reduce((sum, { samples }) => sum + samples.length, 0)
  if (total === 0) return []
  const all = new Float32Array(Math.ceil(total / PIECE) * PIECE)
  let at = 0
  for (const { samples } of sounds) {
    all.set(samples, at)
    at += samples.length
  }
  return Array.from({ length: all.length / PIECE }, (_, i) => all.subarray(i * PIECE, (i + 1) * PIECE))
}
