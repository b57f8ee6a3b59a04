import type { Referenced } from './pairs'
import { readSentence, scoreTranslations, translate, type Search } from './translate'
import type { Translator } from './translator'

/** A translation with what the network thinks of it. */
export interface Weighed {
  text: string
  /** ln P of all its pieces and the end. */
  logProbability: number
  /** The same by length: what hypotheses are ranked by. */
  score: number
}

/** A sentence translated by the network and by people. */
export interface Judged {
  source: string
  references: readonly string[]
  /** ŷ: the best that the search found. */
  translation: Weighed
  /** y*: of the references the one that the network ranks highest. */
  reference: Weighed
  /** Null where the translation is one of the references. */
  fault: 'beam' | 'model' | null
}

/**
 * Translates a sentence and says who is to blame where no reference has that translation (course week 3, error analysis of beam search): the
 * beam, where the network ranks a reference above what the search found, else the model. Both are ranked by ln P / length^α, which is what the
 * search maximises. Throws as readSentence does.
 */
export async function judge(
  translator: Translator,
  { source, references }: Referenced,
  search: Search
): Promise<Judged> {
  const { sentence, source: pieces, text, search: found } = await translate(translator, source, search)
  const { logProbability, score } = found.hypotheses[0]!
  const scores = await scoreTranslations(translator, pieces, {
    translations: references,
    lengthNormalisation: search.lengthNormalisation
  })
  const weighed = scores.map((each, i): Weighed => ({
    text: references[i]!,
    logProbability: each.logProbability,
    score: each.score
  }))
  const reference = weighed.reduce((best, each) => (each.score > best.score ? each : best))
  const isRight = references.includes(text)
  const fault = isRight ? null : reference.score > score ? 'beam' : 'model'
  return { source: sentence, references, translation: { text, logProbability, score }, reference, fault }
}

/** How often whom. */
export function countFaults(judged: readonly Judged[]): {
  beamAtFault: number
  modelAtFault: number
  right: number
} {
  const count = (fault: Judged['fault']) => judged.filter((each) => each.fault === fault).length
  return { beamAtFault: count('beam'), modelAtFault: count('model'), right: count(null) }
}

/** Whether a sentence can be read, and its references as well; those that cannot are left out and counted. */
export function isReadable({ source, references }: Referenced, translator: Translator): boolean {
  try {
    for (const text of [source, ...references]) readSentence(text, translator)
    return true
  } catch {
    return false
  }
}
