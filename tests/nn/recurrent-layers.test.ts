import * as tf from '@tensorflow/tfjs-core'
import {
  input,
  layers,
  loadLayersModel,
  model,
  sequential,
  type LayersModel,
  type SymbolicTensor
} from '@tensorflow/tfjs-layers'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { gruLayer, lstmLayer, rnnLayer, type RecurrentLayer } from '../../src-main/nn/recurrent-layers'
import { distance, onEachBackend } from './backends'

/** Two ways to compute the same in single precision. */
const TOLERANCE = 1e-5
const [BATCH, TIME, INPUTS, UNITS] = [3, 5, 4, 6]

interface Config {
  units: number
  name?: string
  recurrentActivation?: 'sigmoid' | 'hardSigmoid'
  activation?: 'relu' | 'tanh'
  returnSequences?: boolean
  returnState?: boolean
  goBackwards?: boolean
  stateful?: boolean
  useBias?: boolean
  dropout?: number
  resetAfter?: boolean
}
type Layer = RecurrentLayer
type Make = (config: Config) => Layer

/** tfjs-layers' own layer, and ours. */
const PAIRS: { name: string; keras: Make; ours: Make }[] = [
  { name: 'SimpleRNN', keras: (config) => layers.simpleRNN(config), ours: rnnLayer },
  { name: 'GRU', keras: (config) => layers.gru(config), ours: gruLayer },
  { name: 'LSTM', keras: (config) => layers.lstm(config), ours: lstmLayer }
]

function numbers(shape: readonly number[], seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.6 * random.normal())
}
const normal = (shape: readonly number[], seed: number) => tf.tensor(numbers(shape, seed), [...shape])

/** A batch whose later sequences end early, in zeros. */
function padded(): tf.Tensor {
  const data = numbers([BATCH, TIME, INPUTS], 9)
  for (let b = 1; b < BATCH; b++) data.fill(0, ((b + 1) * TIME - b * 2) * INPUTS, (b + 1) * TIME * INPUTS)
  return tf.tensor(data, [BATCH, TIME, INPUTS])
}

/** The same weights for every model of the same shapes. */
function fill(network: LayersModel): LayersModel {
  tf.tidy(() => network.setWeights(network.getWeights().map(({ shape }, i) => normal(shape, i))))
  return network
}

function predict(network: LayersModel, x: tf.Tensor): Float32Array {
  return tf.tidy(() => {
    const outputs = [network.predict(x)].flat()
    return tf.concat(outputs.map((output) => tf.reshape(output, [-1]))).dataSync<'float32'>()
  })
}

const alone = (layer: Layer, masked = false) => {
  const x = input({ shape: [TIME, INPUTS] })
  const seen = masked ? layers.masking({ maskValue: 0 }).apply(x) : x
  return fill(model({ inputs: x, outputs: layer.apply(seen) as SymbolicTensor }))
}

async function save(network: LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = structuredClone(artifacts)
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } })
    })
  )
  return saved!
}

const classOf = (layer: unknown) =>
  (layer as Layer).constructor as tf.serialization.SerializableConstructor<tf.serialization.Serializable>

/** Reads as a program does that never heard of our layers: the originals stand in the registry meanwhile. */
async function loadInKeras(artifacts: tf.io.ModelArtifacts): Promise<LayersModel> {
  for (const { keras } of PAIRS) tf.serialization.registerClass(classOf(keras({ units: 1 })))
  try {
    return await loadLayersModel(tf.io.fromMemory(artifacts))
  } finally {
    for (const { ours } of PAIRS) tf.serialization.registerClass(classOf(ours({ units: 1 })))
  }
}

const CONFIGS: Omit<Config, 'units'>[] = [
  {},
  { returnSequences: true, recurrentActivation: 'sigmoid' },
  { returnSequences: true, goBackwards: true },
  { returnState: true, goBackwards: true, recurrentActivation: 'sigmoid' },
  { returnSequences: true, returnState: true, useBias: false },
  { returnSequences: true, activation: 'relu' }
]

