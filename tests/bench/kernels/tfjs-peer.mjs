/**
 * The tfjs-layers side of `npm run bench -- kernels`: TensorFlow.js as published, in a process of its own, because Cadenza changes kernels of
 * the backend that it runs on. Speaks as pytorch_peer.py does. Usage: tfjs-peer.mjs PACKAGE, the package that brings the backend.
 */
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { createInterface } from 'node:readline'
import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'

/** @import { SequenceWork, TranslatorWork, TriggerWork, Work } from './cases.ts' */
/** @typedef {{ run: () => Promise<unknown>, dispose: () => void }} Learning */

const WASM = '@tensorflow/tfjs-backend-wasm'
/** Drawing orthogonal matrices takes long and changes no time measured. */
const plain = { kernelInitializer: 'glorotUniform', recurrentInitializer: 'glorotUniform' }
const recurrent = /** @type {const} */ ({ ...plain, recurrentActivation: 'sigmoid', returnSequences: true })

/** @param {string} name */
async function load(name) {
  const brought = await import(name)
  if (name !== WASM) return brought.version?.['tfjs-node'] ?? 'unknown'
  brought.setWasmPaths(
    dirname(createRequire(import.meta.url).resolve(`${WASM}/package.json`)) + sep + 'dist' + sep
  )
  await tf.setBackend('wasm')
  return brought.version_wasm
}

/** @param {number[]} shape @param {number} classes */
const oneHot = (shape, classes) =>
  tf.tidy(() => tf.cast(tf.oneHot(tf.randomUniform(shape, 0, classes, 'int32'), classes), 'float32'))

/** @param {import('@tensorflow/tfjs-layers').Sequential} model @param {{ x: tf.Tensor, y: tf.Tensor, loss: string }} task @returns {Learning} */
function train(model, { x, y, loss }) {
  model.compile({ optimizer: 'adam', loss })
  return {
    run: () => model.trainOnBatch(x, y),
    dispose() {
      model.dispose()
      tf.dispose([x, y])
    }
  }
}

/** @param {SequenceWork} work @returns {Learning} */
function sequence({ cell, layers: depth, batch, time, inputs, units }) {
  const make = { rnn: layers.simpleRNN, gru: layers.gru, lstm: layers.lstm }[cell]
  const model = sequential()
  for (let i = 0; i < depth; i++)
    model.add(make({ ...recurrent, units, ...(i === 0 && { inputShape: [time, inputs] }) }))
  model.add(layers.dense({ units: inputs, activation: 'softmax' }))
  const symbols = () => oneHot([batch, time], inputs)
  return train(model, { x: symbols(), y: symbols(), loss: 'categoricalCrossentropy' })
}

/** @param {TriggerWork} work @returns {Learning} */
function trigger({ batch, frames, bins, filters, kernel, stride, units }) {
  if (!tf.getKernel('Conv2DBackpropFilter', tf.getBackend()))
    throw new Error(`no Conv2DBackpropFilter on ${tf.getBackend()}: it cannot train a convolution`)
  const drop = () => layers.dropout({ rate: 0.8 })
  const model = sequential({
    layers: [
      layers.conv1d({ inputShape: [frames, bins], filters, kernelSize: kernel, strides: stride }),
      layers.batchNormalization(),
      layers.activation({ activation: 'relu' }),
      drop(),
      layers.gru({ ...recurrent, units }),
      drop(),
      layers.batchNormalization(),
      layers.gru({ ...recurrent, units }),
      drop(),
      layers.batchNormalization(),
      drop(),
      layers.dense({ units: 1, activation: 'sigmoid' })
    ]
  })
  const steps = Math.floor((frames - kernel) / stride) + 1
  const y = tf.tidy(() => tf.cast(tf.less(tf.randomUniform([batch, steps, 1]), 0.1), 'float32'))
  return train(model, { x: tf.randomNormal([batch, frames, bins]), y, loss: 'binaryCrossentropy' })
}

/**
 * As the course writes it: the attention's dense layers see state and reading side by side. Its layers are applied to tensors one by one, and
 * the LSTM that writes is a cell: tfjs-layers can neither run a model that hands a layer its state twice nor train a layer on one step.
 * @param {TranslatorWork} work @returns {Learning}
 */
