import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../contract/random'
import { paddingMask, project } from '../../nn/attention'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { joinFloats } from '../../nn/join-floats'
import { lstm } from '../../nn/recurrent'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import type { Variables } from '../../nn/weights'
import { endOf, layBatch, MARKS } from './batches'
import type { DecoderState, RecurrentDimensions, TranslationNetwork } from './network'
import { dropBy, drawTable, forbidStart, idsOf, rowsOf, tensorsOf, type Drop } from './tensors'

/** Also taken apart: what goes in, and what comes out of it. */
export interface RecurrentTranslationNetwork extends TranslationNetwork {
  /** The pieces of a sentence as the network reads them [1, steps, embedding]. */
  embed(source: readonly number[]): tf.Tensor3D
  /** Scores of every piece of `target` and of the end [target + 1, pieces + 2], differentiable in x, what `embed` gives. */
  scores(x: tf.Tensor3D, target: readonly number[]): tf.Tensor2D
}

/** What the encoder made of sentences. */
interface Encoded {
  /** Of both directions, and the piece itself [batch, steps, units + embedding]. */
  states: tf.Tensor3D
  /** What they are compared by [batch, steps, units]. */
  keys: tf.Tensor3D
  /** Which of them are there [batch, steps]; all where absent. */
  mask?: tf.Tensor2D
}

/**
 * Encoder and decoder with attention (Sequence Models, week 3; Luong et al. 2015, "general" scores): an LSTM reads the source in both
 * directions, another writes the target from where they ended, and for each piece it looks at the whole source at once: at the states, and at
 * the pieces beside them, for states alone hardly say which piece was read where. One table of pieces serves source, target and scores (Press
 * and Wolf 2017). What was looked at goes into the scores alone and not into the next step, so that a whole target is taught in one call of the
 * kernel.
 */
