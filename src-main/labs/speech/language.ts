import { createCharacterNGrams } from '../../text/character-ngrams'
import type { LanguageModel } from '../../text/language-model'
import { normaliseTranscript } from './data'
import type { SpeechNetwork } from './network'
import type { ReadingParams } from './params'

/** What is expected to be said, as the params have it; undefined where anything may be. */
export function languageOf(
  { languageModel, languageText }: Pick<ReadingParams, 'languageModel' | 'languageText'>,
  { symbols, languageTexts }: Pick<SpeechNetwork, 'symbols' | 'languageTexts'>
): LanguageModel | undefined {
  const own = languageText.split(/[\n.!?;]+/).map(normaliseTranscript)
  const texts = (languageModel === 'text' ? own : languageTexts).filter(Boolean)
  if (languageModel === 'none' || texts.length === 0) return undefined
  return createCharacterNGrams({ texts, symbols })
}
