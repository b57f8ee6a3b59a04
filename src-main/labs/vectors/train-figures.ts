import type { PointsFigure, TableFigure } from '../../contract/figures'
import { principalComponents, project } from '../../nn/principal-components'
import type { VectorTable } from '../../text/vector-table'
import type { Corpus } from './corpus'
import { nearest } from './nearest'
import { unitVectors } from './table-file'
import { splitWords } from './word-lists'

const PROBES = 8
const SHORTEST_PROBE = 4
const NEIGHBOURS = 6
const MAPPED = 300

/** The words whose neighbours are watched: those that were asked for and occur, or else the commonest long ones. */
export function probesOf({ words }: Corpus, typed: string): string[] {
  const known = new Set(words)
  const asked = splitWords(typed.toLowerCase()).filter((word) => known.has(word))
  if (asked.length > 0) return asked.slice(0, PROBES)
  return words.filter((word) => word.length >= SHORTEST_PROBE).slice(0, PROBES)
}

/** What stands nearest to the watched words. */
export function drawProbes(table: VectorTable, probes: readonly string[], pass: number): TableFigure {
  return {
    id: 'neighbours',
    title: `Nearest words after pass ${pass}`,
    kind: 'table',
    columns: ['word', 'nearest'],
    rows: probes.map((word) => {
      const row = table.indexOf(word)
      const near = nearest(table, table.vector(row), { count: NEIGHBOURS, except: [row] })
      return [word, near.map(({ word: other, cosine }) => `${other} ${cosine.toFixed(2)}`).join(', ')]
    })
  }
}

/** The commonest words where they vary most, so that one sees them part. */
export function drawMap(table: VectorTable, pass: number): PointsFigure {
  const { dimensions, words } = table
  const shown = Math.min(MAPPED, words.length)
  const rows = unitVectors(table).subarray(0, shown * dimensions)
  return {
    id: 'map',
    title: `The ${shown} commonest words after pass ${pass}, PCA`,
    kind: 'points',
    dimensions: 2,
    labels: words.slice(0, shown),
    places: project(rows, principalComponents(rows, { dimensions, count: 2 })),
    groups: [],
    arrows: []
  }
}
