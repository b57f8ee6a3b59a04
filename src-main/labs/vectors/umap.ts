import * as tf from '@tensorflow/tfjs-core'
import { UMAP } from 'umap-js'
import { createRandom } from '../../contract/random'
import { numbersOf } from '../../nn/read-numbers'
import { breathe } from '../lab'

interface Layout {
  /** Row-major [words, components]: where words stand at first. */
  start: Float32Array
  /** Of a vector. */
  dimensions: number
  /** Of the map. */
  components: number
  neighbours: number
  seed: number
  signal: AbortSignal
}

/** How far it is; `places` reads where words stand by now. */
export interface LayoutProgress {
  fraction: number
  message: string
  places?: () => Float32Array<ArrayBuffer>
}

const ROWS_AT_ONCE = 256
const NEIGHBOURS_SHARE = 0.4
const START_SPAN = 20
const LEAST_DISTANCE = 0.1

/**
 * A map that keeps neighbours together (UMAP; McInnes, Healy and Melville 2018), by umap-js. Neighbours are found here, exactly and by
 * cosine; the library begins where principal components have the words, which keeps far groups in their places as random starts do not
 * (Kobak and Linderman 2021). The same seed gives the same map.
 * @param rows vectors of length 1, row-major [words, dimensions]
 */
export async function* layOutUmap(
  rows: Float32Array,
  { start, dimensions, components, neighbours, seed, signal }: Layout
): AsyncGenerator<LayoutProgress, Float32Array<ArrayBuffer>> {
  const words = rows.length / dimensions
  const finding = findNeighbours(rows, { words, dimensions, neighbours, signal })
  let found = await finding.next()
  for (; !found.done; found = await finding.next())
    yield { fraction: NEIGHBOURS_SHARE * found.value, message: 'finding neighbours' }
  const random = createRandom(seed)
  const umap = new UMAP({
    nComponents: components,
    nNeighbors: neighbours,
    minDist: LEAST_DISTANCE,
    random: () => random.next()
  })
  umap.setPrecomputedKNN(found.value.indexes, found.value.distances)
  // The library joins them in one call, during which nobody is answered.
  yield {
    fraction: NEIGHBOURS_SHARE,
    message: `joining the neighbourhoods of ${words} words: one step that cannot be stopped`
  }
  await breathe(signal)
  // The vectors themselves are asked for no more once neighbours are known: only how many there are counts.
  const epochs = umap.initializeFit(Array.from({ length: words }, () => []))
  const embedding = umap.getEmbedding()
  place(embedding, start)
  const places = () => Float32Array.from(embedding.flat())
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step()
    yield {
      fraction: NEIGHBOURS_SHARE + (1 - NEIGHBOURS_SHARE) * (epoch / epochs),
      message: `epoch ${epoch} of ${epochs}`,
      places
    }
    await breathe(signal)
  }
  return places()
}

/** Puts words where principal components have them, in a square as large as the library's own. */
function place(embedding: number[][], start: Float32Array): void {
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scale = largest > 0 ? START_SPAN / 2 / largest : 1
  embedding.forEach((point, row) => {
    for (let d = 0; d < point.length; d++) point[d] = start[row * point.length + d]! * scale
  })
}

interface Neighbours {
  indexes: number[][]
  distances: number[][]
}

/** The nearest words of each word by cosine distance, itself first as umap-js wants it. Yields the share that is done. */
async function* findNeighbours(
  rows: Float32Array,
  {
    words,
    dimensions,
    neighbours,
    signal
  }: { words: number; dimensions: number; neighbours: number; signal: AbortSignal }
): AsyncGenerator<number, Neighbours> {
  const found: Neighbours = { indexes: [], distances: [] }
  const all = tf.tensor2d(rows, [words, dimensions])
  try {
    for (let at = 0; at < words; at += ROWS_AT_ONCE) {
      const size = Math.min(ROWS_AT_ONCE, words - at)
      const cosines = numbersOf(() => tf.matMul(tf.slice(all, [at, 0], [size, dimensions]), all, false, true)) // [size, words]
      for (let i = 0; i < size; i++) {
        const near = largest(cosines.subarray(i * words, (i + 1) * words), neighbours, at + i)
        found.indexes.push([at + i, ...near.map(([row]) => row)].slice(0, neighbours))
        found.distances.push([0, ...near.map(([, cosine]) => Math.max(0, 1 - cosine))].slice(0, neighbours))
      }
      yield (at + size) / words
      await breathe(signal)
    }
  } finally {
    all.dispose()
  }
  return found
}

/** The `count` largest of some numbers but for one, falling, with their places. */
function largest(values: Float32Array, count: number, except: number): [row: number, value: number][] {
  const best: [number, number][] = []
  let least = -Infinity
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if ((best.length === count && value <= least) || row === except) continue
    let place = best.length
    while (place > 0 && best[place - 1]![1] < value) place--
    best.splice(place, 0, [row, value])
    if (best.length > count) best.pop()
    least = best.at(-1)![1]
  }
  return best
}
