import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../contract/random'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { createNetwork } from './network'
import { subjectOf, type Subject } from './subject'
import type { Example } from './tasks'

/** Sequences that are drawn come from seeds that no training draws from. */
const EXAMPLE_SEED = 1_997

/** Networks that were built here read their task's language; nothing written is an example of it. */
export const innards: Innards = {
  takes: 'text',
  example: '',
  bundled: {},
  async open(artifact) {
    return [openSubjectNetwork(subjectOf(artifact), EXAMPLE_SEED)]
  },
  async examples(_, { count }) {
    const inputs = Array.from({ length: count }, (): NetworkInput => ({ kind: 'text', text: '' }))
    return { from: 'sequences drawn anew, which it never learnt from', inputs }
  }
}

/** @param seed of the examples: each text that is empty draws the next one */
export function openSubjectNetwork({ shape, task, tensors }: Subject, seed: number): OpenNetwork {
  const network = createNetwork(shape, tensors)
  const random = createRandom(seed)
  let drawn = 0
  return {
    name: shape.cell,
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a network that was built here reads text')
      const example: Example =
        input.text.trim() === ''
          ? task.draw(drawn++ === 0 ? random.fork('example') : random.fork(`example ${drawn}`))
          : task.read(input.text)
      const tokens = task.kind === 'value' ? example.tokens.map((token) => `${token} `) : example.tokens
      return {
        x: example.x,
        width: shape.inputs,
        tokens,
        layers: Array.from({ length: shape.layers }, (_, layer) => ({
          name: shape.layers > 1 ? `layer ${layer + 1}` : '',
          steps: tokens
        })),
        answers: {
          steps: tokens,
          classes: task.outputs,
          kind: task.kind,
          targets: example.targets,
          counts: example.counts
        },
        scores: (x) => tf.tidy(() => tf.squeeze<tf.Tensor2D>(network.scores(x), [0]))
      }
    },
    dispose: () => network.dispose()
  }
}
