import * as tf from '@tensorflow/tfjs-core'
import { presentInputs, savedByName } from './optional-inputs'

/** One recurrent kernel's way back. */
interface Cell {
  kernelName: 'Rnn' | 'Gru' | 'Lstm'
  attribute: 'rnn' | 'gru' | 'lstm'
  /** In the order in which the op hands them to the kernel. The mask is always the last. */
  inputs(attrs: tf.NamedAttrMap): string[]
  /** Which outputs are kept, by place; the name of each, or null. */
  outputs: (string | null)[]
  /** What the gradient kernel wants: the outputs' gradients by place, null for the reserve's. */
  dOutputs: (string | null)[]
  /** Where in the gradient kernel's outputs each input's gradient stands (0 is dGates). */
  gradients: Record<string, number>
}

const CELLS: Cell[] = [
  {
    kernelName: 'Rnn',
    attribute: 'rnn',
    inputs: () => ['x', 'kernel', 'recurrent', 'bias', 'state', 'mask'],
    outputs: ['states', null],
    dOutputs: ['dStates', 'dLast'],
    gradients: { kernel: 1, recurrent: 2, bias: 3, state: 4 }
  },
  {
    kernelName: 'Gru',
    attribute: 'gru',
    inputs: ({ variant }) => [
      ...['x', 'kernel', 'recurrent', 'bias', 'state'],
      ...(variant === 'reset-after' ? ['recurrentBias'] : []),
      'mask'
    ],
    outputs: ['states', null, 'reserve'],
    dOutputs: ['dStates', 'dLast', null],
    gradients: { kernel: 1, recurrent: 2, bias: 3, recurrentBias: 4, state: 5 }
  },
  {
    kernelName: 'Lstm',
    attribute: 'lstm',
    inputs: () => ['x', 'kernel', 'recurrent', 'bias', 'state', 'cell', 'mask'],
    outputs: ['states', null, null, 'reserve'],
    dOutputs: ['dStates', 'dLast', 'dLastCell', null],
    gradients: { kernel: 1, recurrent: 2, bias: 3, state: 4, cell: 5 }
  }
]

for (const cell of CELLS) {
  const { kernelName, outputs } = cell
  if (tf.getGradient(kernelName)) continue
  tf.registerGradient({
    kernelName,
    saveAllInputs: true,
    outputsToSave: outputs.map((name) => name !== null),
    gradFunc: (dy, saved, attrs) => backpropagate(cell, { dy: dy as tf.Tensor[], saved, attrs: attrs })
  })
}

function backpropagate(
  cell: Cell,
  { dy, saved, attrs }: { dy: tf.Tensor[]; saved: tf.Tensor[]; attrs: tf.NamedAttrMap }
): Record<string, () => tf.Tensor> {
  const {
    bias: _bias,
    recurrentBias: _recurrentBias,
    ...kept
  } = savedByName(saved, {
    inputs: cell.inputs(attrs),
    outputs: cell.outputs.filter((name) => name !== null)
  })
  const flowing = cell.dOutputs.flatMap((name, place) => (name ? [[name, dy[place]!] as const] : []))
  // At once, not inside the functions below: the tape calls each of those in a tidy of its own.
  const gradients = tf
    .engine()
    .runKernel<tf.Tensor[]>(
      `${cell.kernelName}Gradient`,
      presentInputs({ ...Object.fromEntries(flowing), ...kept }),
      attrs
    )
  const { x, kernel, state } = kept as { x: tf.Tensor3D; kernel: tf.Tensor; state: tf.Tensor2D }
  const [batch, time, inputs] = x.shape
  const sizes = { batch, time, inputs, units: state.shape[1] }
  const inputGradient = () =>
    tf
      .engine()
      .runKernel<tf.Tensor>(
        'RecurrentInputGradient',
        { dGates: gradients[0]!, kernel },
        { cell: cell.attribute, ...sizes }
      )
  const others = Object.entries(cell.gradients).map(([name, place]) => [name, () => gradients[place]!])
  return { x: inputGradient, ...(Object.fromEntries(others) as Record<string, () => tf.Tensor>) }
}
