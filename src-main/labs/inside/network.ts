import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { gru, lstm, rnn, type RecurrentOptions } from '../../nn/recurrent'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import { writeWeights, type Variables } from '../../nn/weights'
import { passesOf, passName, weightsOf, type NetworkShape } from './shape'
import type { Example, Task } from './tasks'

/** Sequences of one length side by side. */
export interface Batch {
  /** [batch, time, inputs] */
  x: tf.Tensor3D
  /** [batch, time] */
  targets: tf.Tensor2D
  /** [batch, time] of 0 and 1 */
  counts: tf.Tensor2D
}

/** The same network as exact.ts computes, on the kernels, for whole batches. */
export interface Network {
  variables: Variables
  /** [batch, time, outputs] */
  scores(x: tf.Tensor3D): tf.Tensor3D
  /** h of every pass [batch, time, units], in the order of a trace's. The caller disposes them. */
  states(x: tf.Tensor3D): tf.Tensor3D[]
  /** Mean over the steps that count. */
  loss(batch: Batch, task: Task): tf.Scalar
  dispose(): void
}

/** Throws ArtifactError where a tensor is missing or has another shape. */
export function createNetwork(shape: NetworkShape, tensors: readonly NamedTensor[]): Network {
  const variables: Variables = {}
  for (const { name, shape: size } of weightsOf(shape))
    variables[name] = tf.tidy(() => tf.variable(tf.zeros(size)))
  const dispose = () => tf.dispose(variables)
  try {
    writeWeights(variables, tensors)
  } catch (error) {
    dispose()
    throw error
  }
  const layersOf = (x: tf.Tensor3D) => {
    const layers: tf.Tensor3D[][] = []
    let below = x
    for (let layer = 0; layer < shape.layers; layer++) {
      const states = passesOf(shape.direction).map((pass) =>
        runPass(shape, variables, { layer, pass, x: below })
      )
      layers.push(states)
      below = states.length === 1 ? states[0]! : tf.concat(states, 2)
    }
    return { layers, top: below }
  }
  const scores = (x: tf.Tensor3D) =>
    tf.tidy(() => {
      const { top } = layersOf(x)
      const [batch, time, width] = top.shape
      const flat = tf.matMul(tf.reshape<tf.Rank.R2>(top, [batch * time, width]), variables['head/kernel']!)
      return tf.reshape<tf.Rank.R3>(tf.add(flat, variables['head/bias']!), [batch, time, shape.outputs])
    })
  return {
    variables,
    scores,
    states: (x) => tf.tidy(() => layersOf(x).layers.flat()),
    loss: ({ x, targets, counts }, task) =>
      tf.tidy(() => {
        const given = scores(x)
        if (task.kind === 'classes')
          return sequenceCrossEntropy({ logits: given, labels: targets, mask: counts })
        const errors = tf.mul(tf.square(tf.sub(tf.squeeze(given, [2]), targets)), counts)
        return tf.div<tf.Scalar>(tf.sum(errors), tf.sum(counts))
      }),
    dispose
  }
}

/** Lays examples of one length side by side. The caller disposes what is returned. */
export function layBatch(examples: readonly Example[], inputs: number): Batch {
  const time = examples[0]!.targets.length
  const joined = (pick: (example: Example) => Float32Array, width: number) => {
    const data = new Float32Array(examples.length * time * width)
    examples.forEach((example, i) => data.set(pick(example), i * time * width))
    return data
  }
  return {
    x: tf.tensor3d(
      joined(({ x }) => x, inputs),
      [examples.length, time, inputs]
    ),
    targets: tf.tensor2d(
      joined(({ targets }) => targets, 1),
      [examples.length, time]
    ),
    counts: tf.tensor2d(
      joined(({ counts }) => counts, 1),
      [examples.length, time]
    )
  }
}

function runPass(
  { cell }: NetworkShape,
  variables: Variables,
  { layer, pass, x }: { layer: number; pass: 'forward' | 'reverse'; x: tf.Tensor3D }
): tf.Tensor3D {
  const own = (name: string) => variables[`${passName(layer, pass)}/${name}`]
  const given: RecurrentOptions = {
    x,
    kernel: own('kernel') as tf.Tensor2D,
    recurrent: own('recurrent') as tf.Tensor2D,
    bias: own('bias') as tf.Tensor1D,
    reverse: pass === 'reverse'
  }
  if (cell === 'rnn') return rnn(given).states
  if (cell === 'lstm') return lstm(given).states
  return gru({ ...given, recurrentBias: own('recurrent bias') as tf.Tensor1D | undefined }).states
}
