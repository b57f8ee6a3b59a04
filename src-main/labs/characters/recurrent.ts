import * as tf from '@tensorflow/tfjs-core'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { gru, lstm, rnn, type RecurrentOptions } from '../../nn/recurrent'
import { addDense, dense } from '../../nn/transformer'
import type { Variables } from '../../nn/weights'
import { dropper } from './dropping'
import type { Beginning, Memory, Network, NetworkShape } from './network'

type RecurrentKind = 'rnn' | 'gru' | 'lstm'
const GATES: Record<RecurrentKind, number> = { rnn: 1, gru: 3, lstm: 4 }

/** Numbers that stand for a character. */
const EMBEDDING = 64

/** Characters → embedding → recurrent layers → scores (course week 1, with an embedding in place of one-hot columns). */
export function createRecurrent(
  shape: NetworkShape & { kind: RecurrentKind },
  { classes, random, isBlank = false }: Beginning
): Network {
  const { kind, layers, units } = shape
  const width = Math.min(EMBEDDING, units)
  const gates = GATES[kind]
  const variables: Variables = {}
  const add = (name: string, size: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, size))))
  const kernel = (name: string, size: [number, number]) =>
    add(name, size, glorotUniform(size, random.fork(name)))

  kernel('embedding', [classes, width])
  for (let layer = 1; layer <= layers; layer++) {
    const name = `layer${layer}`
    kernel(`${name}.kernel`, [layer === 1 ? width : units, gates * units])
    const orthogonal = isBlank
      ? new Float32Array(units * gates * units)
      : orthogonalBlocks({ rows: units, blocks: gates, random: random.fork(`${name}.recurrent`) })
    add(`${name}.recurrent`, [units, gates * units], orthogonal)
    const bias = new Float32Array(gates * units)
    if (kind === 'lstm') bias.fill(1, units, 2 * units) // the forget gate begins open
    add(`${name}.bias`, [gates * units], bias)
  }
  addDense(variables, 'scores', { inputs: units, outputs: classes, random })

  return {
    shape,
    variables,
    read(tokens, { memory, dropping, embedded } = {}) {
      const drop = dropper(dropping)
      return tf.tidy(() => {
        const next: Memory = []
        let x = embedded ?? (tf.gather(variables['embedding'] as tf.Tensor, tokens) as tf.Tensor3D)
        for (let layer = 1; layer <= layers; layer++) {
          const own = <T extends tf.Tensor>(part: string) =>
            variables[`layer${layer}.${part}`] as unknown as T
          const { states, last } = runLayer(kind, {
            x: drop(x),
            kernel: own('kernel'),
            recurrent: own('recurrent'),
            bias: own('bias'),
            before: memory?.slice(next.length) as tf.Tensor2D[] | undefined
          })
          next.push(...last)
          x = states
        }
        return { logits: dense(drop(x), variables, 'scores'), memory: next, maps: [] as tf.Tensor4D[] }
      })
    },
    dispose: () => tf.dispose(variables)
  }
}

type Layer = Pick<RecurrentOptions, 'x' | 'kernel' | 'recurrent' | 'bias'> & {
  /** State, and a cell where there is one. */
  before: tf.Tensor2D[] | undefined
}

function runLayer(
  kind: RecurrentKind,
  { before, ...given }: Layer
): { states: tf.Tensor3D; last: tf.Tensor2D[] } {
  const [state, cell] = before ?? []
  if (kind === 'lstm') {
    const { states, last, lastCell } = lstm({ ...given, state, cell })
    return { states, last: [last, lastCell] }
  }
  const { states, last } = kind === 'gru' ? gru({ ...given, state }) : rnn({ ...given, state })
  return { states, last: [last] }
}