function translator({ batch, time, vocab, encoder, attention, units, outputs, classes }) {
  const reader = layers.bidirectional({
    layer: layers.lstm({ ...recurrent, units: encoder }),
    mergeMode: 'concat'
  })
  const repeat = layers.repeatVector({ n: time })
  const beside = layers.concatenate()
  const hidden = layers.dense({ units: attention, activation: 'tanh' })
  const energy = layers.dense({ units: 1, activation: 'relu' })
  const weigh = layers.dot({ axes: 1 })
  const writer = layers.lstmCell({ ...plain, units, recurrentActivation: 'sigmoid' })
  writer.build([batch, 2 * encoder])
  const dense = layers.dense({ units: classes })
  const [x, y] = [oneHot([batch, time], vocab), oneHot([outputs, batch], classes)]
  const logits = () => {
    const read = reader.apply(x) // [batch, time, 2·encoder]
    let [state, cell] = /** @type {any[]} */ ([tf.zeros([batch, units]), tf.zeros([batch, units])])
    const written = Array.from({ length: outputs }, () => {
      const seen = /** @type {any} */ (beside.apply([read, repeat.apply(state)]))
      const energies = /** @type {any} */ (energy.apply(/** @type {any} */ (hidden.apply(seen))))
      const weights = tf.expandDims(tf.softmax(tf.squeeze(energies, [2])), 2) // [batch, time, 1]
      const context = tf.squeeze(/** @type {any} */ (weigh.apply(/** @type {any} */ ([weights, read]))), [1])
      ;[, state, cell] = /** @type {any[]} */ (writer.call([context, state, cell], {})) // [batch, units]
      return dense.apply(state)
    })
    return tf.stack(/** @type {any} */ (written)) // [outputs, batch, classes]
  }
  tf.tidy(logits) // the layers make their weights when first applied
  const adam = tf.train.adam()
  const loss = () => /** @type {tf.Scalar} */ (tf.losses.softmaxCrossEntropy(y, logits()))
  return {
    run: async () => tf.tidy(() => /** @type {tf.Scalar} */ (adam.minimize(loss, true)).dataSync()),
    dispose() {
      tf.dispose([x, y])
      for (const layer of [reader, hidden, energy, writer, dense])
        for (const weight of layer.weights) weight.dispose() // a layer that was only called refuses to be disposed of
    }
  }
}

/** @param {Work} work @returns {Learning} */
function build(work) {
  if (work.kind !== 'training') throw new Error('only training steps are compared with tfjs-layers')
  if (work.network === 'sequence') return sequence(work)
  return work.network === 'trigger' ? trigger(work) : translator(work)
}

/**
 * Milliseconds of each run; see pytorch_peer.py.
 * @param {() => Promise<unknown>} run
 * @param {import('./peer-process.ts').MeasureRequest} request
 */
async function measure(run, { warmup, repeats, within }) {
  const began = performance.now()
  for (let i = 0; i < warmup; i++) await run()
  const times = []
  while (times.length < repeats && performance.now() - began < within * 1e3) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  return times.length > 0 ? times : [(performance.now() - began) / warmup]
}

/** @param {unknown} error */
const reasonOf = (error) => {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    ? 'not installed'
    : error.message.split('\n')[0]
}

/** @param {object} message */
const answer = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

console.log = console.info = console.error // standard output is for answers
try {
  const version = await load(/** @type {string} */ (process.argv[2]))
  answer({ ready: { version, vectors: tf.getBackend() } })
} catch (error) {
  answer({ error: reasonOf(error) })
  process.exit()
}
/** @type {Learning | undefined} */
let learning
let built = ''
for await (const line of createInterface({ input: process.stdin }))
  try {
    const request = JSON.parse(line)
    const wanted = JSON.stringify(request.case)
    if (built !== wanted || !learning) {
      learning?.dispose()
      learning = undefined
      learning = build(request.case)
      built = wanted
    }
    answer({ ms: await measure(learning.run, request) })
  } catch (error) {
    answer({ error: reasonOf(error) })
  }
