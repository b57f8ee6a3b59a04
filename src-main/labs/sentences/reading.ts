import * as tf from '@tensorflow/tfjs-core'
import type { StripFigure } from '../../contract/figures'
import { largestOf } from './accuracy'
import { layBatch } from './batches'
import { PHRASES } from './model'
import { probabilitiesOf } from './trainer'
import type { Classifier } from './sentence-file'
import { wordsOfToken, type Reading } from './words'

/** What a model says of a text. */
export interface Verdict {
  reading: Reading
  /** Probabilities of the labels; empty where no word of the text has a vector. */
  probabilities: Float32Array
  /** The most probable label, −1 where there is none. */
  label: number
}

/** Asks a model what a text is. */
export function judge({ network, reader, table }: Classifier, text: string): Verdict {
  const reading = reader.read(text)
  if (reading.rows.length === 0) return { reading, probabilities: new Float32Array(0), label: -1 }
  const probabilities = probabilitiesOf(network, layBatch([reading], table))
  return { reading, probabilities, label: largestOf(probabilities) }
}

/**
 * How much each word moved the score of a label, gradient × input (Shrikumar et al. 2016): the gradient of that score, less the mean of all
 * scores, by the word's vector, times the vector. Above 0 spoke for the label, below 0 against it; exact for the average, which is linear,
 * and to first order for an LSTM. What counted phrases add is parted between their words.
 * @returns one value a token, those of both words of a contraction added; 0 where a token has no vector and is counted in no phrase
 */
export function attribute(
  { network, table }: Classifier,
  { reading, label }: Verdict
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(reading.tokens.length)
  if (label < 0) return values
  const batch = layBatch([reading], table)
  const moved = tf.tidy(() => {
    const x = network.embed(batch)
    const scoreOf = (given: tf.Tensor) => {
      const scores = network.scores(given as tf.Tensor3D, batch)
      return tf.sub<tf.Scalar>(tf.sum(tf.slice(scores, [0, label], [1, 1])), tf.mean(scores))
    }
    return tf.sum(tf.mul(tf.grad(scoreOf)(x), x), 2).dataSync<'float32'>() // [words]
  })
  reading.tokenOf.forEach((token, word) => (values[token]! += moved[word]!))
  const said = phraseScores(network, label)
  for (const { place, from, to } of reading.phrases)
    for (const token of [from, to]) values[token]! += said(place) / 2
  return values
}

/** What each phrase adds to the score of a label; they have no mean over the labels. */
function phraseScores({ variables, dimensions: { labels } }: Classifier['network'], label: number) {
  const scores = variables[PHRASES]?.dataSync<'float32'>()
  return (place: number) => scores?.[(place + 1) * labels + label] ?? 0
}

/** The text with what moved the decision. */
export function stripOf(
  text: string,
  { reading, label }: Verdict,
  moved: Float32Array<ArrayBuffer>,
  labels: readonly string[]
): StripFigure {
  const { tokens } = reading
  const known = new Set(reading.tokenOf)
  const figure: StripFigure = {
    id: 'reading',
    title: 'Which words moved the decision',
    kind: 'strip',
    tokens: tokens.map(({ start }, t) => text.slice(t === 0 ? 0 : start, tokens[t + 1]?.start)),
    spans: tokens.flatMap(({ text: token }, t) =>
      known.has(t) ||
      wordsOfToken(token).length === 0 ||
      !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(token)
        ? []
        : [{ start: t, end: t + 1, label: 'not known' }]
    )
  }
  if (label < 0) return figure
  const most = Math.max(...moved.map(Math.abs), 1e-6)
  return {
    ...figure,
    values: moved,
    value: { label: `speaks for ${labels[label]!}`, unit: '' },
    range: [-most, most]
  }
}
