import * as tf from '@tensorflow/tfjs-core'
import type { Kernels } from './sequence-call'

/** GPUs multiply with ten bits of mantissa unless told otherwise. */
const TOLERANCE = 1e-2
const SIZES = { batch: 3, time: 4, inputs: 5, units: 6 }
const LAYERS = [
  { name: 'Gru', gates: 3, attrs: { reverse: true, variant: 'reset-after', gateActivation: 'sigmoid' } },
  { name: 'Lstm', gates: 4, attrs: { reverse: true, gateActivation: 'sigmoid' } }
] as const

/**
 * Runs a small GRU and LSTM, forward and backward, by both sets of kernels.
 * @returns where `fast` differs from `plain`, or the error it ended with; null where they agree
 */
export function checkAgainst(plain: Kernels, fast: Kernels): string | null {
  try {
    for (const layer of LAYERS) {
      const difference = tf.tidy(() => findDifference(layer, [plain, fast]))
      if (difference !== '') return difference
    }
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

type Layer = (typeof LAYERS)[number]

function findDifference(layer: Layer, sets: [Kernels, Kernels]): string {
  const { batch, time, units } = SIZES
  const given = drawInputs(layer)
  const flowing = {
    dStates: draw([batch, time, units], 20),
    dLast: draw([batch, units], 21),
    ...(layer.name === 'Lstm' ? { dLastCell: draw([batch, units], 22) } : {})
  }
  const [expected, actual] = sets.map((kernels) => runBoth(kernels, { layer, given, flowing }))
  for (const [name, tensor] of Object.entries(expected!)) {
    const scale = Math.max(1, tf.max(tf.abs(tensor)).dataSync()[0]!)
    const worst = tf.max(tf.abs(tf.sub(tensor, actual![name]!))).dataSync()[0]! / scale
    if (!(worst <= TOLERANCE)) return `${layer.name}: ${name} is off by ${worst.toPrecision(2)}`
  }
  return ''
}

/** Outputs and gradients by name; what kernels hand to one another is left out. */
function runBoth(
  kernels: Kernels,
  { layer, given, flowing }: { layer: Layer; given: tf.NamedTensorMap; flowing: tf.NamedTensorMap }
): tf.NamedTensorMap {
  const { name, attrs } = layer
  const run = (kernel: string, inputs: tf.NamedTensorMap, attributes: object) =>
    kernels[kernel]!({ inputs, attrs: attributes as tf.NamedAttrMap, backend: tf.backend() })
  const outputs = run(name, given, attrs) as tf.Tensor[]
  const { bias: _bias, recurrentBias: _recurrentBias, ...kept } = given
  const back = { ...kept, ...flowing, states: outputs[0]!, reserve: outputs.at(-1)! }
  const [dGates, ...gradients] = run(`${name}Gradient`, back, attrs) as tf.Tensor[]
  const dx = run('RecurrentInputGradient', { dGates: dGates!, kernel: given['kernel']! }, SIZES) as tf.Tensor
  const named = (label: string, tensors: tf.Tensor[]) =>
    Object.fromEntries(tensors.map((tensor, place) => [`${label} ${place}`, tensor]))
  return { ...named('output', outputs.slice(0, -1)), ...named('gradient', [dx, ...gradients]) }
}

function drawInputs({ name, gates }: Layer): tf.NamedTensorMap {
  const { batch, time, inputs, units } = SIZES
  const width = gates * units
  return {
    x: draw([batch, time, inputs], 1),
    kernel: draw([inputs, width], 2),
    recurrent: draw([units, width], 3),
    bias: draw([width], 4),
    state: draw([batch, units], 5),
    ...(name === 'Gru' ? { recurrentBias: draw([width], 6) } : { cell: draw([batch, units], 7) })
  }
}

/** Numbers between −1 and 1 that look random enough. */
function draw(shape: number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed)),
    shape
  )
}
