import type { LanguageModel } from '../../text/language-model'
import { normaliseWords } from '../../text/normalise'
import { createWordNGrams } from '../../text/word-ngrams'
import type { SpeechNetwork } from './network'
import type { ReadingParams } from './params'

const SENTENCE_ENDS = /[.!?;:]+(?=\s)|\n+/

/** What is expected to be said, as the params have it; undefined where anything may be. */
export function languageOf(
  { languageModel, languageText }: Pick<ReadingParams, 'languageModel' | 'languageText'>,
  { symbols, languageTexts }: Pick<SpeechNetwork, 'symbols' | 'languageTexts'>
): LanguageModel | undefined {
  const own = languageText.split(SENTENCE_ENDS).map((text) => normaliseWords(text).join(' '))
  const texts = (languageModel === 'text' ? own : languageTexts).filter(Boolean)
  if (languageModel === 'none' || texts.length === 0) return undefined
  return createWordNGrams({ texts, symbols })
}
