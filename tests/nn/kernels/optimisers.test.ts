import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { createAdam } from '../../../src-main/nn/adam'
import { clipByGlobalNorm } from '../../../src-main/nn/clip'
import type { Optimiser } from '../../../src-main/nn/optimiser'
import { createRmsprop } from '../../../src-main/nn/rmsprop'
import { createSgd } from '../../../src-main/nn/sgd'
import { readWeights, writeWeights, type Variables } from '../../../src-main/nn/weights'
import { distance, onEachBackend } from '../backends'

/** More variables than a kernel takes at once, small and not multiples of four. */
const SHAPES = [[1], [3, 5], [70, 33], [4], [2, 2, 2], [17], [1, 1], [31], [64, 64], []]
const STEPS = 50

/** What is kept for one weight, and what one step makes of it. */
type Step = (weight: number, gradient: number, kept: number[], steps: number) => number

const CASES: { name: string; create: (variables: Variables) => Optimiser; step: Step }[] = [
  adam(0),
  adam(0.05),
  {
    name: 'RMSprop',
    create: (variables) => createRmsprop(variables, { learningRate: 0.01 }),
    step: rmsprop(0)
  },
  {
    name: 'RMSprop with momentum',
    create: (variables) => createRmsprop(variables, { learningRate: 0.01, momentum: 0.9 }),
    step: rmsprop(0.9)
  },
  {
    name: 'descent',
    create: (variables) => createSgd(variables, { learningRate: 0.02 }),
    step: (w, g) => w - 0.02 * g
  },
  {
    name: 'descent with momentum',
    create: (variables) => createSgd(variables, { learningRate: 0.02, momentum: 0.8 }),
    step(w, g, kept) {
      kept[0] = 0.8 * (kept[0] ?? 0) + 0.02 * g
      return w - kept[0]
    }
  }
]

function adam(decay: number): (typeof CASES)[number] {
  return {
    name: `Adam, decay ${decay}`,
    create: (variables) => createAdam(variables, { learningRate: 0.02, decay }),
    step(w, g, kept, steps) {
      kept[0] = 0.9 * (kept[0] ?? 0) + 0.1 * g
      kept[1] = 0.999 * (kept[1] ?? 0) + 0.001 * g * g
      const rate = (0.02 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps)
      return w * (1 - 0.02 * decay) - (rate * kept[0]) / (Math.sqrt(kept[1]) + 1e-7)
    }
  }
}

function rmsprop(momentum: number): Step {
  return (w, g, kept) => {
    kept[0] = 0.9 * (kept[0] ?? 0) + 0.1 * g * g
    kept[1] = momentum * (kept[1] ?? 0) + (0.01 * g) / Math.sqrt(kept[0] + 1e-7)
    return w - kept[1]
  }
}

/** A valley that sways, so that no gradient dies away (RMSprop would blow up its rounding); the first variable has none in odd steps. */
const CURVATURE = [0.5, 1, 2]
const gradientAt = (w: number, i: number, step: number) =>
  CURVATURE[i % 3]! * (w - Math.sin(i)) + Math.sin(i + step)
const isFree = (place: number, step: number) => place === 0 && step % 2 === 1

const start = () =>
  SHAPES.map((shape, place) => {
    const random = createRandom(place)
    return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal())
  })

const variablesAt = (values: readonly Float32Array[]): Variables =>
  Object.fromEntries(
    values.map((each, i) => [`w${i}`, tf.tidy(() => tf.variable(tf.tensor(each, SHAPES[i])))])
  )

function train(variables: Variables, optimiser: Optimiser, [from, to]: [number, number]): void {
  for (let step = from; step < to; step++) {
    const gradients = Object.entries(variables).flatMap(([name, variable], place) => {
      const values = variable.dataSync<'float32'>().map((w, i) => gradientAt(w, i, step))
      return isFree(place, step) ? [] : [[name, tf.tensor(values, variable.shape)] as const]
    })
    optimiser.step(Object.fromEntries(gradients))
    tf.dispose(gradients.map(([, tensor]) => tensor))
  }
}

const valuesOf = (variables: Variables) => readWeights(variables).map(({ data }) => data)

