import * as tf from '@tensorflow/tfjs-core'
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { createAdam } from '../../src-main/nn/adam'
import { glorotUniform, orthogonalBlocks } from '../../src-main/nn/initializers'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { gruLayer } from '../../src-main/nn/recurrent-layers'
import { SeededDropout } from '../../src-main/nn/seeded-dropout'
import { readWeights, writeWeights } from '../../src-main/nn/weights'

const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)
}

const normal = (shape: number[], seed: number) => {
  const random = createRandom(seed)
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape
  )
}

describe('kernels that tfjs-wasm lacks', () => {
  test.each([
    { strides: 4, pad: 'valid' as const, filter: [15, 1, 3, 5] as const },
    { strides: 1, pad: 'same' as const, filter: [3, 3, 3, 4] as const },
    { strides: 2, pad: 'same' as const, filter: [4, 3, 3, 2] as const }
  ])(
    'the filter gradient equals that of the cpu backend: $strides $pad $filter',
    async ({ strides, pad, filter }) => {
      const gradientOn = async (backend: string) => {
        await tf.setBackend(backend)
        registerMissingKernels()
        return tf.tidy(() => {
          const x = normal([2, 40, 6, 3], 1) as tf.Tensor4D
          const weights = normal([...filter], 2) as tf.Tensor4D
          const loss = (w: tf.Tensor) => tf.sum(tf.square(tf.conv2d(x, w as tf.Tensor4D, strides, pad)))
          return tf.grad(loss)(weights).dataSync()
        })
      }
      const expected = await gradientOn('cpu')
      expect(difference(await gradientOn('wasm'), expected)).toBeLessThan(2e-3)
      expect(Math.max(...expected)).toBeGreaterThan(10)
    }
  )

  test('the gradient of a lookup equals that of the cpu backend', async () => {
    const gradientOn = async (backend: string) => {
      await tf.setBackend(backend)
      registerMissingKernels()
      return tf.tidy(() => {
        const ids = tf.tensor1d([4, 0, 4, 2], 'int32')
        const loss = (table: tf.Tensor) => tf.sum(tf.square(tf.gather(table, ids)))
        return tf
          .grad(loss)(normal([5, 3], 3))
          .dataSync()
      })
    }
    const expected = await gradientOn('cpu')
    expect(difference(await gradientOn('wasm'), expected)).toBeLessThan(1e-5)
    expect(Array.from(expected.slice(3, 6))).toEqual([0, 0, 0])
  })
})

describe('training', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm')
  })

  /** Fits a line; Adam's settings are those of the published example in the test below. */
  function fit({
    variable,
    steps,
    adam
  }: {
    variable: tf.Variable
    steps: number
    adam: ReturnType<typeof createAdam>
  }) {
    const losses: number[] = []
    for (let step = 0; step < steps; step++) {
      const { value, grads } = tf.variableGrads(
        () => tf.sum<tf.Scalar>(tf.square(tf.sub(variable, [1, -2, 3]))),
        [variable]
      )
      losses.push(value.dataSync()[0]!)
      adam.step({ w: grads[variable.name]! })
      tf.dispose([value, grads])
    }
    return losses
  }

  test('Adam takes the steps of its equations, computed in double precision', () => {
    const variable = tf.variable(tf.tensor1d([0, 0.5, 2]))
    const adam = createAdam({ w: variable }, { learningRate: 0.1, decay: 0.01 })
    fit({ variable, steps: 5, adam })
    const w = [0, 0.5, 2]
    const [m, v] = [
      [0, 0, 0],
      [0, 0, 0]
    ]
    for (let t = 1; t <= 5; t++) {
      w.forEach((value, i) => {
        const g = 2 * (value - [1, -2, 3][i]!)
        m[i] = 0.9 * m[i]! + 0.1 * g
        v[i] = 0.999 * v[i]! + 0.001 * g * g
        const rate = (0.1 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)
        w[i] = value * (1 - 0.001) - (rate * m[i]) / (Math.sqrt(v[i]) + 1e-7)
      })
    }
    expect(difference(variable.dataSync(), w)).toBeLessThan(1e-6)
    adam.dispose()
    variable.dispose()
  })

  test('Adam goes on from its stored state to the same bits', () => {
    const before = tf.memory().numTensors
    const start = [0, 0.5, 2]
    const variable = tf.tidy(() => tf.variable(tf.tensor1d(start)))
    const adam = createAdam({ w: variable }, { learningRate: 0.1 })
    const first = fit({ variable, steps: 4, adam })
    const stored = { weights: readWeights({ w: variable }), state: adam.exportState() }
    const uninterrupted = fit({ variable, steps: 4, adam })
    const again = tf.tidy(() => tf.variable(tf.zeros([3])))
    writeWeights({ w: again }, stored.weights)
    const resumed = createAdam({ w: again }, { learningRate: 0.1 })
    resumed.importState(stored.state)
    expect(fit({ variable: again, steps: 4, adam: resumed })).toEqual(uninterrupted)
    expect(uninterrupted[0]).toBeLessThan(first[0]!)
    adam.dispose()
    resumed.dispose()
    tf.dispose([variable, again])
    expect(tf.memory().numTensors).toBe(before)
  })

  test('weights of the wrong shape or name are refused by name', () => {
    const w = tf.variable(tf.zeros([2, 3]))
    expect(() => writeWeights({ w }, [])).toThrow("tensor 'w' is missing")
    const wrong = { name: 'w', shape: [3, 2], data: new Float32Array(6) }
    expect(() => writeWeights({ w }, [wrong])).toThrow("tensor 'w' must have the shape [2, 3], not [3, 2]")
    w.dispose()
  })

  test('a model with GRU and dropout layers is saved and read back with the same output', async () => {
    const model = sequential()
    model.add(
      layers.conv1d({ filters: 4, kernelSize: 3, inputShape: [10, 2], biasInitializer: initializers.zeros() })
    )
    model.add(gruLayer({ units: 5, returnSequences: true }))
    model.add(new SeededDropout({ rate: 0.5 }))
    model.setWeights(model.getWeights().map((weight, i) => normal(weight.shape, i)))
    const x = normal([2, 10, 2], 9)
    const expected = (model.predict(x) as tf.Tensor).dataSync()
    let saved: tf.io.ModelArtifacts | undefined
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const }
        })
      })
    )
    const { loadLayersModel } = await import('@tensorflow/tfjs-layers')
    const again = await loadLayersModel(tf.io.fromMemory(saved!))
    expect(Array.from((again.predict(x) as tf.Tensor).dataSync())).toEqual(Array.from(expected))
    expect(new Set(expected).size).toBeGreaterThan(10)
  })
})

