import * as tf from '@tensorflow/tfjs-core'
import { createCourseModel } from '../../../src-main/labs/trigger/course-model'
import { createAdam } from '../../../src-main/nn/adam'
import { rememberForAttention } from '../../../src-main/nn/additive-attention'
import { attentiveLstm } from '../../../src-main/nn/attentive-lstm'
import { lstm } from '../../../src-main/nn/recurrent'
import { sequenceCrossEntropy } from '../../../src-main/nn/sequence-cross-entropy'
import type { Variables } from '../../../src-main/nn/weights'
import { drawSymbols, drawWeights, runLayer, type Prepared } from './cadenza'
import type { SequenceWork, TranslatorWork, TriggerWork } from './cases'

/** What is learned: variables by name, and a loss that depends on them. */
interface Task {
  variables: Variables
  loss: () => tf.Scalar
  /** Everything else that it holds. */
  data: tf.Tensor[]
}

/** A whole training step as the labs take one: gradients of all variables, Adam, the loss read. */
export function prepareTraining(work: SequenceWork | TriggerWork | TranslatorWork): Prepared {
  const { variables, loss, data } =
    work.network === 'sequence'
      ? sequence(work)
      : work.network === 'trigger'
        ? trigger(work)
        : translator(work)
  const adam = createAdam(variables, { learningRate: 1e-3 })
  return {
    run: () =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, Object.values(variables))
        adam.step(
          Object.fromEntries(
            Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!])
          )
        )
        value.dataSync()
      }),
    dispose() {
      adam.dispose()
      tf.dispose([variables, data])
    }
  }
}

/** Variables from tensors, which go; their names by place. */
function learned(tensors: Record<string, tf.Tensor | tf.Tensor[]>): {
  variables: Variables
  of: (name: string) => tf.Variable[]
} {
  const groups = new Map<string, tf.Variable[]>()
  for (const [name, group] of Object.entries(tensors)) {
    groups.set(
      name,
      [group].flat().map((tensor) => tf.variable(tensor))
    )
    tf.dispose(group)
  }
  const variables = Object.fromEntries(
    [...groups].flatMap(([name, group]) => group.map((variable, i) => [`${name}/${i}`, variable]))
  )
  return { variables, of: (name) => groups.get(name)! }
}

const oneHot = (symbols: tf.Tensor2D, classes: number) =>
  tf.tidy(() => tf.cast<tf.Tensor3D>(tf.oneHot(symbols, classes) as tf.Tensor3D, 'float32'))

function dense(x: tf.Tensor, [kernel, bias]: tf.Tensor[]): tf.Tensor {
  const a = tf.reshape<tf.Rank.R2>(x, [-1, x.shape.at(-1)!])
  const y = tf.fused.matMul({ a, b: kernel as tf.Tensor2D, bias: bias! })
  return tf.reshape(y, [...x.shape.slice(0, -1), -1])
}

const drawDense = (inputs: number, units: number) => [
  tf.randomUniform([inputs, units], -0.1, 0.1),
  tf.zeros([units])
]

function sequence({ cell, layers, batch, time, inputs, units }: SequenceWork): Task {
  const names = Array.from({ length: layers }, (_, i) => `layer ${i}`)
  const weights = names.map((name, i) => [name, drawWeights(cell, i === 0 ? inputs : units, units)] as const)
  const { variables, of } = learned({
    ...Object.fromEntries(weights),
    dense: drawDense(units, inputs)
  })
  const symbols = drawSymbols([batch, time], inputs)
  const x = oneHot(symbols, inputs)
  return {
    variables,
    data: [x, symbols],
    loss() {
      const states = names.reduce((y, name) => runLayer(cell, y, of(name)).states, x)
      return sequenceCrossEntropy({ logits: dense(states, of('dense')) as tf.Tensor3D, labels: symbols })
    }
  }
}

/** The lab's own network and loss; its GRUs reset before the product, as the course's. */
function trigger({ batch, frames, bins, filters, units }: TriggerWork): Task {
  const { network, dropout } = createCourseModel(0, { filters, units, frames })
  const variables = Object.fromEntries(
    network.trainableWeights.map((weight) => [weight.originalName, weight.read() as tf.Variable])
  )
  const x = tf.randomNormal([batch, frames, bins])
  const steps = network.outputs[0]!.shape[1]!
  const y = tf.tidy(() => tf.cast(tf.less(tf.randomUniform([batch, steps, 1]), 0.1), 'float32'))
  return {
    variables,
    data: [x, y, ...network.weights.map((weight) => weight.read())],
    loss() {
      dropout.seed++
      const p = tf.clipByValue(network.apply(x, { training: true }) as tf.Tensor3D, 1e-6, 1 - 1e-6)
      const terms = tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p))))
      return tf.neg<tf.Scalar>(tf.mean(terms))
    }
  }
}

function translator(work: TranslatorWork): Task {
  const { batch, time, vocab, encoder, attention, units, outputs, classes } = work
  const { variables, of } = learned({
    forwards: drawWeights('lstm', vocab, encoder),
    backwards: drawWeights('lstm', vocab, encoder),
    keys: drawDense(2 * encoder, attention),
    query: tf.randomUniform([units, attention], -0.1, 0.1),
    energy: drawDense(attention, 1),
    writer: drawWeights('lstm', 2 * encoder, units),
    dense: drawDense(units, classes)
  })
  const symbols = drawSymbols([batch, time], vocab)
  const x = oneHot(symbols, vocab)
  const labels = drawSymbols([batch, outputs], classes)

  const read = (name: string, reverse: boolean) => {
    const [kernel, recurrent, bias] = of(name) as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]
    return lstm({ x, kernel, recurrent, bias, reverse }).states
  }
  return {
    variables,
    data: [x, symbols, labels],
    loss() {
      const values = tf.concat([read('forwards', false), read('backwards', true)], 2) // [batch, time, 2·encoder]
      const [memory, bias] = of('keys') as unknown as [tf.Tensor2D, tf.Tensor1D]
      const [query] = of('query') as unknown as [tf.Tensor2D]
      const [score, scoreBias] = of('energy') as unknown as [tf.Tensor2D, tf.Tensor1D]
      const [kernel, recurrent, writerBias] = of('writer') as unknown as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor1D
      ]
      const looking = { memory, bias, query, score, scoreBias }
      const { states } = attentiveLstm({
        memory: rememberForAttention(looking, values),
        attention: looking,
        steps: outputs,
        ...{ kernel, recurrent, bias: writerBias }
      })
      const logits = dense(states, of('dense')) as tf.Tensor3D // [batch, outputs, classes]
      return sequenceCrossEntropy({ logits, labels })
    }
  }
}
