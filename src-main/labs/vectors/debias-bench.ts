import type { Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { PointsFigure, TableFigure } from '../../contract/figures'
import { principalComponents, project } from '../../nn/principal-components'
import { createVectorTable, type VectorTable } from '../../text/vector-table'
import { breathe, type Tools } from '../lab'
import { cosine, findAxis, lengthOf, unitOf, type BiasAxis } from './axis'
import { directBias, equalise, neutralise } from './debias'
import type { DebiasParams } from './params'
import { encodeTable, loadTable, unitVectors } from './table-file'
import { findWords, rowOf, splitPairs, splitWords } from './word-lists'

/** A word whose vector the bench changes. */
interface Changed {
  row: number
  word: string
  treatment: 'neutralised' | 'equalised'
  before: Float64Array
  /** As it is kept: single precision. */
  after: Float32Array
}

const GROUPS = ['neutralised', 'equalised']

/** Finds an axis, takes it out of some words, makes pairs differ by it alone, and checks that this is so. */
export async function* debias(params: DebiasParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const pairs = splitPairs(params.pairs)
  const known = pairs.filter((pair) => pair.every((word) => table.indexOf(word) >= 0))
  const axis = findAxis(table, known.length > 0 ? known : pairs, params.axis)
  await breathe(tools.signal)
  const equalised = equalisePairs(table, splitPairs(params.equalise), axis)
  const neutral = neutraliseWords(table, params.words, { axis, equalised: equalised.changed })
  const changed = [...neutral.changed, ...equalised.changed]
  yield { type: 'figure', figure: drawShares(axis) }
  if (changed.length > 0) {
    const figures = drawBeforeAndAfter(changed, axis)
    for (const figure of figures) yield { type: 'figure', figure }
    yield { type: 'figure', figure: drawCosines(changed, axis) }
  }
  const checks = checkInvariants({ neutral: neutral.changed, equalised: equalised.changed, axis })
  yield {
    type: 'figure',
    figure: {
      id: 'invariants',
      title: 'What must hold afterwards',
      kind: 'table',
      columns: ['what', 'largest error', 'bound', 'holds'],
      rows: checks.map(({ what, error, bound, holds }) => [what, error, bound, holds ? 'yes' : 'no'])
    }
  }
  if (params.save) yield modelOf({ table, changed, params, tools })
  const before = neutral.changed.map(({ before: vector }) => cosine(vector, axis.direction))
  const after = neutral.changed.map(({ after: vector }) => cosine(vector, axis.direction))
  yield {
    type: 'result',
    result: {
      words: changed.map(({ word, treatment, before: old, after: now }) => ({
        word,
        treatment,
        before: cosine(old, axis.direction),
        after: cosine(now, axis.direction)
      })),
      missing: [
        ...pairs.filter((pair) => !known.includes(pair)).map((pair) => pair.join(' ')),
        ...neutral.missing,
        ...equalised.missing
      ],
      shares: axis.shares,
      directBias: { before: directBias(before), after: directBias(after) },
      invariants: checks
    }
  }
}

function neutraliseWords(
  table: VectorTable,
  typed: string,
  { axis, equalised }: { axis: BiasAxis; equalised: readonly Changed[] }
): { changed: Changed[]; missing: string[] } {
  const { rows, missing } = findWords(table, splitWords(typed))
  const taken = new Set(equalised.map(({ row }) => row))
  const changed = rows
    .filter((row) => !taken.has(row))
    .map((row): Changed => {
      const before = unitOf(table, row)
      const after = Float32Array.from(neutralise(before, axis.direction))
      return { row, word: table.words[row]!, treatment: 'neutralised', before, after }
    })
  return { changed, missing }
}

/** Two words a pair, one after the other. A word that an earlier pair has is not changed again. */
function equalisePairs(
  table: VectorTable,
  pairs: readonly [string, string][],
  axis: BiasAxis
): { changed: Changed[]; missing: string[] } {
  const changed: Changed[] = []
  const missing: string[] = []
  for (const pair of pairs) {
    if (pair.some((word) => table.indexOf(word) < 0)) {
      missing.push(pair.join(' '))
      continue
    }
    const rows = pair.map((word) => rowOf(table, word)) as [number, number]
    if (rows[0] === rows[1] || changed.some(({ row }) => rows.includes(row))) continue
    const before = rows.map((row) => unitOf(table, row)) as [Float64Array, Float64Array]
    const after = equalise(...before, axis.direction)
    rows.forEach((row, i) =>
      changed.push({
        row,
        word: table.words[row]!,
        treatment: 'equalised',
        before: before[i]!,
        after: Float32Array.from(after[i]!)
      })
    )
  }
  return { changed, missing }
}

/** A claim about the changed vectors, as they are kept, and how far they are from it. */
interface Check {
  what: string
  error: number
  bound: number
  holds: boolean
}

const BOUND = 1e-6

function checkInvariants({
  neutral,
  equalised,
  axis: { direction }
}: {
  neutral: readonly Changed[]
  equalised: readonly Changed[]
  axis: BiasAxis
}): Check[] {
  const pairs = equalised.flatMap((first, i) => (i % 2 === 0 ? [[first, equalised[i + 1]!] as const] : []))
  const largest = (errors: number[]) => errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0)
  const cosineAfter = ({ after }: Changed) => cosine(after, direction)
  const checks: [string, number[]][] = [
    ['neutralised words: cosine with the axis is 0', neutral.map(cosineAfter)],
    [
      'equalised pairs: cosines are equal and opposite',
      pairs.map(([a, b]) => cosineAfter(a) + cosineAfter(b))
    ],
    [
      'equalised pairs: each neutralised word is as near to one as to the other',
      pairs.flatMap(([a, b]) => neutral.map(({ after }) => cosine(after, a.after) - cosine(after, b.after)))
    ],
    ['all vectors have length 1', [...neutral, ...equalised].map(({ after }) => lengthOf(after) - 1)]
  ]
  return checks
    .filter(([, errors]) => errors.length > 0)
    .map(([what, errors]) => {
      const error = largest(errors)
      return { what, error, bound: BOUND, holds: error < BOUND }
    })
}

