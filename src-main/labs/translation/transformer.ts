import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../contract/random'
import { causalMask, paddingMask, type AttentionMemory } from '../../nn/attention'
import { positionalEncoding } from '../../nn/positions'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import {
  addDecoderBlock,
  addEncoderBlock,
  addNorm,
  decoderBlock,
  encoderBlock,
  normalise,
  rememberSource
} from '../../nn/transformer'
import type { Variables } from '../../nn/weights'
import { endOf, layBatch, MARKS } from './batches'
import type { AttentionMap, DecoderState, TransformerDimensions, TranslationNetwork } from './network'
import { drawTable, dropBy, forbidStart, idsOf, rowsOf, tensorsOf, type Drop } from './tensors'

const numbersTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const keep: Drop = (y) => y

/**
 * Attention alone (Vaswani et al. 2017; course week 4), normed before each part (Xiong et al. 2020), positions as sines. One table of pieces
 * serves source, target and scores (Press and Wolf 2017).
 */
export function createTransformer(dimensions: TransformerDimensions, seed: number): TranslationNetwork {
  const { pieces, embedding: width, layers, heads } = dimensions
  const variables = drawWeights(dimensions, seed)
  const table = () => variables['pieces'] as unknown as tf.Tensor2D

  /** @param first how many stood before them */
  const lookUp = (ids: tf.Tensor2D, first = 0) => {
    const [, steps] = ids.shape
    const places = tf.tensor2d(positionalEncoding({ length: steps, dimensions: width, first }), [
      steps,
      width
    ])
    const rows = tf.gather<tf.Tensor>(table(), ids) as tf.Tensor3D
    return tf.add<tf.Tensor3D>(tf.mul(rows, Math.sqrt(width)), places)
  }

  const encode = (ids: tf.Tensor2D, mask: tf.Tensor | null = null, drop = keep) => {
    let x = drop(lookUp(ids))
    const maps = numbersTo(layers).map((number) => {
      const block = encoderBlock({ x, variables, name: `encoder${number}`, heads, mask, drop })
      x = block.y
      return block.maps
    })
    return { source: normalise(x, variables, 'encoder.norm'), maps }
  }

  /** @param given.source what the encoder made of the other text, or what each block compares it by */
  const decode = (
    ids: tf.Tensor2D,
    {
      source,
      sourceMask = null,
      past = null,
      drop = keep
    }: {
      source: tf.Tensor3D | readonly AttentionMemory[]
      sourceMask?: tf.Tensor | null
      past?: readonly AttentionMemory[] | null
      drop?: Drop
    }
  ) => {
    const before = past ? past[0]!.key.shape[2] : 0
    const mask = causalMask(ids.shape[1], before)
    let x = drop(lookUp(ids, before))
    const blocks = numbersTo(layers).map((number) => {
      const block = decoderBlock({
        ...{ x, variables, name: `decoder${number}`, heads, mask, drop, sourceMask },
        source: source instanceof tf.Tensor ? source : source[number - 1]!,
        past: past?.[number - 1]
      })
      x = block.y
      return block
    })
    return { y: normalise(x, variables, 'decoder.norm'), blocks }
  }

  const score = (y: tf.Tensor3D) => {
    const [batch, steps] = y.shape
    const flat = tf.reshape<tf.Rank.R2>(y, [batch * steps, width])
    const scores = tf.add(tf.matMul(flat, table(), false, true), variables['bias']!)
    return tf.reshape<tf.Rank.R3>(scores, [batch, steps, pieces + MARKS])
  }

  return {
    variables,
    cost: (batch, dropping) =>
      tf.tidy(() => {
        const drop = dropBy(dropping)
        const ids = tensorsOf(batch)
        const sourceMask = paddingMask(ids.mask)
        const { source } = encode(ids.source, sourceMask, drop)
        const { y } = decode(ids.written, { source, sourceMask, drop })
        return sequenceCrossEntropy({ logits: score(y), labels: ids.labels, mask: ids.counts })
      }),
    open(sentence) {
      const source = tf.tidy(() => {
        const { source } = encode(idsOf([sentence], pieces))
        return numbersTo(layers).map((number) =>
          rememberSource(source, { variables, name: `decoder${number}`, heads })
        )
      })
      const repeated = new Map<number, AttentionMemory[]>()
      const repeat = (count: number) => {
        const known = repeated.get(count)
        if (known) return known
        const made = source.map(({ key, value }) => ({
          key: forAll(key, count),
          value: forAll(value, count)
        }))
        repeated.set(count, made)
        return made
      }
      let calls = 0
      let newest: AttentionMemory[] = []
      const step = (states: readonly DecoderState[], lastTokens: readonly number[]) => {
        const count = states.length
        const written = states.map(({ memory }, i) => [...memory[0]!, lastTokens[i]!])
        const sources = repeat(count)
        const before = newest
        const next = tf.tidy(() => {
          const past = written[0]!.length > 1 ? rowsFor(states, { calls, newest }) : null
          const ids = past ? lastTokens.map((token) => [token]) : written
          const { y, blocks } = decode(idsOf(ids, pieces), { source: sources, past })
          const last = tf.slice(y, [0, y.shape[1] - 1, 0], [count, 1, width])
          const said = rowsOf(tf.logSoftmax(score(last)), count)
          // [count, heads, steps, columns]: the mean of the heads, when the last step was written
          const looks = tf.mean<tf.Tensor3D>(blocks.at(-1)!.crossMaps, 1)
          const [, steps, columns] = looks.shape
          const seen = rowsOf(tf.slice(looks, [0, steps - 1, 0], [count, 1, columns]), count)
          newest = blocks.map(({ memory: { key, value } }) => ({ key: tf.keep(key), value: tf.keep(value) }))
          calls++
          return {
            states: written.map((each, i) => ({
              attention: seen[i]!,
              memory: [Float32Array.from(each), Float32Array.of(calls, i)]
            })),
            logProbabilities: said.map((row) => forbidStart(row, pieces))
          }
        })
        tf.dispose(before)
        return next
      }
      const start = { attention: new Float32Array(), memory: [new Float32Array(), new Float32Array()] }
      return {
        decoder: { start, step, end: endOf(pieces) },
        close: () => tf.dispose([source, [...repeated.values()], newest])
      }
    },
    maps: (sentence, target) =>
      tf.tidy(() => {
        const ids = tensorsOf(layBatch([{ source: sentence, target }], pieces))
        const { source, maps } = encode(ids.source)
        const { blocks } = decode(ids.written, { source })
        return [
          ...byHead('source', maps, heads),
          ...byHead(
            'target',
            blocks.map((block) => block.maps),
            heads
          ),
          ...byHead(
            'across',
            blocks.map((block) => block.crossMaps),
            heads
          )
        ]
      }),
    dispose: () => tf.dispose(variables)
  }
}