onEachBackend('recurrent layers', () => {
  describe.each(PAIRS)('$name', ({ name, keras, ours }) => {
    test.each(CONFIGS)("computes what tfjs-layers' own computes: %o", (config) => {
      for (const masked of [false, true]) {
        const [original, fused] = [keras, ours].map((make) =>
          alone(make({ units: UNITS, ...config }), masked)
        )
        const x = padded()
        const expected = predict(original!, x)
        expect(distance(predict(fused!, x), expected), `masked: ${masked}`).toBeLessThan(TOLERANCE)
        expect(new Set(expected).size).toBeGreaterThan(UNITS)
        x.dispose()
      }
    })

    test("has tfjs-layers' gradients", () => {
      const gradientsOf = (network: LayersModel) =>
        tf.tidy(() => {
          const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable)
          const loss = () => tf.sum<tf.Scalar>(tf.square(network.apply(padded()) as tf.Tensor))
          const { grads } = tf.variableGrads(loss, variables)
          return variables.map((variable) => grads[variable.name]!.dataSync())
        })
      const config = { units: UNITS, returnSequences: true, goBackwards: true }
      const [expected, actual] = [keras, ours].map((make) => gradientsOf(alone(make(config), true)))
      expected!.forEach((values, i) => expect(distance(actual![i]!, values)).toBeLessThan(TOLERANCE))
      expect(expected).toHaveLength(3)
    })

    test('is exchanged with tfjs-layers as JSON and weights, both ways, also inside Bidirectional', async () => {
      const build = (make: Make) =>
        fill(
          sequential({
            layers: [
              layers.bidirectional({
                layer: make({ units: UNITS, name: 'both', returnSequences: true }),
                inputShape: [TIME, INPUTS]
              }),
              make({ units: 3, name: 'last', recurrentActivation: 'sigmoid' })
            ]
          })
        )
      const x = normal([BATCH, TIME, INPUTS], 9)
      const own = build(ours)
      const written = await save(own)
      const inKeras = await loadInKeras(written)
      expect(distance(predict(own, x), predict(inKeras, x))).toBeLessThan(TOLERANCE)
      const isOurs = (network: LayersModel) => {
        const { forwardLayer } = network.layers[0] as unknown as { forwardLayer: Layer }
        return [forwardLayer, network.layers[1]].map(
          (layer) => classOf(layer) === classOf(ours({ units: 1 }))
        )
      }
      expect(isOurs(own)).toEqual([true, true])
      expect(isOurs(inKeras)).toEqual([false, false])
      const again = await loadLayersModel(tf.io.fromMemory(await save(inKeras)))
      expect(isOurs(again)).toEqual([true, true])
      expect(predict(again, x)).toEqual(predict(own, x))
      expect(JSON.stringify(written.modelTopology)).toContain(`"class_name":"${name}"`)
      expect((await save(again)).weightSpecs).toEqual(written.weightSpecs)
    })

    test('takes initial states, as tensors or as inputs of a model', () => {
      const count = name === 'LSTM' ? 2 : 1
      const states = Array.from({ length: count }, (_, i) => normal([BATCH, UNITS], 20 + i))
      const x = normal([BATCH, TIME, INPUTS], 9)
      const results = [keras, ours].map((make) => {
        const asModel = make({ units: UNITS })
        const symbols = [input({ shape: [TIME, INPUTS] }), ...states.map(() => input({ shape: [UNITS] }))]
        const network = fill(model({ inputs: symbols, outputs: asModel.apply(symbols) as SymbolicTensor }))
        return [network.predict([x, ...states]), asModel.apply(x, { initialState: states })].map((output) =>
          (output as tf.Tensor).dataSync()
        )
      })
      const [expected, actual] = results
      expect(distance(actual![0]!, expected![0]!)).toBeLessThan(TOLERANCE)
      expect(actual![1]).toEqual(actual![0])
      const layer = ours({ units: UNITS })
      layer.apply(x)
      expect(() => layer.apply(x, { initialState: [...states, states[0]!] })).toThrow(
        `RNN Layer has ${count} state(s) but was passed ${count + 1} initial state(s)`
      )
    })

    test('carries its state from call to call where it is stateful', () => {
      const run = (make: Make) => {
        const layer = make({ units: UNITS, stateful: true })
        const network = sequential()
        network.add(layers.inputLayer({ batchInputShape: [BATCH, TIME, INPUTS] }))
        network.add(layer)
        fill(network)
        const x = normal([BATCH, TIME, INPUTS], 9)
        const first = predict(network, x)
        const second = predict(network, x)
        const before = tf.memory().numTensors
        predict(network, x)
        expect(tf.memory().numTensors).toBe(before)
        layer.resetStates()
        expect(predict(network, x)).toEqual(first)
        expect(second).not.toEqual(first)
        return second
      }
      expect(distance(run(ours), run(keras))).toBeLessThan(TOLERANCE)
    })

    test('drops while training only, as tfjs-layers does it', () => {
      const network = alone(ours({ units: UNITS, dropout: 0.5 }))
      const x = normal([BATCH, TIME, INPUTS], 9)
      const apply = (training: boolean) => (network.apply(x, { training }) as tf.Tensor).dataSync()
      const plain = apply(false)
      expect(distance(plain, predict(alone(keras({ units: UNITS })), x))).toBeLessThan(TOLERANCE)
      expect(distance(apply(true), plain)).toBeGreaterThan(0.01)
      expect(apply(true)).not.toEqual(apply(true))
    })

    test('leaves no tensor behind but its output', () => {
      const network = alone(ours({ units: UNITS, returnSequences: true }), true)
      const x = normal([BATCH, TIME, INPUTS], 9)
      predict(network, x) // the first time, the model keeps what it computes of its own shape
      const before = tf.memory().numTensors
      predict(network, x)
      expect(tf.memory().numTensors).toBe(before)
    })
  })

  describe('GRU with the reset gate after the recurrent product', () => {
    const config = { units: UNITS, resetAfter: true, returnSequences: true }

    test('steps as its own cell does', () => {
      for (const recurrentActivation of ['sigmoid', 'hardSigmoid'] as const) {
        const network = alone(gruLayer({ ...config, recurrentActivation }), true)
        const { cell } = gruLayer({ ...config, recurrentActivation })
        const stepped = layers.rnn({ cell, returnSequences: true })
        const x = input({ shape: [TIME, INPUTS] })
        const outputs = stepped.apply(layers.masking({ maskValue: 0 }).apply(x)) as SymbolicTensor
        const expected = predict(fill(model({ inputs: x, outputs })), padded())
        expect(distance(predict(fill(network), padded()), expected)).toBeLessThan(TOLERANCE)
        expect(new Set(expected).size).toBeGreaterThan(UNITS)
      }
    })

    test('is written as Keras writes it, and read back to the same bits, also inside Bidirectional', async () => {
      const network = fill(
        sequential({
          layers: [
            layers.bidirectional({ layer: gruLayer(config), inputShape: [TIME, INPUTS] }),
            gruLayer({ ...config, useBias: false })
          ]
        })
      )
      const artifacts = await save(network)
      const topology = JSON.stringify(artifacts.modelTopology)
      expect(topology.match(/"reset_after":true/g)).toHaveLength(2)
      expect(artifacts.weightSpecs!.map(({ shape }) => shape)).toContainEqual([2, 3 * UNITS])
      const x = normal([BATCH, TIME, INPUTS], 9)
      const again = await loadLayersModel(tf.io.fromMemory(artifacts))
      expect(predict(again, x)).toEqual(predict(network, x))
      await expect(loadInKeras(artifacts)).rejects.toThrow('reset_after')
    })

    test('drops while training only', () => {
      const network = alone(gruLayer({ ...config, dropout: 0.5, recurrentDropout: 0.3 }))
      const x = normal([BATCH, TIME, INPUTS], 9)
      const apply = (training: boolean) => (network.apply(x, { training }) as tf.Tensor).dataSync()
      expect(apply(false)).toEqual(predict(alone(gruLayer(config)), x))
      expect(distance(apply(true), apply(false))).toBeGreaterThan(0.01)
      expect(apply(true)).not.toEqual(apply(true))
    })
  })

  test("begins with Keras's orthogonal recurrent weights, and from the same seed with the same", () => {
    const weightsOf = (recurrentInitializer?: unknown) => {
      const layer = lstmLayer({ units: UNITS, recurrentInitializer: recurrentInitializer as 'orthogonal' })
      layer.build([null, TIME, INPUTS])
      return layer.getWeights()[1]!
    }
    const seeded = (seed: number) => weightsOf({ className: 'Orthogonal', config: { seed, gain: 2 } })
    const gram = (weights: tf.Tensor) =>
      tf.tidy(() => tf.matMul(weights as tf.Tensor2D, weights as tf.Tensor2D, false, true).dataSync())
    const identity = tf.tidy(() => tf.eye(UNITS).dataSync())
    expect(distance(gram(weightsOf()), identity)).toBeLessThan(TOLERANCE)
    expect(weightsOf().dataSync()).not.toEqual(weightsOf().dataSync())
    expect(
      distance(
        gram(seeded(5)),
        identity.map((value) => 4 * value)
      )
    ).toBeLessThan(TOLERANCE)
    expect(seeded(5).dataSync()).toEqual(seeded(5).dataSync())
    expect(seeded(5).dataSync()).not.toEqual(seeded(6).dataSync())
  })
})
