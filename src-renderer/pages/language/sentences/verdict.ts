/** What the lab says of a text. */
export interface Verdict {
  /** Null where no word of the text has a vector. */
  label: string | null
  /** Every label with its probability, the most probable first. */
  shares: { label: string; probability: number }[]
  /** Words that have a vector. */
  words: number
  /** Those that have none, each once. */
  unknown: string[]
}

/** Reads the result of `run`; null where it is none. */
export function readVerdict(result: Record<string, unknown> | null): Verdict | null {
  if (!result || !Array.isArray(result['probabilities'])) return null
  const all = result['probabilities'] as { label: string; probability: number | null }[]
  return {
    label: typeof result['label'] === 'string' ? result['label'] : null,
    shares: all
      .flatMap(({ label, probability }) => (probability === null ? [] : [{ label, probability }]))
      .sort((a, b) => b.probability - a.probability),
    words: Number(result['words'] ?? 0),
    unknown: Array.isArray(result['unknown']) ? result['unknown'].map(String) : []
  }
}

/** An accuracy and what it lies beside. */
export interface Measurement {
  accuracy: number
  low: number
  high: number
  n: number
  /** Of naive Bayes on the same folds. */
  bagOfWords: number | null
}

/** Reads the result of `folds` or `evaluate`; null where it is none. */
export function readMeasurement(result: Record<string, unknown> | null): Measurement | null {
  if (!result || typeof result['accuracy'] !== 'number') return null
  const { accuracy, low, high, n, bagOfWords } = result as Record<string, number>
  return { accuracy: accuracy!, low: low!, high: high!, n: n!, bagOfWords: bagOfWords ?? null }
}

/** A share for people: 93.4 %. */
export const inPercent = (share: number) => `${(100 * share).toFixed(1)} %`
