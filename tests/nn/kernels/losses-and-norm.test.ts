import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../src-main/contract/random'
import { layerNorm } from '../../../src-main/nn/layer-norm'
import { crossEntropyBackward, crossEntropyForward } from '../../../src-main/nn/reference/cross-entropy'
import { layerNormBackward, layerNormForward } from '../../../src-main/nn/reference/layer-norm'
import { sequenceCrossEntropy } from '../../../src-main/nn/sequence-cross-entropy'
import { distance, onEachBackend } from '../backends'

/** Numbers of what each thread count gave for the same data: they must agree. */
const seen = new Map<string, Float32Array>()

/** The same for any number of threads, and near enough for another order of operations. */
function expectAgreement(key: string, values: Float32Array): void {
  const first = seen.get(key)
  if (first) expect(distance(values, first)).toBeLessThan(1e-6)
  else seen.set(key, values)
}

const numbers = (random: Random, count: number, scale = 1) =>
  Float64Array.from({ length: count }, () => Math.fround(scale * random.normal()))

const single = (values: Float64Array, shape: number[]) => tf.tensor(Float32Array.from(values), shape)

onEachBackend('kernels of cross-entropy', (backend) => {
  function run(sizes: { batch: number; time: number; vocab: number }, scale: number, random: Random) {
    const { batch, time, vocab } = sizes
    const logits = numbers(random, batch * time * vocab, scale)
    const mask = Float64Array.from({ length: batch * time }, () => (random.next() < 0.8 ? 1 : 0))
    const labels = Int32Array.from(mask, (counts) => (counts ? random.below(vocab) : -7))
    const call = { sizes, logits, labels, mask }
    const { loss, probabilities } = crossEntropyForward(call)
    const dLoss = numbers(random, batch * time)
    const expected = { loss, dLogits: crossEntropyBackward({ ...call, dLoss, probabilities }) }
    const actual = tf.tidy(() => {
      const inputs = {
        logits: single(logits, [batch, time, vocab]),
        labels: tf.tensor2d(labels, [batch, time]),
        mask: single(mask, [batch, time])
      }
      const engine = tf.engine()
      const [losses, reserve] = engine.runKernel<tf.Tensor[]>('SequenceCrossEntropy', inputs)
      const dLogits = engine.runKernel<tf.Tensor>('SequenceCrossEntropyGradient', {
        ...inputs,
        dLoss: single(dLoss, [batch, time]),
        reserve: reserve!
      })
      return { loss: losses!.dataSync<'float32'>(), dLogits: dLogits.dataSync<'float32'>() }
    })
    return { actual, expected }
  }

  test('agree with the reference for every vocabulary up to 70', () => {
    // Registers the reference where there is no other.
    tf.dispose(sequenceCrossEntropy({ logits: tf.zeros([1, 1, 1]), labels: tf.zeros([1, 1]) }))
    for (let vocab = 1; vocab <= 70; vocab++) {
      const sizes = { batch: 1 + (vocab % 3), time: 1 + ((7 * vocab) % 40), vocab }
      const scale = vocab % 5 === 0 ? 1000 : 3
      const { actual, expected } = run(sizes, scale, createRandom(vocab))
      expect(distance(actual.loss, expected.loss)).toBeLessThan(1e-6)
      expect(distance(actual.dLogits, expected.dLogits)).toBeLessThan(1e-6)
    }
  })

  test('give the same again, on any number of threads', () => {
    const once = () => run({ batch: 7, time: 61, vocab: 67 }, 4, createRandom(2)).actual
    const [first, second] = [once(), once()]
    expect(second).toEqual(first)
    expectAgreement('loss', first.loss)
    expectAgreement('dLogits', first.dLogits)
    if (backend.name === 'cpu') expect(seen.size).toBe(2)
  })

  test('take exponentials of any size to 3e-7 of each', () => {
    const step = 0.0173
    const scores = Float32Array.from({ length: 4700 }, (_, i) => -step * i) // 0 to −81.3: no probability is denormal
    const hidden = [-Infinity, -104, -1e9]
    const logits = tf.tensor3d([...scores, ...hidden], [1, 1, scores.length + hidden.length])
    const right = scores.length - 1
    const labels = tf.tensor2d([right], [1, 1], 'int32')
    const engine = tf.engine()
    const [loss, reserve] = engine.runKernel<tf.Tensor[]>('SequenceCrossEntropy', { logits, labels })
    const inputs = { dLoss: tf.ones([1, 1]), logits, labels, reserve: reserve! }
    const p = engine.runKernel<tf.Tensor>('SequenceCrossEntropyGradient', inputs)
    const probabilities = p.dataSync() // but for the right one's, which is less by 1
    const sum = scores.reduce((sum, score) => sum + Math.exp(score), 0)
    const errors = Array.from(
      scores.slice(0, right),
      (score, i) => probabilities[i]! / probabilities[0]! / Math.exp(score) - 1
    )
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(3e-7)
    expect(Array.from(probabilities.slice(-3))).toEqual([0, 0, 0])
    expect(loss!.dataSync()[0]! + scores[right]!).toBeCloseTo(Math.log(sum), 4)
    tf.dispose([inputs, loss!, p])
  })

  test('let NaN through to the loss of its step alone', () => {
    const logits = tf.tensor3d([0, NaN, 1, 0, 1, 2], [1, 2, 3])
    const labels = tf.tensor2d([[0, 1]], [1, 2], 'int32')
    const [loss] = tf.engine().runKernel<tf.Tensor[]>('SequenceCrossEntropy', { logits, labels })
    const values = loss!.dataSync()
    expect(values[0]).toBeNaN()
    expect(values[1]).toBeCloseTo(1.4076, 4) // ln(1 + e + e²) − 1
  })
})

