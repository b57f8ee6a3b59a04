import type { LabEvent } from '../../contract/events'
import { principalComponents, project, type Components } from '../../nn/principal-components'
import { breathe, type Tools } from '../lab'
import type { MapParams } from './params'
import { loadTable, unitVectors } from './table-file'
import { layOutUmap } from './umap'

/** Seconds between two pictures for each word of them: drawing 20,000 takes the window a while. */
const PICTURE_SECONDS = 1e-4
const LEAST_PICTURE_SECONDS = 0.5

/** Lays the commonest words of a table out in the plane or in space. */
export async function* map(params: MapParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const table = await loadTable(params.model, tools)
  const shown = Math.min(params.words, table.words.length)
  const dimensions = params.dimensions === '3' ? 3 : 2
  if (table.dimensions < dimensions)
    throw new RangeError(`vectors of ${table.dimensions} dimensions have no map of ${dimensions}`)
  const rows = unitVectors(table).subarray(0, shown * table.dimensions)
  const labels = table.words.slice(0, shown)
  const draw = (title: string, places: Float32Array<ArrayBuffer>): LabEvent => ({
    type: 'figure',
    figure: {
      id: 'map',
      title,
      kind: 'points',
      dimensions,
      labels,
      places,
      groups: [],
      arrows: []
    }
  })
  yield { type: 'progress', fraction: 0, message: 'finding principal components' }
  await breathe(tools.signal)
  const components = principalComponents(rows, { dimensions: table.dimensions, count: dimensions })
  const shares = sharesOf(components)
  const flat = project(rows, components)
  if (params.method === 'pca') {
    yield draw(`${shown} words by PCA: ${percent(shares)} of the spread`, flat)
  } else {
    const laying = layOutUmap(rows, {
      start: flat,
      dimensions: table.dimensions,
      components: dimensions,
      neighbours: Math.min(params.neighbours, shown - 1),
      seed: params.seed,
      signal: tools.signal
    })
    const pause = Math.max(LEAST_PICTURE_SECONDS, PICTURE_SECONDS * shown)
    let drawn = -Infinity
    for (;;) {
      const { done, value } = await laying.next()
      if (done) {
        yield draw(`${shown} words by UMAP`, value)
        break
      }
      yield { type: 'progress', fraction: value.fraction, message: value.message }
      if (!value.places || tools.now() - drawn < pause) continue
      yield draw(`${shown} words by UMAP, ${value.message}`, value.places())
      drawn = tools.now()
    }
  }
  yield { type: 'progress', fraction: 1, message: 'drawn' }
  yield {
    type: 'result',
    result: { words: shown, method: params.method, shares, seconds: tools.now() - began }
  }
}

const sharesOf = ({ variances, total }: Components) =>
  variances.map((variance) => (total > 0 ? variance / total : 0))

const percent = (shares: readonly number[]) =>
  `${(100 * shares.reduce((sum, share) => sum + share, 0)).toFixed(0)} %`
