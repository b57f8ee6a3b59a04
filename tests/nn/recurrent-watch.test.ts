import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, expect, test } from 'vitest'
import { gru, lstm, rnn } from '../../src-main/nn/recurrent'
import { watchRecurrent, type RecurrentCall } from '../../src-main/nn/recurrent-watch'

beforeAll(() => tf.setBackend('cpu'))

const weights = (inputs: number, units: number, gates: number) => ({
  kernel: tf.fill<tf.Rank.R2>([inputs, gates * units], 0.1),
  recurrent: tf.fill<tf.Rank.R2>([units, gates * units], 0.2),
  bias: tf.zeros<tf.Rank.R1>([gates * units])
})

/** What was shown of each call, out of tensors. */
function shownOf(run: () => void) {
  const calls: { cell: string; reverse: boolean; states: number[]; before: number }[] = []
  const keep = ({ cell, reverse, states, before }: RecurrentCall) =>
    calls.push({ cell, reverse, states: [...states.dataSync()], before: before.length })
  watchRecurrent(keep, () => tf.tidy(run))
  return calls
}

test('every call of a layer is shown, with the states that it gives', () => {
  let states: number[][] = []
  const calls = shownOf(() => {
    const x = tf.ones<tf.Rank.R3>([1, 4, 2])
    const all = [
      rnn({ x, ...weights(2, 3, 1) }),
      gru({ x, ...weights(2, 3, 3), recurrentBias: tf.zeros<tf.Rank.R1>([9]) }),
      lstm({ x, ...weights(2, 3, 4), reverse: true })
    ]
    states = all.map((each) => [...each.states.dataSync()])
  })
  expect(calls.map(({ cell, reverse, before }) => [cell, reverse, before])).toEqual([
    ['rnn', false, 1],
    ['gru-reset-after', false, 1],
    ['lstm', true, 2]
  ])
  expect(calls.map((call) => call.states)).toEqual(states)
})

test('nobody is shown anything afterwards, also where something is thrown', () => {
  const calls: RecurrentCall[] = []
  expect(() =>
    watchRecurrent(
      (call) => calls.push(call),
      () => {
        throw new Error('no')
      }
    )
  ).toThrow('no')
  tf.tidy(() => {
    rnn({ x: tf.ones<tf.Rank.R3>([1, 2, 2]), ...weights(2, 3, 1) })
  })
  expect(calls).toEqual([])
})
