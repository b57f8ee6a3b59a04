import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../src-main/contract/random'
import { layerNorm } from '../../src-main/nn/layer-norm'
import { crossEntropyBackward, crossEntropyForward } from '../../src-main/nn/reference/cross-entropy'
import { layerNormBackward, layerNormForward } from '../../src-main/nn/reference/layer-norm'
import { sequenceCrossEntropy } from '../../src-main/nn/sequence-cross-entropy'
import { distance, onEachBackend } from './backends'

/** Single against double precision. */
const TOLERANCE = 1e-5
/** Sizes drawn at random beside the extreme ones. */
const DRAWN = 8

const EXTREMES = [
  [1, 1, 1],
  [1, 1, 2],
  [7, 3, 1],
  [2, 5, 301]
] as const

const random = createRandom(31)
const drawn = Array.from({ length: DRAWN }, () => [
  1 + random.below(5),
  1 + random.below(9),
  2 + random.below(70)
])
const SIZES = [...EXTREMES, ...drawn] as (readonly [number, number, number])[]

const numbersOf =
  (random: Random) =>
  (count: number, scale = 1) =>
    Float64Array.from({ length: count }, () => Math.fround(scale * random.normal()))
const single = (values: Float64Array, shape: number[]) => tf.tensor(Float32Array.from(values), shape)

onEachBackend('sequence cross-entropy', () => {
  test.each(SIZES)('is the mean of the reference, with its gradient: %i × %i × %i', (batch, time, vocab) => {
    const random = createRandom(time * vocab)
    const normal = numbersOf(random)
    for (const isMasked of [false, true]) {
      const sizes = { batch, time, vocab }
      const logits = normal(batch * time * vocab, 4)
      // Of the last sequence no step counts.
      const mask = Float64Array.from({ length: batch * time }, (_, step) =>
        step < (batch - 1) * time && random.next() < 0.7 ? 1 : 0
      )
      const counts = (step: number) => !isMasked || mask[step] !== 0
      const labels = Int32Array.from({ length: batch * time }, (_, step) =>
        counts(step) ? random.below(vocab) : -1
      )
      const call = { sizes, logits, labels, mask: isMasked ? mask : undefined }
      const { loss, probabilities } = crossEntropyForward(call)
      const count = Math.max(1, isMasked ? mask.reduce((sum, value) => sum + value, 0) : batch * time)
      const dLoss = new Float64Array(batch * time).fill(1 / count)
      const expected = crossEntropyBackward({ ...call, dLoss, probabilities })
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          sequenceCrossEntropy({
            logits: x as tf.Tensor3D,
            labels: tf.tensor2d(labels, [batch, time]),
            mask: isMasked ? (single(mask, [batch, time]) as tf.Tensor2D) : null
          })
        )(single(logits, [batch, time, vocab]))
        const mean = loss.reduce((sum, each) => sum + each, 0) / count
        expect(distance(value.dataSync(), [mean])).toBeLessThan(TOLERANCE)
        expect(distance(grad.dataSync(), expected)).toBeLessThan(TOLERANCE)
      })
    }
  })

  test('neither scores of thousands nor a mask without a step gives anything but a number', () => {
    tf.tidy(() => {
      const logits = tf.tensor3d([5000, -5000, 0, 3e4], [1, 2, 2])
      const labels = tf.tensor2d([1, 1], [1, 2], 'int32')
      expect(sequenceCrossEntropy({ logits, labels }).dataSync()[0]).toBe(5000)
      const mask = tf.zeros<tf.Rank.R2>([1, 2])
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
        sequenceCrossEntropy({ logits: x as tf.Tensor3D, labels, mask })
      )(logits)
      expect([...value.dataSync(), ...grad.dataSync()]).toEqual([0, 0, 0, 0, 0])
    })
  })

  test('a label that is no class and labels of the wrong shape are refused', () => {
    tf.tidy(() => {
      const logits = tf.zeros<tf.Rank.R3>([1, 2, 3])
      const of = (labels: number[][]) => () => sequenceCrossEntropy({ logits, labels: tf.tensor2d(labels) })
      expect(of([[0, 3]])).toThrow('label 3 of step 1 must lie from 0 to 2')
      expect(of([[0, 1, 2]])).toThrow("'labels' must have the shape [1, 2], not [1, 3]")
    })
  })

  test('leaves no tensor behind but its result', () => {
    const logits = tf.zeros<tf.Rank.R3>([1, 2, 3])
    const labels = tf.tensor2d([[0, 1]])
    const before = tf.memory().numTensors
    const lossOf = (x: tf.Tensor) => sequenceCrossEntropy({ logits: x as tf.Tensor3D, labels, mask: labels })
    tf.dispose([lossOf(logits), tf.grad(lossOf)(logits)])
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([logits, labels])
  })
})

onEachBackend('layer norm', () => {
  test.each(SIZES)('equals the reference, with its gradients: %i × %i × %i', (batch, time, features) => {
    const shape = [batch, time, features]
    const normal = numbersOf(createRandom(time * features))
    const [x, gain] = [normal(batch * time * features, 3), normal(features)]
    const [offset, dy] = [normal(features), normal(batch * time * features)]
    const epsilon = 1e-3
    const expected = layerNormForward({ x, gain, offset, epsilon })
    const { dx, dGain, dOffset } = layerNormBackward({ ...expected, x, gain, dy })
    tf.tidy(() => {
      const tensors = [single(x, shape), single(gain, [features]), single(offset, [features])]
      const run = (...[x, gain, offset]: tf.Tensor[]) =>
        layerNorm({ x: x!, gain: gain as tf.Tensor1D, offset: offset as tf.Tensor1D, epsilon })
      expect(distance(run(...tensors).dataSync(), expected.y)).toBeLessThan(TOLERANCE)
      const loss = (...args: tf.Tensor[]) => tf.sum(tf.mul(run(...args), single(dy, shape)))
      const gradients = tf.grads(loss)(tensors)
      ;[dx, dGain, dOffset].forEach((values, i) =>
        expect(distance(gradients[i]!.dataSync(), values)).toBeLessThan(TOLERANCE)
      )
    })
  })

  test('takes rows of any rank and leaves no tensor behind but its result', () => {
    const x = tf.tensor1d([1, 2, 3, 6])
    const [gain, offset] = [tf.ones<tf.Rank.R1>([4]), tf.zeros<tf.Rank.R1>([4])]
    const before = tf.memory().numTensors
    const y = layerNorm({ x, gain, offset, epsilon: 0.5 })
    expect(y.shape).toEqual([4])
    expect(distance(y.dataSync(), [-1, -0.5, 0, 1.5])).toBeLessThan(1e-6) // mean 3, variance 3.5
    expect(tf.memory().numTensors).toBe(before + 1)
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(layerNorm({ x, gain, offset })))(x)
    expect(tf.memory().numTensors).toBe(before + 2)
    expect(() => layerNorm({ x, gain, offset: tf.zeros([3]) })).toThrow(
      "'offset' must have the shape [4], not [3]"
    )
    tf.dispose([x, gain, offset, y, gradient])
  })
})
