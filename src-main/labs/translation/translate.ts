import { beamSearch, chosenAt, scoreForced, type BeamResult, type ForcedScore } from '../../text/beam-search'
import type { DecoderState, Reading } from './network'
import { clean } from './pairs'
import type { Translator } from './translator'

export interface Search {
  beam: number
  lengthNormalisation: number
}

/** A sentence and what became of it. */
export interface Translated {
  /** As it was read: cleaned. */
  sentence: string
  /** Its pieces. */
  source: readonly number[]
  /** The best hypothesis. */
  text: string
  search: BeamResult<DecoderState>
}

/** Pieces of a sentence; longer ones are refused. */
export const MOST_PIECES = 300

/** Pieces that are written at most: a translation has about as many as its source, and what runs on says nothing any more. */
const longestOf = (pieces: number) => Math.min(MOST_PIECES, 2 * pieces + 10)

/** A sentence in pieces. Throws RangeError with a message for a person where it is empty or has too many. */
export function readSentence(text: string, { subwords }: Translator): { sentence: string; source: number[] } {
  const sentence = clean(text)
  if (sentence === '') throw new RangeError('there is nothing to translate: the text is empty')
  const source = subwords.encode(sentence)
  if (source.length > MOST_PIECES)
    throw new RangeError(
      `a sentence may have ${MOST_PIECES} pieces of words, not ${source.length}: '${sentence.slice(0, 60)}…'`
    )
  return { sentence, source }
}

/** Translates one sentence. Throws as readSentence does. */
export async function translate(translator: Translator, text: string, search: Search): Promise<Translated> {
  const { sentence, source } = readSentence(text, translator)
  return reading(translator, source, async ({ decoder }) => {
    const found = await beamSearch(decoder, {
      width: search.beam,
      longest: longestOf(source.length),
      lengthNormalisation: search.lengthNormalisation
    })
    const best = found.hypotheses[0]!
    return { sentence, source, text: textOf(best.tokens, translator), search: found }
  })
}

/** What each of several length normalisations makes of a sentence, by one search. Throws as readSentence does. */
export function translateAt(
  translator: Translator,
  text: string,
  { beam, alphas }: { beam: number; alphas: readonly number[] }
): Promise<string[]> {
  const { source } = readSentence(text, translator)
  return reading(translator, source, async ({ decoder }) => {
    const found = await beamSearch(decoder, {
      width: beam,
      longest: longestOf(source.length),
      lengthNormalisation: 0
    })
    return alphas.map((alpha) => textOf(chosenAt(found, alpha), translator))
  })
}

/** What the network thinks of translations that somebody else wrote: ln P of each, by forced decoding. */
export function scoreTranslations(
  translator: Translator,
  source: readonly number[],
  { translations, lengthNormalisation }: { translations: readonly string[]; lengthNormalisation: number }
): Promise<ForcedScore[]> {
  return reading(translator, source, async ({ decoder }) => {
    const scores: ForcedScore[] = []
    for (const text of translations)
      scores.push(await scoreForced(decoder, translator.subwords.encode(text), lengthNormalisation))
    return scores
  })
}

/** Pieces as a person reads them. */
export const textOf = (tokens: readonly number[], { subwords }: Translator): string =>
  subwords.decode(tokens).trim()

async function reading<T>(
  { network }: Translator,
  source: readonly number[],
  use: (reading: Reading) => Promise<T>
): Promise<T> {
  const open = network.open(source)
  try {
    return await use(open)
  } finally {
    open.close()
  }
}