/** The equations in double precision. */
function expectedAfter(step: Step): Float64Array[] {
  return start().map((values, place) =>
    Float64Array.from(values, (value, i) => {
      const kept: number[] = []
      let w: number = value
      for (let s = 0; s < STEPS; s++) if (!isFree(place, s)) w = step(w, gradientAt(w, i, s), kept, s + 1)
      return w
    })
  )
}

onEachBackend('optimisers', (backend) => {
  describe.each(CASES)('$name', ({ create, step }) => {
    function runAll(): Float32Array[] {
      const variables = variablesAt(start())
      const optimiser = create(variables)
      train(variables, optimiser, [0, STEPS])
      const values = valuesOf(variables)
      optimiser.dispose()
      tf.dispose(variables)
      return values
    }

    test('takes the steps of its equations and leaves no tensor behind', () => {
      const before = tf.memory().numTensors
      const first = runAll()
      expect(tf.memory().numTensors).toBe(before)
      expectedAfter(step).forEach((values, i) => expect(distance(first[i]!, values)).toBeLessThan(2e-5))
      expect(runAll()).toEqual(first)
    })

    test('takes the steps that are composed of operations', async () => {
      const ours = runAll()
      await tf.setBackend('cpu')
      const composed = runAll()
      await tf.setBackend(backend.name === 'cpu' ? 'cpu' : 'wasm')
      composed.forEach((values, i) => expect(distance(ours[i]!, values)).toBeLessThan(2e-5))
    })

    test('goes on from its stored state to the same bits', () => {
      const variables = variablesAt(start())
      const optimiser = create(variables)
      train(variables, optimiser, [0, 5])
      const stored = { weights: readWeights(variables), state: optimiser.exportState() }
      train(variables, optimiser, [5, 9])
      const again = variablesAt(start())
      writeWeights(again, stored.weights)
      const resumed = create(again)
      resumed.importState(stored.state)
      train(again, resumed, [5, 9])
      expect(valuesOf(again)).toEqual(valuesOf(variables))
      optimiser.dispose()
      resumed.dispose()
      tf.dispose([variables, again])
    })
  })

  test('a tensor that shares a variable’s numbers keeps them when the variable changes', () => {
    const variable = tf.tidy(() => tf.variable(tf.fill([40], 2)))
    const optimiser = createAdam({ variable }, { learningRate: 0.5 })
    const gradient = tf.ones([40])
    optimiser.step({ variable: gradient })
    const before = variable.dataSync()[0]!
    const shared = tf.reshape(variable, [8, 5])
    optimiser.step({ variable: gradient })
    expect(shared.dataSync()[0]).toBe(before)
    expect(variable.dataSync()[0]).toBeLessThan(before - 0.4)
    expect(gradient.dataSync()[0]).toBe(1)
    optimiser.dispose()
    tf.dispose([variable, shared, gradient])
  })

  test('gradients are shortened together, and left alone where they are short enough', () => {
    const gradients = { a: tf.tensor1d([3, 0]), b: tf.tensor2d([[0, -4, 12]]) } // norm 13
    const before = tf.memory().numTensors
    for (const [limit, share] of [
      [6.5, 0.5],
      [13, 1],
      [100, 1]
    ] as const) {
      const clipped = clipByGlobalNorm(gradients, limit)
      expect(Object.keys(clipped)).toEqual(['a', 'b'])
      expect(distance(clipped['a']!.dataSync(), [3 * share, 0])).toBeLessThan(1e-6)
      expect(distance(clipped['b']!.dataSync(), [0, -4 * share, 12 * share])).toBeLessThan(1e-6)
      tf.dispose(clipped)
    }
    expect(tf.memory().numTensors).toBe(before)
    const zeros = clipByGlobalNorm({ z: tf.zeros([2]) }, 1)
    expect(Array.from(zeros['z']!.dataSync())).toEqual([0, 0])
    expect(() => clipByGlobalNorm(gradients, 0)).toThrow("'limit' must be above 0, not 0")
    expect(clipByGlobalNorm({}, 1)).toEqual({})
    tf.dispose([gradients, zeros])
  })
})
