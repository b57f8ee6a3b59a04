import * as tf from '@tensorflow/tfjs-core'
import { planReading, type Window } from './batches'
import type { Network } from './network'

/** Characters whose maps are drawn. */
export const MOST_MAPPED = 512

/** Who looks at whom over a text of any length. */
export interface Looks {
  /** Of each layer, [heads, time, time]; 0 where a character is out of sight. */
  layers: { heads: number; data: Float32Array<ArrayBuffer> }[]
  /** 1 where a row may look at a column [time, time], row-major. */
  sight: Float32Array<ArrayBuffer>
}

/**
 * Reads a text as it is read wherever it is judged: what is longer than a context in windows, each of whose characters has half a context
 * before it. A row is what the character looked at in the window that judges it.
 * @param classes of the characters, at least one
 */
export function lookAround(network: Network, classes: Int32Array): Looks {
  const time = classes.length
  const looks: Looks = { layers: [], sight: new Float32Array(time * time) }
  for (const window of planReading([Int32Array.of(...classes, 0)], time).flat()) {
    const { start, count } = window
    for (let row = start + window.skip; row < start + count; row++)
      looks.sight.fill(1, row * time + start, row * time + row + 1)
    const maps = tf.tidy(
      () => network.read(tf.tensor2d(classes.slice(start, start + count), [1, count], 'int32')).maps
    )
    maps.forEach((map, layer) => {
      const heads = map.shape[1]
      looks.layers[layer] ??= { heads, data: new Float32Array(heads * time * time) }
      place(map.dataSync<'float32'>(), window, { into: looks.layers[layer].data, heads, time })
    })
    tf.dispose(maps)
  }
  return looks
}

/** Puts the rows of a window [heads, count, count] where they belong in the whole. */
function place(
  data: Float32Array,
  { start, count, skip }: Window,
  { into, heads, time }: { into: Float32Array; heads: number; time: number }
): void {
  for (let head = 0; head < heads; head++)
    for (let row = skip; row < count; row++) {
      const at = (head * count + row) * count
      into.set(data.subarray(at, at + row + 1), (head * time + start + row) * time + start)
    }
}
