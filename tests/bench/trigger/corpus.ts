import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createRandom } from '../../../src-main/contract/random'
import type { Seconds } from '../../../src-main/contract/units'

/** A stretch of a sound file; `end` null means to its end. */
export interface Piece {
  path: string
  start: Seconds
  end: Seconds | null
}

/** What one detector is made from or measured on. */
export interface Part {
  negatives: Piece[]
  backgrounds: Piece[]
}

interface Split {
  librispeech: Record<'train' | 'test', string[]>
  an4: Record<'train' | 'test', string[]>
  backgroundNoiseSeconds: Record<string, Record<'train' | 'test', [Seconds, Seconds | null]>>
  esc10: Record<'train' | 'test', string[]>
  wakeWords: Record<string, { trainNegative: string[]; testNegative: string[] }>
}

/** npm runs benchmarks there; the bundle lies elsewhere. */
export const REPOSITORY = process.cwd()
const SPLIT = 'assets/models/trigger-backbone/recipe/split.json'

export const WORDS = ['computer', 'jarvis', 'alexa', 'view_glass'] as const
export type Word = (typeof WORDS)[number]
export const TAKES = 20

/** The folder of public recordings, or null where it is absent: then nothing here can be measured. */
export function dataFolder(): string | null {
  const folder = process.env.CADENZA_DATA ?? resolve(REPOSITORY, '../shared/data')
  return existsSync(join(folder, 'wake-words')) ? folder : null
}

/** The recordings of the protocol, split as split.json says: no speaker, room or field recording is on both sides. */
export function openCorpus(data: string) {
  const split = JSON.parse(readFileSync(join(REPOSITORY, SPLIT), 'utf8')) as Split
  const whole = (path: string): Piece => ({ path: join(data, path), start: 0, end: null })

  function speech(corpus: 'librispeech' | 'an4', side: 'train' | 'test'): Piece[] {
    return split[corpus][side].flatMap((speaker) => soundsIn(data, `${corpus}/${speaker}`).map(whole))
  }

  function words(word: Word, side: 'train' | 'test'): Piece[] {
    return (split.wakeWords[word]?.[`${side}Negative`] ?? []).map((name) =>
      whole(`wake-words/${word}/${name}`)
    )
  }

  function backgrounds(side: 'train' | 'test'): Piece[] {
    const noises = Object.entries(split.backgroundNoiseSeconds).map(([name, halves]) => {
      const [start, end] = halves[side]
      return { path: join(data, 'background-noise', name), start, end }
    })
    return [...noises, ...split.esc10[side].map((name) => whole(`esc10/${name}`))]
  }

  /** Takes of `word` in an order that `seed` decides: the first TAKES train, all others test. */
  function takes(word: Word, seed: number): { train: Piece[]; test: Piece[] } {
    const all = createRandom(seed)
      .fork(word)
      .shuffled(soundsIn(data, `wake-words/${word}`))
      .map(whole)
    return { train: all.slice(0, TAKES), test: all.slice(TAKES) }
  }

  return {
    speech,
    words,
    backgrounds,
    takes,
    allTakes: (word: Word) => soundsIn(data, `wake-words/${word}`).map(whole)
  }
}

export type Corpus = ReturnType<typeof openCorpus>

/** Sound files of one folder by name, relative to `data`, in an order that no file system decides. */
function soundsIn(data: string, folder: string): string[] {
  return readdirSync(join(data, folder))
    .filter((name) => /\.(flac|mp3|ogg|wav)$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}
