import type { Random } from '../../contract/random'
import { STEP_SECONDS } from './front-end'
import type { Features } from './feature-extractor'
import type { Recipe } from './recipe'

/** Windows over many runs of features that lie one after another; no window crosses from one run into the next. */
export interface WindowBank {
  data: Float32Array
  width: number
  window: number
  /** By fold: the rows at which a window may end. */
  ends: number[][]
}

/** One run of features: of which fold it is, and at which of its rows windows may end. */
export interface Run {
  features: Features
  fold: number
  /** Default: every row that has a whole window before it. */
  ends?: number[]
}

/** Lays normalised runs one after another. */
export function createBank(
  runs: readonly Run[],
  options: { window: number; folds: number; mean: number[]; std: number[] }
): WindowBank {
  const { window, folds, mean, std } = options
  const width = mean.length
  const data = new Float32Array(runs.reduce((sum, { features }) => sum + features.data.length, 0))
  const ends: number[][] = Array.from({ length: folds }, () => [])
  let row = 0
  for (const run of runs) {
    const { features } = run
    for (let i = 0; i < features.data.length; i++) {
      data[row * width + i] = (features.data[i]! - mean[i % width]!) / std[i % width]!
    }
    const own =
      run.ends ?? Array.from({ length: Math.max(0, features.rows - window + 1) }, (_, i) => i + window - 1)
    for (const end of own) if (end >= window - 1 && end < features.rows) ends[run.fold]!.push(row + end)
    row += features.rows
  }
  return { data, width, window, ends }
}

/** Rows at which a word that ends at `wordEnd` seconds has just been heard. */
export function heardRows(
  features: Features,
  wordEnd: number,
  { from, to }: { from: number; to: number }
): number[] {
  const rows: number[] = []
  for (let i = 0; i < features.rows; i++) {
    const time = (i + 1) * STEP_SECONDS
    if (time >= wordEnd + from && time <= wordEnd + to) rows.push(i)
  }
  return rows
}

/** Rows at which only a beginning of the word has been heard, or at which it is long past. */
export function nearRows(features: Features, word: { start: number; end: number }, recipe: Recipe): number[] {
  const begun = word.start + recipe.nearShare * (word.end - word.start)
  const rows: number[] = []
  for (let i = 0; i < features.rows; i++) {
    const time = (i + 1) * STEP_SECONDS
    const isBeginning = time > word.start - recipe.nearBefore && time <= begun
    if (isBeginning || time > word.end + recipe.nearAfter) rows.push(i)
  }
  return rows
}

/** Copies the window that ends at row `end` to `target`, from `place` on. */
export function copyWindow(
  bank: WindowBank,
  end: number,
  { target, place }: { target: Float32Array; place: number }
): void {
  const { width, window } = bank
  target.set(bank.data.subarray((end - window + 1) * width, (end + 1) * width), place)
}

/** Ends of every fold but one, or of all. */
export function endsWithout(bank: WindowBank, fold: number): number[] {
  const kept = bank.ends.filter((_, i) => i !== fold).flat()
  return kept.length ? kept : bank.ends.flat()
}

/** `count` ends drawn with replacement. */
export const drawEnds = (ends: readonly number[], count: number, random: Random): number[] =>
  Array.from({ length: count }, () => random.pick(ends))