export function createRecurrent(dimensions: RecurrentDimensions, seed: number): RecurrentTranslationNetwork {
  const { pieces, embedding, units } = dimensions
  const variables = drawWeights(dimensions, seed)
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  const layer = (name: string) => ({
    kernel: weight<tf.Tensor2D>(`${name}.kernel`),
    recurrent: weight<tf.Tensor2D>(`${name}.recurrent`),
    bias: weight<tf.Tensor1D>(`${name}.bias`)
  })
  const lookUp = (ids: tf.Tensor2D) => tf.gather(weight<tf.Tensor>('pieces'), ids) as tf.Tensor3D

  const encode = (x: tf.Tensor3D, mask?: tf.Tensor2D) => {
    const forward = lstm({ x, mask, ...layer('forward') })
    const backward = lstm({ x, mask, reverse: true, ...layer('backward') })
    const states = tf.concat([forward.states, backward.states, x], 2)
    const last = tf.concat([forward.last, backward.last], 1)
    const bridge = tf.add(tf.matMul(last, weight<tf.Tensor2D>('bridge')), weight<tf.Tensor1D>('bridge.bias'))
    const [state, cell] = tf.split(tf.tanh(bridge), 2, 1) as [tf.Tensor2D, tf.Tensor2D]
    return { states, keys: project(states, weight('attention')), state, cell }
  }

  /** What is looked at [batch, targets, sources], and the scores of what is written. */
  const attend = (queries: tf.Tensor3D, { states, keys, mask }: Encoded, drop: Drop = (y) => y) => {
    const [batch, steps] = queries.shape
    const scores: tf.Tensor3D = tf.matMul(queries, keys, false, true)
    const masked = mask ? tf.add<tf.Tensor3D>(scores, tf.squeeze(paddingMask(mask), [1])) : scores
    const weights = tf.softmax(masked)
    const seen = tf.concat<tf.Tensor3D>([queries, tf.matMul(weights, states)], 2)
    const combined = drop(tf.tanh(project(seen, weight('combine'))))
    const flat = tf.reshape<tf.Rank.R2>(combined, [batch * steps, embedding])
    const logits = tf.add(
      tf.matMul(flat, weight<tf.Tensor2D>('pieces'), false, true),
      weight<tf.Tensor1D>('bias')
    )
    return { weights, logits: tf.reshape<tf.Rank.R3>(logits, [batch, steps, pieces + MARKS]) }
  }

  return {
    variables,
    cost: (batch, dropping) =>
      tf.tidy(() => {
        const drop = dropBy(dropping)
        const { source, mask, written, labels, counts } = tensorsOf(batch)
        const { state, cell, ...encoded } = encode(drop(lookUp(source)), mask)
        const queries = lstm({ x: drop(lookUp(written)), state, cell, ...layer('decoder') }).states
        const { logits } = attend(queries, { ...encoded, mask }, drop)
        return sequenceCrossEntropy({ logits, labels, mask: counts })
      }),
    open(source) {
      const { state, cell, ...encoded } = tf.tidy(() => encode(lookUp(idsOf([source], pieces))))
      const memory = [state, cell].map((each) => each.dataSync<'float32'>().slice())
      tf.dispose([state, cell])
      const step = (states: readonly DecoderState[], lastTokens: readonly number[]) =>
        tf.tidy(() => {
          const count = states.length
          const [state, cell] = [0, 1].map((m) =>
            tf.tensor2d(joinFloats(states.map(({ memory }) => memory[m]!)), [count, units])
          )
          const x = lookUp(
            idsOf(
              lastTokens.map((token) => [token]),
              pieces
            )
          )
          const { last, lastCell } = lstm({ x, state, cell, ...layer('decoder') })
          // All hypotheses look at the same sentence: they stand in one row as if they were steps of one.
          const { weights, logits } = attend(tf.expandDims(last, 0), encoded)
          const [hidden, cells, looks, said] = [last, lastCell, weights, tf.logSoftmax(logits)].map((each) =>
            rowsOf(each, count)
          )
          return {
            states: states.map((_, i) => ({ attention: looks![i]!, memory: [hidden![i]!, cells![i]!] })),
            logProbabilities: said!.map((row) => forbidStart(row, pieces))
          }
        })
      const start = { attention: new Float32Array(), memory }
      return { decoder: { start, step, end: endOf(pieces) }, close: () => tf.dispose(encoded) }
    },
    maps: (source, target) =>
      tf.tidy(() => {
        const ids = tensorsOf(layBatch([{ source, target }], pieces))
        const { state, cell, ...encoded } = encode(lookUp(ids.source))
        const queries = lstm({ x: lookUp(ids.written), state, cell, ...layer('decoder') }).states
        const data = attend(queries, encoded).weights.dataSync<'float32'>().slice()
        return [{ group: 'across' as const, name: 'attention', data }]
      }),
    embed: (source) => tf.tidy(() => lookUp(idsOf([source], pieces))),
    scores: (x, target) =>
      tf.tidy(() => {
        const { state, cell, ...encoded } = encode(x)
        const { written } = tensorsOf(layBatch([{ source: [0], target }], pieces))
        const queries = lstm({ x: lookUp(written), state, cell, ...layer('decoder') }).states
        return tf.squeeze<tf.Tensor2D>(attend(queries, encoded).logits, [0])
      }),
    dispose: () => tf.dispose(variables)
  }
}

function drawWeights({ pieces, embedding, units }: RecurrentDimensions, seed: number): Variables {
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  const addKernel = (name: string, inputs: number, outputs: number) =>
    add(name, [inputs, outputs], glorotUniform([inputs, outputs], random.fork(name)))
  const addZeros = (name: string, size: number) => add(name, [size], new Float32Array(size))
  const addLstm = (name: string, size: number) => {
    addKernel(`${name}.kernel`, embedding, 4 * size)
    const recurrent = orthogonalBlocks({ rows: size, blocks: 4, random: random.fork(`${name}.recurrent`) })
    add(`${name}.recurrent`, [size, 4 * size], recurrent)
    const bias = new Float32Array(4 * size).fill(1, size, 2 * size) // the forget gate begins open
    add(`${name}.bias`, [4 * size], bias)
  }
  const rows = pieces + MARKS
  add('pieces', [rows, embedding], drawTable({ rows, width: embedding, random: random.fork('pieces') }))
  addLstm('forward', units / 2)
  addLstm('backward', units / 2)
  addKernel('bridge', units, 2 * units)
  addZeros('bridge.bias', 2 * units)
  addLstm('decoder', units)
  addKernel('attention', units + embedding, units)
  addKernel('combine', 2 * units + embedding, embedding)
  addZeros('bias', rows)
  return variables
}
