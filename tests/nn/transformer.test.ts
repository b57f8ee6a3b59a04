import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { causalMask, paddingMask } from '../../src-main/nn/attention'
import { addDecoderBlock, addEncoderBlock, decoderBlock, encoderBlock } from '../../src-main/nn/transformer'
import type { Variables } from '../../src-main/nn/weights'
import { distance, onEachBackend } from './backends'
import { attend, block, type Rows, type Weights } from './transformer-reference'

/** Single against double precision. */
const TOLERANCE = 2e-5
const SIZES = { width: 6, heads: 2, hidden: 10 }
const [ROWS, COLUMNS, READABLE] = [4, 5, 3]

const random = createRandom(12)
const rowsOf = (count: number): Rows =>
  Array.from({ length: count }, () => Array.from({ length: SIZES.width }, () => Math.fround(random.normal())))

/** Variables of a block, none of them 0 or 1, and the same in double precision. */
function createWeights(addBlock: typeof addEncoderBlock): { variables: Variables; weights: Weights } {
  const variables: Variables = {}
  addBlock(variables, 'b', { sizes: SIZES, random: createRandom(2) })
  const weights: Weights = {}
  for (const [name, variable] of Object.entries(variables)) {
    const data = Float64Array.from(variable.dataSync(), (value) => Math.fround(value + 0.3 * random.normal()))
    weights[name] = { shape: variable.shape, data }
    tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(data), variable.shape)))
  }
  return { variables, weights }
}

/** Of the sum of squares of what `read` gives, by central differences. */
function numericGradients(weights: Weights, read: (weights: Weights) => Rows): Record<string, Float64Array> {
  const loss = (changed: Weights) =>
    read(changed)
      .flat()
      .reduce((sum, value) => sum + value ** 2, 0)
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => {
      const shifted = (i: number, by: number) => {
        const moved = data.slice()
        moved[i]! += by
        return loss({ ...weights, [name]: { shape, data: moved } })
      }
      return [name, data.map((_, i) => (shifted(i, 1e-5) - shifted(i, -1e-5)) / 2e-5)]
    })
  )
}

function expectSame(
  given: { variables: Variables; weights: Weights },
  read: () => tf.Tensor3D,
  reference: (weights: Weights) => Rows
): void {
  tf.tidy(() => {
    expect(distance(read().dataSync(), reference(given.weights).flat())).toBeLessThan(TOLERANCE)
  })
  const expected = numericGradients(given.weights, reference)
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(read())), Object.values(given.variables))
    for (const [name, variable] of Object.entries(given.variables))
      expect(distance(grads[variable.name]!.dataSync(), expected[name]!), name).toBeLessThan(1e-4)
  })
}

const ownRows = rowsOf(ROWS)
const otherRows = rowsOf(COLUMNS)

onEachBackend('transformer blocks', () => {
  test('an encoder block is the reference, with the gradients of central differences', () => {
    const given = createWeights(addEncoderBlock)
    const read = () =>
      encoderBlock({
        x: tf.tensor3d([ownRows]),
        variables: given.variables,
        name: 'b',
        heads: SIZES.heads,
        mask: causalMask(ROWS)
      }).y
    expectSame(given, read, (weights) =>
      block(ownRows, { weights, name: 'b', heads: SIZES.heads, mayLook: (i, j) => j <= i })
    )
    tf.dispose(given.variables)
  })

  test('a decoder block is the reference, with the gradients of central differences', () => {
    const given = createWeights(addDecoderBlock)
    const present = Array.from({ length: COLUMNS }, (_, j) => (j < READABLE ? 1 : 0))
    const read = () =>
      decoderBlock({
        x: tf.tensor3d([ownRows]),
        source: tf.tensor3d([otherRows]),
        variables: given.variables,
        name: 'b',
        heads: SIZES.heads,
        mask: causalMask(ROWS),
        sourceMask: paddingMask(tf.tensor2d([present]))
      }).y
    expectSame(given, read, (weights) =>
      block(ownRows, {
        weights,
        name: 'b',
        heads: SIZES.heads,
        mayLook: (i, j) => j <= i,
        source: otherRows,
        mayLookAcross: (_, j) => j < READABLE
      })
    )
    tf.dispose(given.variables)
  })

  test('maps are who looks at whom', () => {
    const { variables, weights } = createWeights(addDecoderBlock)
    tf.tidy(() => {
      const { maps, crossMaps } = decoderBlock({
        x: tf.tensor3d([ownRows]),
        source: tf.tensor3d([otherRows]),
        variables,
        name: 'b',
        heads: SIZES.heads,
        mask: causalMask(ROWS)
      })
      expect(maps.shape).toEqual([1, SIZES.heads, ROWS, ROWS])
      expect(crossMaps.shape).toEqual([1, SIZES.heads, ROWS, COLUMNS])
      // The first row sees itself alone.
      expect(Array.from(tf.slice4d(maps, [0, 0, 0, 0], [1, SIZES.heads, 1, ROWS]).dataSync())).toEqual(
        Array.from({ length: SIZES.heads }, () => [1, 0, 0, 0]).flat()
      )
      const normalised = ownRows.map((row) => {
        const mean = row.reduce((a, b) => a + b, 0) / row.length
        const spread = Math.sqrt(row.reduce((s, v) => s + (v - mean) ** 2, 0) / row.length + 1e-5)
        return row.map(
          (value, j) =>
            ((value - mean) / spread) * weights['b.norm1.gain']!.data[j]! +
            weights['b.norm1.offset']!.data[j]!
        )
      })
      const expected = attend(normalised, normalised, {
        weights,
        name: 'b.attention',
        heads: SIZES.heads,
        mayLook: (i, j) => j <= i
      }).maps
      expect(distance(maps.dataSync(), expected.flat(2))).toBeLessThan(TOLERANCE)
    })
    tf.dispose(variables)
  })

  test('reads on from its memory as if it read the whole, and leaks nothing', () => {
    const { variables } = createWeights(addEncoderBlock)
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const whole = tf.tensor3d([ownRows])
      const [begun, rest] = tf.split(whole, [1, ROWS - 1], 1) as [tf.Tensor3D, tf.Tensor3D]
      const given = { variables, name: 'b', heads: SIZES.heads }
      const { y } = encoderBlock({ ...given, x: whole, mask: causalMask(ROWS) })
      const { memory } = encoderBlock({ ...given, x: begun, mask: causalMask(1) })
      const onward = encoderBlock({ ...given, x: rest, past: memory, mask: causalMask(ROWS - 1, 1) })
      expect(
        distance(onward.y.dataSync(), tf.slice3d(y, [0, 1, 0], [1, ROWS - 1, SIZES.width]).dataSync())
      ).toBeLessThan(TOLERANCE)
    })
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose(variables)
  })

  test('drops what the parts add, not what they are added to', () => {
    const { variables } = createWeights(addEncoderBlock)
    tf.tidy(() => {
      const x = tf.tensor3d([ownRows])
      const { y } = encoderBlock({ x, variables, name: 'b', heads: 2, drop: (part) => tf.zerosLike(part) })
      expect(Array.from(y.dataSync())).toEqual(Array.from(x.dataSync()))
    })
    tf.dispose(variables)
  })
})
