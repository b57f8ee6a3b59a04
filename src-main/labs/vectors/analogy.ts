import type { LabEvent } from '../../contract/events'
import type { VectorTable } from '../../text/vector-table'
import type { Tools } from '../lab'
import { nearest, type Near } from './nearest'
import type { AnalogyParams } from './params'
import { loadTable, unitVectors } from './table-file'
import { rowOf } from './word-lists'

/**
 * As `a` is to `b`, so is `c` to the words returned: those nearest to b − a + c, of unit vectors, the three themselves passed over
 * (3CosAdd; Mikolov, Yih and Zweig 2013; course week 2).
 */
export function solveAnalogy(
  table: VectorTable,
  { a, b, c, count }: { a: number; b: number; c: number; count: number }
): Near[] {
  const unit = unitVectors(table)
  const { dimensions: n } = table
  const wanted = Float64Array.from(
    { length: n },
    (_, d) => unit[b * n + d]! - unit[a * n + d]! + unit[c * n + d]!
  )
  return nearest(table, wanted, { count, except: [a, b, c] })
}

/** Answers one analogy. */
export async function* analogy(params: AnalogyParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const [a, b, c] = [params.a, params.b, params.c].map((word) => rowOf(table, word)) as [
    number,
    number,
    number
  ]
  const answers = solveAnalogy(table, { a, b, c, count: params.count })
  yield {
    type: 'figure',
    figure: {
      id: 'answers',
      title: `${table.words[a]} : ${table.words[b]} = ${table.words[c]} : ?`,
      kind: 'table',
      columns: ['word', 'cosine'],
      rows: answers.map(({ word, cosine }) => [word, cosine])
    }
  }
  yield {
    type: 'result',
    result: {
      answer: answers[0]?.word ?? null,
      alternatives: answers.map(({ word, cosine }) => ({ word, cosine }))
    }
  }
}
