import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../contract/artifact'
import { readWeights, writeWeights, type Variables } from './weights'

/** Changes variables by their gradients; its whole state can be stored, so that a resumed training takes the very steps of an uninterrupted one. */
export interface Optimiser {
  learningRate: number
  /** Changes the variables by one step; gradients go by the variables' names, and a variable without one stays as it is. */
  step(gradients: Record<string, tf.Tensor>): void
  /** What is kept for each weight and the step count, to be stored beside the weights. */
  exportState(): NamedTensor[]
  /** Throws ArtifactError where a tensor is missing or has another shape. */
  importState(state: NamedTensor[]): void
  dispose(): void
}

/** What tells one optimiser from another. */
export interface Rule {
  /** First part of the names under which the state is stored. */
  name: string
  /** Takes the whole step where the backend has it, `change` where it has not. */
  kernel: string
  /** Names of what is kept for each weight, two at most. */
  slots: readonly string[]
  learningRate: number
  /** @param steps taken, this one included */
  settings(steps: number, learningRate: number): Record<string, number>
  /** @returns the new variable and slots; called in a tidy */
  change(
    given: { variable: tf.Tensor; gradient: tf.Tensor; slots: tf.Tensor[] },
    settings: Record<string, number>
  ): tf.Tensor[]
}

/** Variables whose old and new values are in memory together; a kernel writes over the old ones. */
const AT_ONCE = 7

/**
 * Kernels (`rule.kernel`) take inputs 'variable i', 'gradient i' and 'slot s of i' for i from 0 and the rule's settings as attributes, and put
 * out for each variable the new one and its new slots, which may lie where the old ones did if nobody else has those.
 * @param variables by name; they are changed in place and stay the caller's
 */
export function createOptimiser(variables: Variables, rule: Rule): Optimiser {
  const kept: Variables = {}
  for (const [name, variable] of Object.entries(variables)) {
    for (const slot of rule.slots)
      kept[`${slot}/${name}`] = tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
  }
  const slotsOf = (name: string) => rule.slots.map((slot) => kept[`${slot}/${name}`]!)
  const prefix = `${rule.name}/`
  let steps = 0
  const optimiser: Optimiser = {
    learningRate: rule.learningRate,
    step(gradients) {
      steps++
      const settings = rule.settings(steps, optimiser.learningRate)
      const changing = Object.keys(variables).filter((name) => gradients[name])
      const atOnce = hasKernel(rule) ? changing.length : AT_ONCE
      for (let first = 0; first < changing.length; first += atOnce) {
        const given = changing.slice(first, first + atOnce).map((name) => ({
          variable: variables[name]!,
          gradient: gradients[name]!,
          slots: slotsOf(name)
        }))
        tf.tidy(() => {
          const changed = run(rule, given, settings)
          given
            .flatMap(({ variable, slots }) => [variable, ...slots])
            .forEach((each, i) => each.assign(changed[i]!))
        })
      }
    },
    exportState() {
      const count: NamedTensor = { name: 'steps', shape: [], data: Float32Array.of(steps) }
      return [count, ...readWeights(kept)].map((tensor) => ({ ...tensor, name: prefix + tensor.name }))
    },
    importState(state) {
      const own = state
        .filter(({ name }) => name.startsWith(prefix))
        .map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length) }))
      writeWeights(kept, own)
      steps = own.find(({ name }) => name === 'steps')?.data[0] ?? 0
    },
    dispose: () => tf.dispose(kept)
  }
  return optimiser
}

const hasKernel = ({ kernel }: Rule) => Boolean(tf.getKernel(kernel, tf.getBackend()))

function run(
  rule: Rule,
  given: Parameters<Rule['change']>[0][],
  settings: Record<string, number>
): tf.Tensor[] {
  if (!hasKernel(rule)) return given.flatMap((each) => rule.change(each, settings))
  const inputs: tf.NamedTensorMap = {}
  given.forEach(({ variable, gradient, slots }, i) => {
    inputs[`variable ${i}`] = variable
    inputs[`gradient ${i}`] = gradient
    slots.forEach((slot, s) => (inputs[`slot ${s} of ${i}`] = slot))
  })
  return tf.engine().runKernel<tf.Tensor[]>(rule.kernel, inputs, settings)
}
