import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import { FLOAT } from './sizes'

/** Steps of optimisers on the fused kernels (assembly/optimisers.ts): the contract of ../optimiser.ts. */

/** Settings of a call, and what is kept for a weight at most; assembly/optimisers.ts must agree. */
const SETTINGS = 7
const SLOTS = 2
/** Multiplications that take as long as a weight's step. */
const WEIGHT = 10

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
      const scalars = Array.from({ length: SETTINGS }, (_, i) => ({ float: settings[i] ?? 0 }))
      const tensors = variablesOf(inputs as Record<string, tf.TensorInfo>)
      const changed = tensors.map(({ variable, slots }) =>
        [variable, ...slots].map((each) => fused.over(each))
      )
      const words = tensors.flatMap((given, i) => wordsOf(fused, given, changed[i]!))
      const weights = tensors.reduce((sum, { variable }) => sum + tf.util.sizeFromShape(variable.shape), 0)
      fused.run(
        kernel,
        words.length * FLOAT,
        (table) => {
          fused.words(table, words.length).set(words)
          return [tensors.length, ...scalars, table]
        },
        WEIGHT * weights
      )
      return changed.flat()
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

/** A variable's row of the table. */
function wordsOf(fused: Fused, { variable, gradient, slots }: Given, changed: tf.TensorInfo[]): number[] {
  const places = (tensors: tf.TensorInfo[]) =>
    Array.from({ length: SLOTS }, (_, i) => (tensors[i] ? fused.at(tensors[i]) : 0))
  const [to, ...keptTo] = changed
  return [
    ...[tf.util.sizeFromShape(variable.shape), fused.at(variable), fused.at(gradient), ...places(slots)],
    ...[fused.at(to!), ...places(keptTo)]
  ]
}
