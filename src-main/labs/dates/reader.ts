import * as tf from '@tensorflow/tfjs-core'
import type { AttentionFigure } from '../../contract/figures'
import type { AttentionMemory } from '../../nn/additive-attention'
import { beamSearch, type BeamNode, type BeamHypothesis, type StepDecoder } from '../../text/beam-search'
import { layTexts } from './batches'
import { decodeDate, encodeText, LENGTH, START, WRITTEN, type DateOrder } from './codec'
import type { DateModel, WriterState } from './model'

/** Texts that are read side by side. */
const AT_ONCE = 200

/** Where the writer stands, out of tensors: so that hypotheses come and go with nothing to be freed. */
interface Place {
  state: Float32Array
  cell: Float32Array
  /** How much it looked at each character before its last step. */
  weights: Float32Array
}

/** A text as the network sees it, and what it makes of it. */
export interface Reading {
  /** The order's label and then the characters. */
  shown: string[]
  hypotheses: BeamHypothesis<Place>[]
  nodes: BeamNode[]
}

export interface ReadingOptions {
  order: DateOrder
  symbols: string
  /** B */
  width: number
  /** α */
  lengthNormalisation: number
}

/** Reads one text by beam search, with the tree of the search and who looked where. */
export async function readText(
  model: DateModel,
  text: string,
  { order, symbols, width, lengthNormalisation }: ReadingOptions
): Promise<Reading> {
  const { ids, shown } = encodeText(text, order, symbols)
  const memory = model.read(layTexts([ids]))
  try {
    const decoder = openDecoder(model, memory)
    return { shown, ...(await beamSearch(decoder, { width, longest: LENGTH, lengthNormalisation })) }
  } finally {
    tf.dispose({ ...memory })
  }
}

function openDecoder(model: DateModel, memory: AttentionMemory): StepDecoder<Place> {
  const { writing } = model.dimensions
  const empty = () => new Float32Array(writing)
  return {
    start: { state: empty(), cell: empty(), weights: new Float32Array(memory.values.shape[1]) },
    end: null,
    step: (places, lastTokens) =>
      tf.tidy(() => {
        const count = places.length
        const side = (name: 'state' | 'cell') =>
          tf.stack(places.map((place) => tf.tensor1d(place[name]))) as tf.Tensor2D
        const before: WriterState = { state: side('state'), cell: side('cell') }
        const last = lastTokens.map((token) => (token < 0 ? START : token))
        const next = model.write(repeat(memory, count), before, last)
        const rows = (x: tf.Tensor2D) => rowsOf(x.dataSync<'float32'>(), count)
        const [states, cells, weights] = [rows(next.state), rows(next.cell), rows(next.weights)]
        return {
          states: states.map((state, i) => ({ state, cell: cells[i]!, weights: weights[i]! })),
          logProbabilities: rows(tf.logSoftmax(model.score(next.state)))
        }
      })
  }
}

const repeat = (memory: AttentionMemory, count: number): AttentionMemory =>
  count === 1
    ? memory
    : {
        values: tf.tile(memory.values, [count, 1, 1]),
        keys: tf.tile(memory.keys, [count, 1, 1]),
        closed: tf.tile(memory.closed, [count, 1, 1])
      }

function rowsOf(data: Float32Array, count: number): Float32Array[] {
  const size = data.length / count
  return Array.from({ length: count }, (_, row) => data.slice(row * size, (row + 1) * size))
}

/** Reads many texts at once, the likeliest character each time. */
export function readGreedily(
  model: DateModel,
  texts: readonly { text: string; order: DateOrder }[],
  symbols: string
): string[] {
  const read: string[] = []
  for (let first = 0; first < texts.length; first += AT_ONCE) {
    const some = texts.slice(first, first + AT_ONCE)
    read.push(
      ...readBatch(
        model,
        some.map(({ text, order }) => encodeText(text, order, symbols).ids)
      )
    )
  }
  return read
}

function readBatch(model: DateModel, ids: readonly (readonly number[])[]): string[] {
  return tf.tidy(() => {
    const memory = model.read(layTexts(ids))
    let place = model.begin(ids.length)
    let last: ArrayLike<number> = new Int32Array(ids.length).fill(START)
    const written: number[][] = ids.map(() => [])
    for (let t = 0; t < LENGTH; t++) {
      place = model.write(memory, place, last)
      last = tf.argMax(model.score(place.state), 1).dataSync()
      written.forEach((row, b) => row.push(last[b]!))
    }
    return written.map(decodeDate)
  })
}

/** Where the best answer of a reading looked: a row for each of its characters. */
export function drawAttention({ shown, hypotheses: [best] }: Reading): AttentionFigure {
  const { tokens, states } = best!
  const data = new Float32Array(tokens.length * shown.length)
  states.forEach(({ weights }, row) => data.set(weights, row * shown.length))
  return {
    id: 'attention',
    title: 'Where each character was looked up',
    kind: 'attention',
    rows: tokens.map((token) => WRITTEN[token]!),
    columns: shown,
    maps: [{ name: 'attention', data }]
  }
}
