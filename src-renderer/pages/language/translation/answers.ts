/** A hypothesis that the beam held at its end. */
export interface Alternative {
  translation: string
  logProbability: number
  score: number
}

/** What the action `run` answers. */
export interface Answer {
  translation: string
  sentences: { source: string; translation: string }[]
  /** Of the first sentence, best first. */
  alternatives: Alternative[]
  /** Characters that the translator hardly saw. */
  unknown: string[]
  seconds: number
}

/** What the action `score` answers. */
export interface Score {
  /** 0 to 100 */
  bleu: number
  precisions: number[]
  clipped: number[]
  total: number[]
  brevity: number
  length: number
  referenceLength: number
}

/** What the action `evaluate` answers. */
export interface Measured {
  n: number
  references: number
  bleu: number
  bleuGreedy: number
  beam: number
  lengthNormalisation: number
  brevity: number
  exact: number
  beamAtFault: number
  modelAtFault: number
}

/** What the action `blame` answers. */
export interface Blamed {
  n: number
  right: number
  beamAtFault: number
  modelAtFault: number
}

type Result = Record<string, unknown> | null

/** Null where there is no answer yet. */
export const readAnswer = (result: Result) => result as unknown as Answer | null
export const readScore = (result: Result) => result as unknown as Score | null
export const readMeasured = (result: Result) => result as unknown as Measured | null
export const readBlamed = (result: Result) => result as unknown as Blamed | null

/** Facts of a score: each order as the fraction that it is. */
export function factsOfScore(score: Score): [string, string][] {
  const { bleu, clipped, total, brevity, length, referenceLength } = score
  const precisions = clipped.map((count, n): [string, string] => [
    n === 0 ? 'Single tokens' : `Runs of ${n + 1}`,
    total[n] === 0 ? 'none' : `${count}/${total[n]}`
  ])
  return [
    ['BLEU', bleu.toFixed(1)],
    ...precisions,
    ['Brevity penalty', `${brevity.toFixed(3)} (${length} tokens for ${referenceLength})`]
  ]
}
