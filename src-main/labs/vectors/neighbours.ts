import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { cosineOf, nearest } from './nearest'
import type { NeighboursParams } from './params'
import { loadTable } from './table-file'
import { findWords, splitWords } from './word-lists'

const MOST_WORDS = 40

/** The nearest words of some words, and the cosines of these with each other. */
export async function* neighbours(params: NeighboursParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const typed = splitWords(params.words)
  if (typed.length > MOST_WORDS)
    throw new RangeError(`neighbours of up to ${MOST_WORDS} words are found at once, not of ${typed.length}`)
  const { rows, missing } = findWords(table, typed)
  const found: { word: string; neighbours: { word: string; cosine: number }[] }[] = []
  for (const row of rows) {
    const near = nearest(table, table.vector(row), { count: params.count, except: [row] })
    found.push({ word: table.words[row]!, neighbours: near.map(({ word, cosine }) => ({ word, cosine })) })
    await breathe(tools.signal)
  }
  const names = rows.map((row) => table.words[row]!)
  if (rows.length > 0)
    yield {
      type: 'figure',
      figure: {
        id: 'neighbours',
        title: 'Nearest words',
        kind: 'table',
        columns: ['word', ...found.flatMap(({ word }) => [word, 'cosine'])].slice(1),
        rows: Array.from({ length: Math.max(...found.map(({ neighbours: near }) => near.length)) }, (_, i) =>
          found.flatMap(({ neighbours: near }) => [near[i]?.word ?? null, near[i]?.cosine ?? null])
        )
      }
    }
  if (rows.length > 1)
    yield {
      type: 'figure',
      figure: {
        id: 'cosines',
        title: 'Cosines',
        kind: 'heatmap',
        rows: rows.length,
        columns: rows.length,
        data: Float32Array.from(rows.flatMap((a) => rows.map((b) => cosineOf(table, a, b)))),
        x: { label: 'word', unit: '' },
        y: { label: 'word', unit: '' },
        xSpan: [0, rows.length],
        ySpan: [0, rows.length],
        rowLabels: names,
        columnLabels: names
      }
    }
  yield {
    type: 'result',
    result: {
      words: found,
      missing,
      cosines: rows.map((a) => rows.map((b) => cosineOf(table, a, b))),
      tableWords: table.words.length,
      dimensions: table.dimensions
    }
  }
}
