import type { Artifact, NamedTensor } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { headShapes } from '../../../src-main/labs/trigger/head'
import type { StreamingConfig } from '../../../src-main/labs/trigger/streaming-model'
import type { CausalLayer } from '../../../src-main/nn/causal-network'

const conv = (filters: number, kernel: number, stride: number): CausalLayer => ({
  type: 'conv',
  filters,
  kernel,
  stride,
  dilation: 1,
  activation: 'relu'
})

/** One layer of each kind: strides, dilation, residual, recurrence. */
export const SMALL_LAYERS: CausalLayer[] = [
  conv(6, 5, 2),
  conv(7, 4, 2),
  conv(8, 3, 2),
  { type: 'gru', units: 5 },
  { type: 'conv', filters: 5, kernel: 3, stride: 1, dilation: 2, activation: 'relu', residual: true },
  { type: 'conv', filters: 4, kernel: 1, stride: 1, dilation: 1, activation: 'none' }
]

/** A detector with random weights, for what does not depend on its having learned anything. */
export function randomDetector(seed: number, layers = SMALL_LAYERS): Artifact {
  const random = createRandom(seed)
  const tensors: NamedTensor[] = []
  const add = (name: string, shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const spread = 1.5 / Math.sqrt(shape.slice(0, -1).reduce((product, length) => product * length, 1))
    tensors.push({ name, shape, data: Float32Array.from({ length: size }, () => random.normal() * spread) })
  }
  let channels = 40
  layers.forEach((layer, i) => {
    if (layer.type === 'gru') {
      add(`layers.${i}.kernel`, [channels, 3 * layer.units])
      add(`layers.${i}.recurrent`, [layer.units, 3 * layer.units])
      add(`layers.${i}.bias`, [2, 3 * layer.units])
      channels = layer.units
    } else {
      add(`layers.${i}.kernel`, [layer.kernel, channels, layer.filters])
      add(`layers.${i}.bias`, [layer.filters])
      channels = layer.filters
    }
  })
  const list = (length: number, make: () => number) => Array.from({ length }, make)
  const head = { window: 6, hidden: [7, 5] as [number, number], members: 3, features: channels }
  for (const [name, shape] of Object.entries(headShapes(head))) add(name, shape)
  const config: StreamingConfig = {
    model: 'streaming',
    mean: list(40, () => random.between(-8, -6)),
    std: list(40, () => random.between(1, 3)),
    layers,
    head: {
      window: head.window,
      hidden: head.hidden,
      members: head.members,
      mean: list(channels, () => random.between(-1, 1)),
      std: list(channels, () => random.between(0.5, 2))
    },
    temperature: 0.3,
    smoothing: 3,
    threshold: 0.5,
    refractory: 1
  }
  return { lab: 'trigger', config, tensors }
}
