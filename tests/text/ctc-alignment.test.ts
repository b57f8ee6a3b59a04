import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { alignLabels } from '../../src-main/text/ctc-alignment'
import { decodeGreedily } from '../../src-main/text/ctc-greedy'
import type { LogProbabilities } from '../../src-main/text/log-probabilities'

function randomRows(steps: number, vocab: number, seed: number): LogProbabilities {
  const random = createRandom(seed)
  const data = new Float64Array(steps * vocab)
  for (let t = 0; t < steps; t++) {
    const row = Array.from({ length: vocab }, () => Math.exp(2 * random.normal()))
    const sum = row.reduce((a, b) => a + b, 0)
    row.forEach((value, k) => (data[t * vocab + k] = Math.log(value / sum)))
  }
  return { data, steps, vocab }
}

/** Every way to write labels over the steps, tried one by one. */
function bestByTrying({ data, steps, vocab }: LogProbabilities, labels: number[]): number {
  let best = -Infinity
  const go = (t: number, path: number[], score: number): void => {
    if (t === steps) {
      const read = path.filter((symbol, i) => symbol !== 0 && symbol !== path[i - 1])
      if (read.join() === labels.join()) best = Math.max(best, score)
      return
    }
    for (let k = 0; k < vocab; k++) go(t + 1, [...path, k], score + data[t * vocab + k]!)
  }
  go(0, [], 0)
  return best
}

/** ln p of the path that an alignment stands for. */
function scoreOf(
  { data, steps, vocab }: LogProbabilities,
  found: NonNullable<ReturnType<typeof alignLabels>>
) {
  let score = 0
  for (let t = 0; t < steps; t++) {
    const label = found.find(({ start, end }) => t >= start && t < end)?.label ?? 0
    score += data[t * vocab + label]!
  }
  return score
}

describe('alignLabels', () => {
  it.each([
    [[1, 2], 5],
    [[1, 1], 5],
    [[2, 1, 2], 6],
    [[1, 1, 2, 2], 7],
    [[2], 1]
  ])('finds the best of all alignments of %j in %i steps', (labels, steps) => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = randomRows(steps, 3, seed)
      const found = alignLabels(rows, labels)!
      expect(found.map(({ label }) => label)).toEqual(labels)
      expect(scoreOf(rows, found)).toBeCloseTo(bestByTrying(rows, labels), 9)
    }
  })

  it('says of the most probable path what greedy decoding says', () => {
    const rows = randomRows(40, 5, 1)
    const greedy = decodeGreedily(rows)
    const found = alignLabels(
      rows,
      greedy.map(({ label }) => label)
    )!
    found.forEach((entry, i) => {
      expect(entry.confidence).toBeCloseTo(greedy[i]!.confidence, 9)
      expect([entry.start, entry.end]).toEqual([greedy[i]!.start, greedy[i]!.end])
    })
  })

  it('has no place for labels in too few steps, nor for impossible ones, and none to find for no labels', () => {
    expect(alignLabels(randomRows(2, 3, 1), [1, 1])).toBeNull()
    expect(alignLabels(randomRows(0, 3, 1), [1])).toBeNull()
    expect(
      alignLabels({ data: Float64Array.of(0, -Infinity, 0, -Infinity), steps: 2, vocab: 2 }, [1])
    ).toBeNull()
    expect(alignLabels(randomRows(3, 3, 1), [])).toEqual([])
  })
})
