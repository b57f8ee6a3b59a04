import * as tf from '@tensorflow/tfjs-core'
import { causalMask } from '../../nn/attention'
import { positionalEncoding } from '../../nn/positions'
import { addDense, addEncoderBlock, addNorm, dense, encoderBlock, normalise } from '../../nn/transformer'
import type { Variables } from '../../nn/weights'
import { dropper } from './dropping'
import type { Beginning, Memory, Network, NetworkShape } from './network'

/** Times the width: numbers between the two layers of a block. */
const HIDDEN = 4

/** Characters → embedding + position → blocks that look back only → norm → scores (Vaswani et al. 2017; course week 4). */
export function createTransformer(shape: NetworkShape, { classes, random }: Beginning): Network {
  const { layers, units: width, heads } = shape
  const variables: Variables = {}
  const drawn = random.fork('embedding')
  const embedding = Float32Array.from({ length: classes * width }, () => drawn.normal() / Math.sqrt(width))
  variables['embedding'] = tf.tidy(() => tf.variable(tf.tensor(embedding, [classes, width])))
  const sizes = { width, heads, hidden: HIDDEN * width }
  for (let layer = 1; layer <= layers; layer++) addEncoderBlock(variables, `block${layer}`, { sizes, random })
  addNorm(variables, 'norm', width)
  addDense(variables, 'scores', { inputs: width, outputs: classes, random })

  return {
    shape,
    variables,
    read(tokens, { memory, dropping, embedded } = {}) {
      const drop = dropper(dropping)
      return tf.tidy(() => {
        const time = tokens.shape[1]
        const past = memory?.[0]?.shape[2] ?? 0
        const places = tf.tensor2d(positionalEncoding({ length: time, dimensions: width, first: past }), [
          time,
          width
        ])
        const found = tf.mul(
          embedded ?? tf.gather(variables['embedding'] as tf.Tensor, tokens),
          Math.sqrt(width)
        )
        const mask = causalMask(time, past)
        const next: Memory = []
        const maps: tf.Tensor4D[] = []
        let x = drop(tf.add<tf.Tensor3D>(found, places))
        for (let layer = 1; layer <= layers; layer++) {
          const [key, value] = (memory?.slice(next.length) ?? []) as tf.Tensor4D[]
          const block = encoderBlock({
            ...{ x, variables, heads, mask, drop },
            name: `block${layer}`,
            past: key && value ? { key, value } : null
          })
          next.push(block.memory.key, block.memory.value)
          maps.push(block.maps)
          x = block.y
        }
        return { logits: dense(normalise(x, variables, 'norm'), variables, 'scores'), memory: next, maps }
      })
    },
    dispose: () => tf.dispose(variables)
  }
}
