import * as tf from '@tensorflow/tfjs-core'
import type { BackendTimes } from '../../contract/contract'
import { gru, lstm } from '../../nn/recurrent'

/** Large enough to tell backends apart, small enough for plain JavaScript to do each once within a fifth of a second. */
const [BATCH, TIME, INPUTS, UNITS] = [16, 20, 32, 48] as const
const SIDE = 160 // of the product's matrices

/** The first run waits for threads and compilers: three at least, as long as they do not take too long in all (milliseconds). */
const FEWEST_RUNS = 3
const ENOUGH = 80
const TOO_LONG = 250

/**
 * Times the backend in force at three small tasks: an LSTM and a GRU, forward and backward, and a product of matrices. The shortest of a few
 * runs counts. A quarter of a second a task at most, unless one run takes longer; other work goes on between runs.
 */
export async function measure(): Promise<BackendTimes> {
  return { lstm: await shortest(trainLstm), gru: await shortest(trainGru), product: await shortest(multiply) }
}

/** @param task reads its result, so that it cannot end before the work is done */
async function shortest(task: () => void): Promise<number> {
  const started = performance.now()
  let best = Infinity
  let elapsed = 0
  for (let run = 1; elapsed < (run > FEWEST_RUNS ? ENOUGH : TOO_LONG); run++) {
    const start = performance.now()
    tf.tidy(task)
    const end = performance.now()
    best = Math.min(best, end - start)
    elapsed = end - started
    await new Promise((resolve) => setImmediate(resolve))
  }
  return Math.round(best * 100) / 100
}

const trainLstm = () => train(4, (weights) => lstm(weights).states)
const trainGru = () =>
  train(3, (weights) => gru({ ...weights, recurrentBias: tf.zeros<tf.Rank.R1>([3 * UNITS]) }).states)

interface Weights {
  x: tf.Tensor3D
  kernel: tf.Tensor2D
  recurrent: tf.Tensor2D
  bias: tf.Tensor1D
}

function train(gates: number, run: (weights: Weights) => tf.Tensor): void {
  const given = [
    tf.fill([BATCH, TIME, INPUTS], 0.1),
    tf.fill([INPUTS, gates * UNITS], 0.05),
    tf.fill([UNITS, gates * UNITS], 0.05),
    tf.fill([gates * UNITS], 0.01)
  ]
  const gradients = tf.grads((...[x, kernel, recurrent, bias]: tf.Tensor[]) =>
    tf.sum(run({ x, kernel, recurrent, bias } as Weights))
  )(given)
  for (const gradient of gradients) gradient.dataSync()
}

function multiply(): void {
  tf.matMul(tf.fill<tf.Rank.R2>([SIDE, SIDE], 0.1), tf.fill<tf.Rank.R2>([SIDE, SIDE], 0.1)).dataSync()
}
