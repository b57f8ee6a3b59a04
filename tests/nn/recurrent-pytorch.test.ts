import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { gru, lstm, rnn } from '../../src-main/nn/recurrent'
import fixture from '../fixtures/nn/recurrent-pytorch.json'
import { distance, onEachBackend } from './backends'

/** Single precision against PyTorch's double. */
const TOLERANCE = 1e-5

interface Entry {
  shape: number[]
  data: number[]
}
interface Direction {
  inputs: Record<string, Entry>
  gradients: Record<string, Entry>
  dLast: Entry
  last: Entry
  dLastCell?: Entry
  lastCell?: Entry
}
interface PytorchCase {
  label: string
  kind: 'rnn' | 'gru' | 'lstm'
  lengths: number[] | null
  x: Entry
  dStates: Entry
  states: Entry
  dx: Entry
  directions: Direction[]
}

const CASES = fixture.cases as unknown as PytorchCase[]
const tensor = ({ shape, data }: Entry) => tf.tensor(data, shape)

/** 1 for the steps that a sequence has, 0 beyond. */
const readSteps = (length: number, time: number) =>
  Array.from({ length: time }, (_, t) => (t < length ? 1 : 0))

/** All directions of a layer, their states side by side; the second reads backwards. */
function runLayer(
  { kind, lengths }: PytorchCase,
  x: tf.Tensor3D,
  inputs: Record<string, tf.Tensor>[]
): { states: tf.Tensor; ends: { last: tf.Tensor; lastCell?: tf.Tensor }[] } {
  const time = x.shape[1]
  const mask = lengths && tf.tensor2d(lengths.map((length) => readSteps(length, time)))
  const results = inputs.map((given, d) => {
    const options = { ...given, x, mask, reverse: d === 1 } as unknown as Parameters<typeof lstm>[0]
    const ends: { states: tf.Tensor; last: tf.Tensor; lastCell?: tf.Tensor } = { rnn, gru, lstm }[kind](
      options
    )
    return ends
  })
  const states = tf.concat(
    results.map(({ states }) => states),
    2
  )
  // PyTorch puts out zeros beyond a sequence's end, Keras and we the state again.
  return { states: mask ? tf.mul(states, tf.expandDims(mask, 2)) : states, ends: results }
}

onEachBackend('PyTorch (tests/fixtures/nn/recurrent-pytorch.py)', () => {
  test.each(CASES)('has the same outputs and gradients: $label', (given) => {
    tf.tidy(() => {
      const names = Object.keys(given.directions[0]!.inputs)
      const tensors = [
        tensor(given.x),
        ...given.directions.flatMap(({ inputs }) => names.map((name) => tensor(inputs[name]!)))
      ]
      const run = ([x, ...weights]: tf.Tensor[]) =>
        runLayer(
          given,
          x as tf.Tensor3D,
          given.directions.map((_, d) =>
            Object.fromEntries(names.map((name, i) => [name, weights[d * names.length + i]!]))
          )
        )
      const close = (actual: tf.Tensor, expected: Entry, name: string) => {
        expect(actual.shape, name).toEqual(expected.shape)
        expect(distance(actual.dataSync(), expected.data), name).toBeLessThan(TOLERANCE)
      }
      const { states, ends } = run(tensors)
      close(states, given.states, 'states')
      given.directions.forEach(({ last, lastCell }, d) => {
        close(ends[d]!.last, last, `last of direction ${d}`)
        if (lastCell) close(ends[d]!.lastCell!, lastCell, `last cell of direction ${d}`)
      })
      const weigh = (y: tf.Tensor, d: Entry) => tf.sum(tf.mul(y, tensor(d)))
      const gradients = tf.grads((...args: tf.Tensor[]) => {
        const { states, ends } = run(args)
        const flowing = given.directions.flatMap(({ dLast, dLastCell }, d) => [
          weigh(ends[d]!.last, dLast),
          ...(dLastCell ? [weigh(ends[d]!.lastCell!, dLastCell)] : [])
        ])
        return tf.addN([weigh(states, given.dStates), ...flowing])
      })(tensors)
      close(gradients[0]!, given.dx, 'gradient of x')
      given.directions.forEach((direction, d) =>
        names.forEach((name, i) =>
          close(
            gradients[1 + d * names.length + i]!,
            direction.gradients[name]!,
            `gradient of ${name} of direction ${d}`
          )
        )
      )
    })
  })
})
