import { expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { openRecurrentStream, type StreamSpec } from '../../../src-main/nn/recurrent-stream'
import { gruForward } from '../../../src-main/nn/reference/gru'
import { lstmForward } from '../../../src-main/nn/reference/lstm'
import { rnnForward } from '../../../src-main/nn/reference/rnn'
import { distance, onEachBackend } from '../backends'

const [INPUTS, UNITS, TIME] = [7, 21, 11]
const random = createRandom(3)
const normal = (size: number) => Float32Array.from({ length: size }, () => random.normal() * 0.5)
const weights = (gates: number) => ({
  inputs: INPUTS,
  units: UNITS,
  kernel: normal(INPUTS * gates * UNITS),
  recurrent: normal(UNITS * gates * UNITS),
  bias: normal(gates * UNITS)
})
const SPECS: [string, StreamSpec][] = [
  ['RNN', { cell: 'rnn', ...weights(1) }],
  ['GRU, reset before', { cell: 'gru', gateActivation: 'sigmoid', ...weights(3) }],
  [
    'GRU, reset after',
    { cell: 'gru', gateActivation: 'hardSigmoid', recurrentBias: normal(3 * UNITS), ...weights(3) }
  ],
  ['LSTM', { cell: 'lstm', gateActivation: 'sigmoid', ...weights(4) }]
]

/** All at once, in double precision. */
function wholeStates(spec: StreamSpec, x: Float32Array): Float64Array {
  const double = (values: Float32Array) => Float64Array.from(values)
  const shared = {
    sizes: { batch: 1, time: x.length / INPUTS, inputs: INPUTS, units: UNITS },
    ...{
      x: double(x),
      kernel: double(spec.kernel),
      recurrent: double(spec.recurrent),
      bias: double(spec.bias)
    },
    ...{ state: new Float64Array(UNITS), mask: undefined, reverse: false }
  }
  if (spec.cell === 'rnn') return rnnForward(shared).states
  const { gateActivation } = spec
  if (spec.cell === 'lstm')
    return lstmForward({ ...shared, cell: new Float64Array(UNITS), gateActivation }).states
  const recurrentBias = spec.recurrentBias && double(spec.recurrentBias)
  return gruForward({
    ...shared,
    recurrentBias,
    variant: recurrentBias ? 'reset-after' : 'reset-before',
    gateActivation
  }).states
}

onEachBackend('a recurrent layer on a stream', () => {
  test.each(SPECS)('%s: pieces give what the whole gives', (_, spec) => {
    const x = normal(TIME * INPUTS)
    const expected = wholeStates(spec, x)
    const stream = openRecurrentStream(spec)
    for (const pieces of [[1, 1, 4, 1, 3, 1], [11], [2, 9]]) {
      stream.reset()
      let at = 0
      for (const steps of pieces) {
        const states = stream.push(x.subarray(at * INPUTS, (at + steps) * INPUTS))
        expect(distance(states, expected.subarray(at * UNITS, (at + steps) * UNITS))).toBeLessThan(1e-5)
        at += steps
      }
    }
    stream.close()
  })

  test('goes on from where it was, also beside another', () => {
    const spec = SPECS[3]![1]
    const [one, other] = [openRecurrentStream(spec), openRecurrentStream(spec)]
    const x = normal(TIME * INPUTS)
    one.push(x)
    const before = one.state()
    const first = Float32Array.from(one.push(x.subarray(0, INPUTS)))
    other.push(normal(INPUTS * 40))
    one.restore(before)
    expect(distance(one.push(x.subarray(0, INPUTS)), first)).toBeLessThan(1e-6)
    other.restore(before)
    expect(distance(other.push(x.subarray(0, INPUTS)), first)).toBeLessThan(1e-6)
    one.close()
    other.close()
  })

  test('says what does not fit', () => {
    const spec = SPECS[1]![1]
    expect(() => openRecurrentStream({ ...spec, bias: normal(5) })).toThrow(
      `'bias' must hold ${3 * UNITS} numbers, not 5`
    )
    const stream = openRecurrentStream(spec)
    expect(() => stream.push(normal(INPUTS + 1))).toThrow('whole steps of 7 numbers, not 8')
    stream.close()
  })
})
