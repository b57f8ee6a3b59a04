import { createRandom } from '../../contract/random'
import type { LabEvent } from '../../contract/events'
import type { VectorTable } from '../../text/vector-table'
import { breathe, type Tools } from '../lab'
import { cosineOf } from './nearest'
import type { WeatParams } from './params'
import { loadTable } from './table-file'
import { findWords, splitWords } from './word-lists'

/** Up to so many ways to part the targets, all of them are tried; of more, so many drawn ones. */
const MOST_SPLITS = 20_000
const SPLITS_BETWEEN = 1_000

/** How two sets of words lean towards two others. */
export interface Association {
  /** Difference of the means over the standard deviation, in [−2, 2]. */
  effect: number
  /** Share of the ways to part the targets in two that lean as much or more. */
  p: number
  splits: number
  isExact: boolean
}

/** s(w, A, B) of each target: mean cosine with one set of attributes less that with the other. */
export function leanings(
  table: VectorTable,
  targets: readonly number[],
  { a, b }: { a: readonly number[]; b: readonly number[] }
): number[] {
  const mean = (row: number, others: readonly number[]) =>
    others.reduce((sum, other) => sum + cosineOf(table, row, other), 0) / others.length
  return targets.map((row) => mean(row, a) - mean(row, b))
}

/**
 * The word embedding association test (Caliskan, Bryson and Narayanan 2017): the effect size of two sets of leanings, with the sample's
 * standard deviation, and a one-sided permutation test. Both sets have as many words.
 */
export async function* testAssociation(
  x: readonly number[],
  y: readonly number[],
  { seed, signal }: { seed: number; signal: AbortSignal }
): AsyncGenerator<number, Association> {
  const all = [...x, ...y]
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = mean(all)
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (all.length - 1))
  const effect = deviation === 0 ? 0 : (mean(x) - mean(y)) / deviation
  const total = all.reduce((sum, value) => sum + value, 0)
  const statisticOf = (first: number) => 2 * first - total // Σ of the first half less Σ of the second
  const found = statisticOf(x.reduce((sum, value) => sum + value, 0))
  const ways = choose(all.length, x.length)
  const isExact = ways <= MOST_SPLITS
  const random = createRandom(seed)
  const halves = isExact ? subsets(all.length, x.length) : null
  const splits = isExact ? ways : MOST_SPLITS
  let asMuch = 0
  for (let i = 0; i < splits; i++) {
    const half = halves ? halves.next().value! : random.shuffled([...all.keys()]).slice(0, x.length)
    const sum = half.reduce((partial, index) => partial + all[index]!, 0)
    if (statisticOf(sum) >= found - 1e-12) asMuch++
    if (i % SPLITS_BETWEEN > 0) continue
    yield i / splits
    await breathe(signal)
  }
  return { effect, p: asMuch / splits, splits, isExact }
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i
  return Math.round(ways)
}

/** All ways to take `k` of `n`. */
function* subsets(n: number, k: number): Generator<number[], undefined> {
  const taken = Array.from({ length: k }, (_, i) => i)
  for (;;) {
    yield taken
    let i = k - 1
    while (i >= 0 && taken[i] === n - k + i) i--
    if (i < 0) return
    taken[i]!++
    for (let j = i + 1; j < k; j++) taken[j] = taken[j - 1]! + 1
  }
}

/** Measures how two sets of words lean towards two others. */
export async function* weat(params: WeatParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const table = await loadTable(params.model, tools)
  const sets = [params.targetsX, params.targetsY, params.attributesA, params.attributesB].map((typed) =>
    findWords(table, splitWords(typed))
  )
  const [x, y, a, b] = sets.map(({ rows }) => rows) as [number[], number[], number[], number[]]
  const missing = sets.flatMap((set) => set.missing)
  const names = ['first targets', 'second targets', 'first attributes', 'second attributes']
  names.forEach((name, i) => {
    if (sets[i]!.rows.length < 2)
      throw new RangeError(`the ${name} need two words of the table, and have ${sets[i]!.rows.length}`)
  })
  const size = Math.min(x.length, y.length)
  const [lx, ly] = [x.slice(0, size), y.slice(0, size)].map((rows) => leanings(table, rows, { a, b })) as [
    number[],
    number[]
  ]
  const testing = testAssociation(lx, ly, { seed: params.seed, signal: tools.signal })
  for (;;) {
    const { done, value } = await testing.next()
    if (!done) {
      yield { type: 'progress', fraction: value, message: 'trying other ways to part the targets' }
      continue
    }
    const leaning = [
      ...x
        .slice(0, size)
        .map((row, i) => ({ word: table.words[row]!, set: 'first targets', leaning: lx[i]! })),
      ...y
        .slice(0, size)
        .map((row, i) => ({ word: table.words[row]!, set: 'second targets', leaning: ly[i]! }))
    ].sort((one, other) => other.leaning - one.leaning)
    yield {
      type: 'figure',
      figure: {
        id: 'leanings',
        title: 'Mean cosine with the first attributes less that with the second',
        kind: 'table',
        columns: ['word', 'set', 'leaning'],
        rows: leaning.map(({ word, set, leaning: value_ }) => [word, set, value_])
      }
    }
    yield {
      type: 'result',
      result: { ...value, targets: size, left: x.length + y.length - 2 * size, missing, leanings: leaning }
    }
    return
  }
}
