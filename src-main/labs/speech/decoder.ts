import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { wordsOf } from '../../text/beam-words'
import { searchBeam, type BeamOptions } from '../../text/ctc-beam'
import { decodeGreedily } from '../../text/ctc-greedy'
import type { LanguageModel } from '../../text/language-model'
import type { LogProbabilities } from '../../text/log-probabilities'
import { reachOut } from './reach'

export interface DecoderOptions {
  symbols: readonly string[]
  /** Of one step. */
  hop: Seconds
  beam: number
  language: LanguageModel | undefined
  languageWeight: number
  lengthBonus: number
  /** ln p below which no letter is tried. */
  tryAbove: number
}

/** What a less probable symbol would add to a reading never matters where any word may be: it saves nearly all of the work. */
export const TRY_ABOVE = Math.log(1e-4)

/** What the beam is to do. */
export function beamOptionsOf({
  beam,
  language,
  languageWeight,
  lengthBonus,
  tryAbove
}: DecoderOptions): BeamOptions {
  return { width: beam, tryAbove, languageWeight, lengthBonus, ...(language && { language }) }
}

/**
 * The words in what a network says of an utterance. Where no step is most probably a letter, as in silence and noise, there are none,
 * whatever a language model would expect.
 */
export function readWords(heard: LogProbabilities, options: DecoderOptions): Word[] {
  const { symbols, hop, beam, language } = options
  const greedy = decodeGreedily(heard).map(({ label }) => label)
  if (greedy.every((label) => symbols[label] === ' ')) return []
  const isGreedy = beam === 1 && !language
  const labels = isGreedy ? greedy : searchBeam(heard, beamOptionsOf(options))[0]?.labels
  return reachOut(wordsOf(labels ?? [], heard, { symbols, hop }), heard.steps * hop)
}