/** A sentence as each of some hypotheses looks at it. */
const forAll = (x: tf.Tensor4D, count: number): tf.Tensor4D => tf.tile(x, [count, 1, 1, 1])

/**
 * Keys and values of what some hypotheses wrote [hypotheses, heads, steps, depth], layer by layer: rows of what the newest call made. Null where a
 * state is older: then its pieces are read anew.
 */
function rowsFor(
  states: readonly DecoderState[],
  { calls, newest }: { calls: number; newest: readonly AttentionMemory[] }
): AttentionMemory[] | null {
  const places = states.map(({ memory }) => memory[1]!)
  if (places.some(([call]) => call !== calls)) return null
  const rows = places.map(([, row]) => row!)
  if (rows.length === newest[0]!.key.shape[0] && rows.every((row, i) => row === i)) return [...newest]
  const chosen = tf.tensor1d(rows, 'int32')
  return newest.map(({ key, value }) => ({ key: tf.gather(key, chosen), value: tf.gather(value, chosen) }))
}

/** @param layers weights of a sentence [1, heads, rows, columns], layer by layer */
const byHead = (
  group: AttentionMap['group'],
  layers: readonly tf.Tensor4D[],
  heads: number
): AttentionMap[] =>
  layers.flatMap((maps, layer) =>
    rowsOf(maps, heads).map((data, head) => ({ group, name: `layer ${layer + 1}, head ${head + 1}`, data }))
  )

function drawWeights(dimensions: TransformerDimensions, seed: number): Variables {
  const { pieces, embedding: width, units: hidden, layers, heads } = dimensions
  const variables: Variables = {}
  const random = createRandom(seed)
  const rows = pieces + MARKS
  const table = drawTable({ rows, width, random: random.fork('pieces') })
  variables['pieces'] = tf.tidy(() => tf.variable(tf.tensor(table, [rows, width])))
  const sizes = { width, heads, hidden }
  for (const number of numbersTo(layers)) {
    addEncoderBlock(variables, `encoder${number}`, { sizes, random })
    addDecoderBlock(variables, `decoder${number}`, { sizes, random })
  }
  addNorm(variables, 'encoder.norm', width)
  addNorm(variables, 'decoder.norm', width)
  variables['bias'] = tf.tidy(() => tf.variable(tf.zeros([rows])))
  return variables
}