describe('dropout', () => {
  test('repeats its mask for the same seed, keeps the mean, and does nothing outside training', async () => {
    await tf.setBackend('cpu')
    const source = { seed: 5 }
    const layer = new SeededDropout({ name: 'drop', rate: 0.8, source })
    const x = tf.ones([50, 200])
    const apply = () => Float32Array.from((layer.apply(x, { training: true }) as tf.Tensor).dataSync())
    const first = apply()
    expect(apply()).toEqual(first)
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length
    expect(Math.abs(mean - 1)).toBeLessThan(0.06) // 3 standard errors of 10,000 draws of variance 4
    expect(new Set(first.map((value) => Math.round(value)))).toEqual(new Set([0, 5]))
    source.seed = 6
    expect(apply()).not.toEqual(first)
    expect((layer.apply(x) as tf.Tensor).dataSync()).toEqual(x.dataSync())
  })
})

describe('initialisers', () => {
  test('orthogonal blocks have orthonormal rows', () => {
    const [rows, blocks] = [6, 3]
    const data = orthogonalBlocks({ rows, blocks, random: createRandom(1) })
    for (let block = 0; block < blocks; block++) {
      for (let a = 0; a < rows; a++) {
        for (let b = 0; b < rows; b++) {
          let dot = 0
          for (let i = 0; i < rows; i++)
            dot += data[(a * blocks + block) * rows + i]! * data[(b * blocks + block) * rows + i]!
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 5)
        }
      }
    }
  })

  test('Glorot stays within its bound and fills it', () => {
    const data = glorotUniform([15, 20, 30], createRandom(2))
    const bound = Math.sqrt(6 / (15 * 50))
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largest).toBeLessThanOrEqual(bound)
    expect(largest).toBeGreaterThan(0.99 * bound)
    expect(data.length).toBe(9000)
  })
})

test.each([
  { a: [60, 70], b: [70, 50], transposeA: false, transposeB: false },
  { a: [70, 60], b: [70, 50], transposeA: true, transposeB: false },
  { a: [60, 70], b: [50, 70], transposeA: false, transposeB: true },
  { a: [3, 60, 70], b: [3, 70, 50], transposeA: false, transposeB: false },
  { a: [3, 70, 60], b: [3, 50, 70], transposeA: true, transposeB: true }
])(
  'products on wasm are those of the cpu backend: $a $transposeA, $b $transposeB',
  async ({ a, b, transposeA, transposeB }) => {
    const productOn = async (backend: string) => {
      await tf.setBackend(backend)
      registerMissingKernels()
      const before = tf.memory().numTensors
      const values = tf.tidy(() =>
        Float32Array.from(tf.matMul(normal(a, 1), normal(b, 2), transposeA, transposeB).dataSync())
      )
      expect(tf.memory().numTensors).toBe(before)
      return values
    }
    const expected = await productOn('cpu')
    expect(difference(await productOn('wasm'), expected)).toBeLessThan(1e-4)
  }
)
