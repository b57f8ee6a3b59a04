import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import { MOST_ARGUMENTS } from './layout'
import type { Argument } from './pool'

/** Steps of optimisers on the fused kernels (assembly/optimisers.ts): the contract of ../optimiser.ts. */

/** Words before the variables, and for each of them; assembly/optimisers.ts must agree. */
const FIRST = 8
const WORDS = 8
const SLOTS = 2
const AT_ONCE = Math.floor((MOST_ARGUMENTS - FIRST) / WORDS)

type Settings = Record<string, number>

export const adamStep = step('adamStep', ({ beta1, beta2, rate, epsilon, kept }) => [
  ...[beta1!, 1 - beta1!, beta2!, 1 - beta2!, rate!, epsilon!, kept!]
])

export const rmspropStep = step('rmspropStep', ({ rho, rate, epsilon, momentum }) => [
  ...[rho!, 1 - rho!, rate!, epsilon!, momentum!]
])

export const sgdStep = step('sgdStep', ({ rate, momentum }) => [rate!, momentum!])

/** @param order the settings as the kernel takes them */
function step(kernel: string, order: (settings: Settings) => number[]): (fused: Fused) => tf.KernelFunc {
  return (fused) =>
    ({ inputs, attrs }) => {
      const settings = order(attrs as unknown as Settings)
      const scalars = Array.from({ length: FIRST - 1 }, (_, i) => ({ float: settings[i] ?? 0 }))
      const tensors = variablesOf(inputs as Record<string, tf.TensorInfo>)
      const results: tf.Tensor[] = []
      for (let first = 0; first < tensors.length; first += AT_ONCE) {
        const part = tensors.slice(first, first + AT_ONCE)
        const changed = part.map(({ variable, slots }) =>
          [variable, ...slots].map(({ shape }) => fused.make(shape))
        )
        const words = part.flatMap((given, i) => wordsOf(fused, given, changed[i]!))
        fused.run(kernel, 0, () => [part.length, ...scalars, ...words])
        results.push(...changed.flat())
      }
      return results
    }
}

interface Given {
  variable: tf.TensorInfo
  gradient: tf.TensorInfo
  slots: tf.TensorInfo[]
}

function variablesOf(inputs: Record<string, tf.TensorInfo>): Given[] {
  const given: Given[] = []
  for (let i = 0; inputs[`variable ${i}`]; i++) {
    const slots = Array.from({ length: SLOTS }, (_, slot) => inputs[`slot ${slot} of ${i}`])
    given.push({
      variable: inputs[`variable ${i}`]!,
      gradient: inputs[`gradient ${i}`]!,
      slots: slots.filter((slot) => slot !== undefined)
    })
  }
  return given
}

function wordsOf(fused: Fused, { variable, gradient, slots }: Given, changed: tf.Tensor[]): Argument[] {
  const places = (tensors: tf.TensorInfo[]) =>
    Array.from({ length: SLOTS }, (_, i) => (tensors[i] ? fused.at(tensors[i]) : 0))
  const [to, ...keptTo] = changed
  return [
    ...[tf.util.sizeFromShape(variable.shape), fused.at(variable), fused.at(gradient), ...places(slots)],
    ...[fused.at(to!), ...places(keptTo)]
  ]
}
