import type { LanguageModel } from '../../text/language-model'
import { createWordNGrams } from '../../text/word-ngrams'
import { normaliseTranscript } from './data'
import type { SpeechNetwork } from './network'
import type { ReadingParams } from './params'
import { readOwnWords } from './own-words'

/** Words that a probability looks at: a name is spelled in as many, each letter a word. */
const ORDER = 5
const SENTENCE_ENDS = /[.!?;:]+(?=\s)|\n+/

/** What is expected to be said, as the params have it; undefined where anything may be. Throws RangeError naming a line of the vocabulary. */
export function languageOf(
  params: Pick<ReadingParams, 'languageModel' | 'languageText' | 'vocabulary'>,
  { symbols, languageTexts }: Pick<SpeechNetwork, 'symbols' | 'languageTexts'>
): LanguageModel | undefined {
  if (params.languageModel === 'none') return undefined
  const vocabulary = readOwnWords(params).entries.map(normaliseTranscript).filter(Boolean)
  if (params.languageModel === 'only') {
    if (vocabulary.length === 0) throw new RangeError('vocabulary: without a word in it nothing can be read')
    return createWordNGrams({ texts: vocabulary, symbols, order: 1, unknown: 0 })
  }
  const texts = params.languageModel === 'text' ? params.languageText.split(SENTENCE_ENDS) : languageTexts
  const sentences = texts.map(normaliseTranscript).filter(Boolean)
  return sentences.length + vocabulary.length > 0
    ? createWordNGrams({ texts: sentences, symbols, vocabulary, order: ORDER })
    : undefined
}