onEachBackend('kernels of layer norm', () => {
  function run(rows: number, features: number, random: Random) {
    const [x, dy] = [numbers(random, rows * features, 3), numbers(random, rows * features)]
    const [gain, offset] = [numbers(random, features), numbers(random, features)]
    const forward = layerNormForward({ x, gain, offset, epsilon: 1e-3 })
    const { dx, dGain, dOffset } = layerNormBackward({ ...forward, x, gain, dy })
    const actual = tf.tidy(() => {
      const op = (x: tf.Tensor, gain: tf.Tensor, offset: tf.Tensor) =>
        layerNorm({ x, gain: gain as tf.Tensor1D, offset: offset as tf.Tensor1D })
      const tensors = [
        single(x, [rows, features]),
        single(gain, [features]),
        single(offset, [features])
      ] as const
      const gradients = tf.grads(op)([...tensors], single(dy, [rows, features]))
      return [op(...tensors), ...gradients].map((tensor) => tensor.dataSync<'float32'>())
    })
    return { actual, expected: [forward.y, dx, dGain, dOffset] }
  }

  test.each([
    [1, 1],
    [1, 70],
    [300, 1],
    [129, 3],
    [257, 18],
    [40, 67],
    [1000, 64]
  ])('agree with the reference: %i rows of %i', (rows, features) => {
    const { actual, expected } = run(rows, features, createRandom(rows + features))
    expected.forEach((values, i) => expect(distance(actual[i]!, values)).toBeLessThan(4e-6))
  })

  test('keep variances of rows far from zero', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([4000, 4001, 4002, 4003, 4004], [1, 5])
      const y = layerNorm({ x, gain: tf.ones([5]), offset: tf.zeros([5]), epsilon: 0 })
      const root = Math.SQRT1_2 // of 1/variance
      expect(distance(y.dataSync(), [-2 * root, -root, 0, root, 2 * root])).toBeLessThan(1e-6)
    })
  })

  test('give the same again, on any number of threads', () => {
    const once = () => run(700, 37, createRandom(3)).actual
    const first = once()
    expect(once()).toEqual(first)
    first.forEach((values, i) => expectAgreement(`norm ${i}`, values))
  })

  test('leave no tensor behind but their results', () => {
    const [x, ones] = [tf.ones([50, 20]), tf.ones<tf.Rank.R1>([20])]
    const before = tf.memory().numTensors
    const op = (x: tf.Tensor) => layerNorm({ x, gain: ones, offset: ones })
    const gradient = tf.grad(op)(x)
    expect(gradient.dataSync().length).toBe(1000)
    gradient.dispose()
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([x, ones])
  })
})