/** Cosine with the axis across, what else tells the words apart up; both pictures have the same axes. */
function drawBeforeAndAfter(changed: readonly Changed[], { direction }: BiasAxis): PointsFigure[] {
  const dimensions = direction.length
  const across = (vectors: readonly ArrayLike<number>[]) =>
    Float64Array.from(vectors.flatMap((vector) => [...neutralise(Float64Array.from(vector), direction)]))
  const components = principalComponents(across(changed.map(({ before }) => before)), {
    dimensions,
    count: 1
  })
  const partners = changed.flatMap(({ treatment }, i) =>
    treatment === 'equalised' && changed[i - 1]?.treatment === 'equalised' ? [i] : []
  )
  const arrows = partners.filter((_, i) => i % 2 === 0).map((to) => ({ from: to - 1, to, label: '' }))
  const draw = (id: string, title: string, vectors: readonly ArrayLike<number>[]): PointsFigure => {
    const up = project(across(vectors), components)
    return {
      id,
      title,
      kind: 'points',
      dimensions: 2,
      labels: changed.map(({ word }) => word),
      places: Float32Array.from(vectors.flatMap((vector, i) => [cosine(vector, direction), up[i]!])),
      groups: GROUPS,
      groupOf: Float32Array.from(changed, ({ treatment }) => GROUPS.indexOf(treatment)),
      arrows
    }
  }
  return [
    draw(
      'before',
      'Before',
      changed.map(({ before }) => before)
    ),
    draw(
      'after',
      'After',
      changed.map(({ after }) => after)
    )
  ]
}

function drawCosines(changed: readonly Changed[], { direction }: BiasAxis): TableFigure {
  return {
    id: 'cosines',
    title: 'Cosine with the axis',
    kind: 'table',
    columns: ['word', 'treatment', 'before', 'after'],
    rows: changed.map(({ word, treatment, before, after }) => [
      word,
      treatment,
      cosine(before, direction),
      cosine(after, direction)
    ])
  }
}

/** Whether one direction stands out at all. */
function drawShares({ shares }: BiasAxis): TableFigure {
  return {
    id: 'shares',
    title: 'Share of the pairs’ spread along each component',
    kind: 'table',
    columns: ['component', 'share'],
    rows: shares.map((share, i) => [String(i + 1), share])
  }
}

/** The whole table at length 1, with the changed words in their places. */
function modelOf({
  table,
  changed,
  params,
  tools
}: {
  table: VectorTable
  changed: readonly Changed[]
  params: DebiasParams
  tools: Tools
}): LabEvent {
  const matrix = unitVectors(table).slice()
  for (const { row, after } of changed) matrix.set(after, row * table.dimensions)
  const card: Card = {
    title: params.name,
    summary: `${changed.length} of ${table.words.length} words changed: neutralised or equalised along the axis of '${params.pairs.slice(0, 80)}'.`,
    seed: 0,
    params: { ...params },
    dataHash: params.model,
    metrics: { words: table.words.length, changed: changed.length },
    dataLicence:
      params.model === 'built-in' ? 'GloVe vectors, PDDL 1.0' : 'that of the table it was made from',
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: 0
  }
  return {
    type: 'model',
    name: params.name,
    artifact: encodeTable(createVectorTable(table.words, matrix), 'debiased'),
    card
  }
}
