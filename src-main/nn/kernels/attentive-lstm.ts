import type * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import type { Argument } from './pool'
import { DEPTH, FLOAT, LINE, wideOf } from './sizes'

/** The LSTM with attention on the fused kernels (assembly/attentive-lstm.ts): the contract of ../attentive-lstm.ts. */

interface Call {
  batch: number
  steps: number
  /** Values, and what is put behind them. */
  inputs: number
  units: number
  sources: number
  size: number
  attention: number
  hard: boolean
  /** Address of an input; 0 where it is absent. */
  at: (name: string) => number
}

function readCall(fused: Fused, { inputs, attrs }: Parameters<tf.KernelFunc>[0]): Call {
  const given = inputs as Record<string, tf.TensorInfo | undefined>
  const [batch, sources, size] = given['values']!.shape as [number, number, number]
  const [units, attention] = given['query']!.shape as [number, number]
  const { steps, gateActivation } = attrs as unknown as { steps: number; gateActivation: string }
  return {
    ...{ batch, steps, sources, size, units, attention },
    inputs: given['kernel']!.shape[0]!,
    hard: gateActivation === 'hardSigmoid',
    at: (name) => (given[name] ? fused.at(given[name]) : 0)
  }
}

const fours = (n: number) => Math.ceil(n / 4) * 4

/** Floats of what the way back needs of each step: inputs, gates, cells, scores, and what was asked. */
function partsOf({ batch, steps, inputs, units, sources, attention }: Call): number[] {
  const wide = wideOf(units)
  const lines = [fours(inputs), 4 * wide, wide, fours(sources), wideOf(attention)]
  return lines.map((width) => batch * steps * width)
}

/** The arguments that both ways have in the same places. */
function sharedArguments(
  call: Call,
  places: { states: number; weights: number; reserve: number; work: number; dValues: number }
): Argument[] {
  const { batch, steps, inputs, units, sources, size, attention, hard, at } = call
  const parts = partsOf(call)
  const [x, gates, cells, scores, asked] = parts.map(
    (_, i) => places.reserve + FLOAT * parts.slice(0, i).reduce((sum, floats) => sum + floats, 0)
  )
  return [
    ...[x!, at('kernel'), at('recurrent'), at('state'), 0, places.states, batch, steps, inputs, units, 0],
    ...[places.work, gates!],
    ...[at('values'), at('keys'), at('score'), at('scoreBias'), places.dValues, sources, size, attention],
    ...[at('cell'), cells!, hard, at('query'), at('extra'), places.weights, scores!, asked!]
  ]
}

export function attentiveLstm(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, steps, inputs, units, sources, attention, at } = call
    const wide = wideOf(units)
    const stride = 4 * wide + wideOf(attention)
    const [states, last, lastCell, weights] = [
      fused.make([batch, steps, units]),
      fused.make([batch, units]),
      fused.make([batch, units]),
      fused.make([batch, steps, sources])
    ]
    const reserve = fused.make([1], FLOAT * partsOf(call).reduce((sum, floats) => sum + floats, 0))
    const packed = inputs * 4 * wide + (units + 1) * stride
    const ofEach = wide + stride + Math.max(units, inputs) + (attention + 1) * fours(sources)
    fused.run('attentiveLstmForward', (packed + batch * ofEach) * FLOAT, (work) => [
      ...sharedArguments(call, {
        states: fused.at(states),
        weights: fused.at(weights),
        reserve: fused.at(reserve),
        work,
        dValues: 0
      }),
      ...[at('bias'), at('closed'), fused.at(last), fused.at(lastCell)]
    ])
    return [states, last, lastCell, weights, reserve]
  }
}

export function attentiveLstmGradient(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, steps, inputs, units, sources, size, attention, at } = call
    const wide = wideOf(units)
    const stride = 4 * wide + wideOf(attention)
    const shapes = {
      dKernel: [inputs, 4 * units],
      dRecurrent: [units, 4 * units],
      dBias: [4 * units],
      dState: [batch, units],
      dCell: [batch, units],
      dKeys: [batch, sources, attention],
      dQuery: [units, attention],
      dScore: [attention, 1],
      ...(at('scoreBias') && { dScoreBias: [1] }),
      ...(at('extra') && { dExtra: [batch, steps, inputs - size] }),
      dValues: [batch, sources, size]
    }
    const made = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, fused.make(shape)]))
    const place = (name: string) => (made[name] ? fused.at(made[name]) : 0)
    const packed = wide * stride + wideOf(inputs) * 4 * wide
    const ofEach = 3 * wide + wideOf(inputs) + stride + (2 * attention + 1) * fours(sources)
    const sums = wideOf(attention) + LINE + steps * stride
    const blocks = 2 * (inputs + units + 2) + fused.threads * (units + 1 + 2 * LINE)
    const floats = packed + batch * (ofEach + sums) + blocks * DEPTH
    fused.run('attentiveLstmBackward', floats * FLOAT, (work) => [
      ...sharedArguments(call, {
        states: at('states'),
        weights: at('weights'),
        reserve: at('reserve'),
        work,
        dValues: place('dValues')
      }),
      ...[at('dStates'), at('dLast'), at('dLastCell')],
      ...['dKernel', 'dRecurrent', 'dBias', 'dState', 'dCell', 'dKeys', 'dQuery', 'dScore'].map(place),
      ...[place('dScoreBias'), place('dExtra')]
    ])
    return Object.values(made)
  }
}
