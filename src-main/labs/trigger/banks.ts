import { createRandom } from '../../contract/random'
import type { FeatureBank } from './bundled-sounds'
import type { Features } from './feature-extractor'
import { createBank, heardRows, nearRows, type Run, type WindowBank } from './head-data'
import type { Lessons } from './lessons'
import type { Recipe } from './recipe'
import type { HeldRun } from './validation'

/** A data set cut into windows and dealt out to the members of a head. */
export interface Banks {
  positives: WindowBank
  near: WindowBank
  negatives: WindowBank
  /** What each member is judged by: plain renderings of the takes, then all other sound; `runs` says what lies where in `bank`. */
  held: { bank: WindowBank; runs: HeldRun[] }
}

/** Deals takes and other sound out evenly and at random: everything made of one take is of one fold. */
export function layBanks(
  lessons: Lessons,
  bundled: FeatureBank,
  { recipe, seed }: { recipe: Recipe; seed: number }
): Banks {
  const others: Features[] = [...bundled.sequences, ...lessons.others]
  const { members: folds, window } = recipe
  const foldOfTake = deal({ count: lessons.takes.length, folds, seed, label: 'folds of takes' })
  const foldOfOther = deal({ count: others.length, folds, seed, label: 'folds of other sound' })
  const options = { window, folds, mean: bundled.mean, std: bundled.std }
  const variantRuns = (endsOf: (variant: Lessons['variants'][number]) => number[]) =>
    lessons.variants.map((variant): Run => ({
      features: variant.features,
      fold: foldOfTake[variant.take]!,
      ends: endsOf(variant)
    }))
  const otherRuns = others.map((features, i): Run => ({ features, fold: foldOfOther[i]! }))
  const plainRuns = lessons.plain.map(({ features, take }): Run => ({ features, fold: foldOfTake[take]! }))
  const words = lessons.plain.map(({ start, end }) => ({ start, end }))
  return {
    positives: createBank(
      variantRuns(({ features, end }) => heardRows(features, end, recipe)),
      options
    ),
    near: createBank(
      variantRuns((variant) => nearRows(variant.features, variant, recipe)),
      options
    ),
    negatives: createBank(otherRuns, options),
    held: {
      bank: createBank([...plainRuns, ...otherRuns], options),
      runs: [...plainRuns, ...otherRuns].map(({ features, fold }, i) => {
        const word = words[i]
        return word ? { rows: features.rows, fold, word } : { rows: features.rows, fold }
      })
    }
  }
}

function deal({
  count,
  folds,
  seed,
  label
}: {
  count: number
  folds: number
  seed: number
  label: string
}): number[] {
  const order = createRandom(seed)
    .fork(label)
    .shuffled(Array.from({ length: count }, (_, i) => i))
  const result = new Array<number>(count)
  order.forEach((item, place) => (result[item] = place % folds))
  return result
}
