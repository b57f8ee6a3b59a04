import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import { alignLabels } from '../../text/ctc-alignment'
import { searchBeam, type BeamOptions } from '../../text/ctc-beam'
import { decodeGreedily } from '../../text/ctc-greedy'
import type { LanguageModel } from '../../text/language-model'
import type { LogProbabilities } from '../../text/log-probabilities'
import { wordsOf } from './words-of-labels'

export interface DecoderOptions {
  symbols: readonly string[]
  /** Of one step. */
  hop: Seconds
  beam: number
  language: LanguageModel | undefined
  languageWeight: number
  lengthBonus: number
}

/** What a less probable symbol would add to a reading never matters: it saves nearly all of the work. */
export const TRY_ABOVE = Math.log(1e-4)

/** What the beam is to do. */
export function beamOptionsOf({ beam, language, languageWeight, lengthBonus }: DecoderOptions): BeamOptions {
  return { width: beam, tryAbove: TRY_ABOVE, languageWeight, lengthBonus, ...(language && { language }) }
}

/**
 * The words in what a network says of an utterance. Where no step is most probably a letter, as in silence and noise, there are none,
 * whatever a language model would expect.
 */
export function readWords(heard: LogProbabilities, options: DecoderOptions): Word[] {
  const { symbols, hop, beam, language } = options
  const duration = heard.steps * hop
  const greedy = decodeGreedily(heard)
  if (greedy.every(({ label }) => symbols[label] === ' ') || (beam === 1 && !language))
    return wordsOf(greedy, { symbols, hop, duration })
  const [best] = searchBeam(heard, beamOptionsOf(options))
  const placed = best && alignLabels(heard, best.labels)
  return placed ? wordsOf(placed, { symbols, hop, duration }) : []
}
