import * as tf from '@tensorflow/tfjs-core'
import { readCrf, type CrfReading } from '../../nn/crf-reading'
import type { CrfScores } from '../../nn/reference/crf'
import type { EntitySpan } from '../../text/entity-tags'
import { layBatch } from './batches'
import type { Encoder } from './data'
import type { EntityModel } from './model'
import type { TagSet } from './tags'

/** An entity that was found. */
export interface FoundSpan extends EntitySpan {
  /** Probability that exactly these words are an entity of that kind, 0 to 1. */
  score: number
}

/** What a network makes of one sentence. */
export interface SentenceReading {
  spans: FoundSpan[]
  /** [words, 1 + types], the probability that a word belongs to no entity, or to one of each kind. */
  kinds: Float32Array
}

/** A network with what belongs to it. */
export interface Reader {
  model: EntityModel
  encoder: Encoder
  tagSet: TagSet
}

/** What the network makes of sentences in words, read at once, in their order. */
export function readSentences(reader: Reader, sentences: readonly (readonly string[])[]): SentenceReading[] {
  const { model, encoder, tagSet } = reader
  if (sentences.length === 0) return []
  const lessons = sentences.map((tokens) => ({
    words: tokens.map((token) => encoder.encode(token)),
    tags: []
  }))
  const batch = layBatch(lessons, encoder)
  const emissions = tf.tidy(() => model.emissions(batch).dataSync<'float32'>())
  const scores = scoresOf(reader)
  return lessons.map(({ words }, b) => {
    const first = b * batch.time * tagSet.size
    const own = emissions.subarray(first, first + words.length * tagSet.size)
    return describe(readCrf(own, scores), tagSet)
  })
}

function scoresOf({ model, tagSet }: Reader): CrfScores {
  const ruled = (name: string, rules: Float32Array) => {
    const learnt = model.variables[name]!.dataSync<'float32'>()
    return rules.map((rule, i) => rule + learnt[i]!)
  }
  const { transitions, starts, ends } = tagSet.rules
  return {
    tags: tagSet.size,
    transitions: ruled('crf.transitions', transitions),
    starts: ruled('crf.starts', starts),
    ends: ruled('crf.ends', ends)
  }
}

function describe(reading: CrfReading, tagSet: TagSet): SentenceReading {
  const { best, marginals } = reading
  const width = 1 + tagSet.types.length
  const kinds = new Float32Array(best.length * width)
  marginals.forEach((marginal, i) => {
    const word = Math.floor(i / tagSet.size)
    kinds[word * width + 1 + tagSet.typeOf(i % tagSet.size)]! += marginal
  })
  const spans = tagSet.decode(best).map((span) => {
    const score = reading.probabilityOf(span.start, best.slice(span.start, span.end))
    return { ...span, score: Math.min(1, score) }
  })
  return { spans, kinds }
}
