import type { TableFigure } from '../../contract/figures'

/** Quantile of the normal distribution that leaves 2.5 % above it. */
const Z = 1.959964

/** How many of `n` are right, with the interval that holds the true share with 95 % (Wilson 1927); it lies within 0 and 1 for any counts. */
export interface Accuracy {
  n: number
  accuracy: number
  low: number
  high: number
}

/** @throws RangeError unless 0 ≤ right ≤ n and n > 0 */
export function accuracyOf(right: number, n: number): Accuracy {
  if (!(n > 0 && right >= 0 && right <= n)) throw new RangeError(`${right} of ${n} is no share`)
  const share = right / n
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n)
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  return { n, accuracy: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Counts of what was said against what is right. */
export class Confusion {
  private readonly counts: number[][]

  constructor(private readonly labels: readonly string[]) {
    this.counts = labels.map(() => labels.map(() => 0))
  }

  /** @param label of the sentence; @param said by the model */
  add(label: number, said: number): void {
    this.counts[label]![said]!++
  }

  get n(): number {
    return this.counts.flat().reduce((sum, count) => sum + count, 0)
  }

  get right(): number {
    return this.counts.reduce((sum, row, label) => sum + row[label]!, 0)
  }

  /** A row a label, a column for what was said, and the share of each label that was found. */
  table(): TableFigure {
    return {
      id: 'confusion',
      title: 'Sentences of each label, by what was said',
      kind: 'table',
      columns: ['label', ...this.labels, 'found'],
      rows: this.counts.map((row, label) => {
        const all = row.reduce((sum, count) => sum + count, 0)
        return [this.labels[label]!, ...row, all === 0 ? null : row[label]! / all]
      })
    }
  }
}

/** The place of the largest. */
export function largestOf(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}
