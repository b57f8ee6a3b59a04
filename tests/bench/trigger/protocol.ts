import { basename } from 'node:path'
import { createRandom } from '../../../src-main/contract/random'
import { openCorpus, WORDS, type Corpus, type Piece, type Word } from './corpus'
import { operatingPoint, type Heard, type OperatingPoint, type Posterior } from './operating-point'
import { readPieces } from './sounds'
import { negativeStream, positiveStream, type Stream } from './streams'

export const SNR = 10
export const FALSE_ACCEPTS_PER_HOUR = 0.5
export const CONDITIONS = ['clean', 'noisy'] as const
export type Condition = (typeof CONDITIONS)[number]
type Side = 'train' | 'test'

/** Noise of the protocol never depends on which takes a seed chose. */
const NOISE_SEED = 2_026

/** What a detector is trained on: files of the training side only. */
export interface TrainingMaterial {
  positives: Piece[]
  negatives: Piece[]
  backgrounds: Piece[]
}

export type Detector = (stream: Stream) => Promise<Posterior>
export type Protocol = ReturnType<typeof openProtocol>

/** The measuring protocol of issue 2, Measured 1: every sound of it, and how a detector's answers become rates. */
export function openProtocol(data: string) {
  const corpus = openCorpus(data)
  const backgrounds = once((side: Side) => readPieces(corpus.backgrounds(side)))

  async function negatives(part: string, side: Side, condition: Condition): Promise<Stream> {
    const sounds = await readPieces(piecesOf(corpus, part, side))
    const name = `${part} ${side} ${condition}`
    const noise = condition === 'noisy' ? { backgrounds: await backgrounds(side), snr: SNR } : null
    return negativeStream(sounds, { name, random: createRandom(NOISE_SEED).fork(name), noise })
  }

  async function room(side: Side): Promise<Stream> {
    const name = `backgrounds ${side}`
    return negativeStream(await backgrounds(side), {
      name,
      random: createRandom(NOISE_SEED).fork(name),
      noise: null
    })
  }

  /** What must not fire the detector of `word`: speech, the other words, and rooms. */
  async function negativeStreams(word: Word, side: Side, condition: Condition): Promise<Stream[]> {
    const parts = ['speech', ...WORDS.filter((other) => other !== word)]
    const streams: Stream[] = []
    for (const part of parts) streams.push(await negatives(part, side, condition))
    return [...streams, await room(side)]
  }

  /** All takes of a word in test noise, in the order of their files. */
  const positives = once(async (word: Word): Promise<Stream> => {
    const name = `${word} in noise`
    const takes = await readPieces(corpus.allTakes(word))
    const noise = { backgrounds: await backgrounds('test'), snr: SNR }
    return positiveStream(takes, { name, random: createRandom(NOISE_SEED).fork(name), noise })
  })

  function material(word: Word, seed: number): TrainingMaterial {
    const others = WORDS.filter((other) => other !== word).flatMap((other) => corpus.words(other, 'train'))
    const speech = piecesOf(corpus, 'speech', 'train')
    return {
      positives: corpus.takes(word, seed).train,
      negatives: [...speech, ...others],
      backgrounds: corpus.backgrounds('train')
    }
  }

  /** Runs a detector over the test side and gives its operating point, clean and noisy. `extra` joins the negatives. */
  async function measure({ word, seed, detector }: { word: Word; seed: number; detector: Detector }) {
    const said = await positives(word)
    const posterior = await detector(said)
    const kept = testOnly(said, corpus, { word, seed })
    const results: Partial<Record<Condition, OperatingPoint>> = {}
    for (const condition of CONDITIONS) {
      const heard: Heard[] = []
      for (const stream of await negativeStreams(word, 'test', condition))
        heard.push({ stream, posterior: await detector(stream) })
      results[condition] = operatingPoint(
        { positives: [{ stream: kept, posterior }], negatives: heard },
        FALSE_ACCEPTS_PER_HOUR
      )
    }
    return results as Record<Condition, OperatingPoint>
  }

  return { corpus, backgrounds, negativeStreams, positives, material, measure }
}

function piecesOf(corpus: Corpus, part: string, side: Side): Piece[] {
  if (part !== 'speech') return corpus.words(part as Word, side)
  return [...corpus.speech('an4', side), ...corpus.speech('librispeech', side)]
}

/** The stream with only those words marked that the detector was not trained on. */
function testOnly(stream: Stream, corpus: Corpus, { word, seed }: { word: Word; seed: number }): Stream {
  const trained = new Set(corpus.takes(word, seed).train.map(({ path }) => basename(path)))
  const paths = corpus.allTakes(word).map(({ path }) => basename(path))
  return { ...stream, words: stream.words.filter((_, i) => !trained.has(paths[i]!)) }
}

/** Remembers what was made for each argument. */
function once<A extends string, R>(make: (argument: A) => Promise<R>): (argument: A) => Promise<R> {
  const made = new Map<A, Promise<R>>()
  return (argument) => {
    const known = made.get(argument) ?? make(argument)
    made.set(argument, known)
    return known
  }
}
