import { createRandom } from '../contract/random'
import type { EntitySpan } from './entity-tags'

/** What is there in a sentence, and what was found in it. */
export interface EntityPair {
  truth: readonly EntitySpan[]
  guess: readonly EntitySpan[]
}

/** Whole entities: one counts as right where first word, last word and kind agree. Words outside of entities count nowhere. */
export interface EntityScore {
  /** Entities that are there. */
  present: number
  /** Entities that were found, rightly or wrongly. */
  found: number
  correct: number
  /** Share of what was found that is right; 0 where nothing was found. */
  precision: number
  /** Share of what is there that was found; 0 where nothing is there. */
  recall: number
  /** Harmonic mean of both; 0 where nothing is right. */
  f1: number
}

/** The score of all kinds together and of each, as the script conlleval of the CoNLL shared tasks has it. */
export function scoreEntities(pairs: readonly EntityPair[]): {
  all: EntityScore
  kinds: Map<string, EntityScore>
} {
  const labels = new Set(pairs.flatMap(({ truth, guess }) => [...truth, ...guess].map(({ label }) => label)))
  const kinds = [...labels].sort().map((label): [string, EntityScore] => {
    const own = (spans: readonly EntitySpan[]) => spans.filter((span) => span.label === label)
    return [
      label,
      scoreOf(pairs.map(({ truth, guess }) => countPair({ truth: own(truth), guess: own(guess) })))
    ]
  })
  return { all: scoreOf(pairs.map(countPair)), kinds: new Map(kinds) }
}

type Counts = [present: number, found: number, correct: number]

function countPair({ truth, guess }: EntityPair): Counts {
  const right = new Set(truth.map(nameOf))
  return [truth.length, guess.length, guess.filter((span) => right.has(nameOf(span))).length]
}

const nameOf = ({ start, end, label }: EntitySpan) => `${start} ${end} ${label}`

function scoreOf(counts: readonly Counts[]): EntityScore {
  const [present, found, correct] = counts.reduce<Counts>(
    (sum, each) => [sum[0] + each[0], sum[1] + each[1], sum[2] + each[2]],
    [0, 0, 0]
  )
  const precision = found === 0 ? 0 : correct / found
  const recall = present === 0 ? 0 : correct / present
  const f1 = correct === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { present, found, correct, precision, recall, f1 }
}

const RESAMPLES = 1_000

/** The middle 95 % of F1 over sentences drawn again with replacement (bootstrap, Efron 1979). */
export function intervalOfF1(pairs: readonly EntityPair[], seed = 0): [low: number, high: number] {
  const random = createRandom(seed)
  const counts = pairs.map(countPair)
  const drawn = Array.from({ length: RESAMPLES }, () => scoreOf(counts.map(() => random.pick(counts))).f1)
  drawn.sort((a, b) => a - b)
  return [drawn[Math.floor(0.025 * RESAMPLES)]!, drawn[Math.ceil(0.975 * RESAMPLES) - 1]!]
}
