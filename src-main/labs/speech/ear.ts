import { durationOf } from '../../contract/clip'
import { breathe, type Recogniser, type Tools } from '../lab'
import { loadBuiltIn } from './built-in'
import { readWords, TRY_ABOVE, type DecoderOptions } from './decoder'
import { languageOf } from './language'
import { loadSpeechNetwork, type SpeechNetwork } from './network'
import type { ReadingParams } from './params'

/** Longer sound is cut: the work to read it does not grow, but nothing is said until all of it is read. */
const LONGEST = 30

/** cadenza-ctc opened for reading. */
export interface Ear {
  network: SpeechNetwork
  decoding: DecoderOptions
}

type EarParams = Pick<
  ReadingParams,
  'model' | 'languageModel' | 'languageText' | 'vocabulary' | 'beam' | 'languageWeight' | 'lengthBonus'
>

/** Loads a network and makes what weighs its letters; whoever opens it disposes the network. Throws ArtifactError for a model of another lab. */
export async function openEar(params: EarParams, tools: Pick<Tools, 'asset' | 'model'>): Promise<Ear> {
  const artifact = await (params.model === 'built-in' ? loadBuiltIn(tools) : tools.model(params.model))
  const network = loadSpeechNetwork(artifact)
  try {
    return { network, decoding: decodingOf(params, network) }
  } catch (error) {
    network.dispose()
    throw error
  }
}

/** How a network's letters are weighed. Throws RangeError naming a line of the vocabulary, or where nothing could be read. */
export function decodingOf(
  params: EarParams,
  network: Pick<SpeechNetwork, 'symbols' | 'hop' | 'languageTexts'>
): DecoderOptions {
  const { symbols, hop } = network
  const { beam, languageWeight, lengthBonus } = params
  const language = languageOf(params, network)
  const isOnly = params.languageModel === 'only'
  return {
    ...{ symbols, hop, beam, language, languageWeight },
    // The bonus makes up for what a language model takes for each letter: without one, and within the words of a list, nothing is taken.
    lengthBonus: language && !isOnly ? lengthBonus : 0,
    tryAbove: isOnly ? -Infinity : TRY_ABOVE // a word of the list may have a letter that is not heard
  }
}

/** cadenza-ctc as a recogniser like the others. */
export async function openOwnRecogniser(params: EarParams, tools: Tools): Promise<Recogniser> {
  const { network, decoding } = await openEar(params, tools)
  return {
    name: params.model === 'built-in' ? 'cadenza-ctc' : `cadenza-ctc ${params.model}`,
    longest: LONGEST,
    sampleRate: network.sampleRate,
    async recognise(clip, signal) {
      await breathe(signal)
      const end = durationOf(clip)
      const words = readWords(network.listen(clip.samples), decoding)
      await breathe(signal)
      return words.map((word) => ({
        ...word,
        end: Math.min(end, word.end),
        start: Math.min(end, word.start)
      }))
    },
    close() {
      network.dispose()
      return Promise.resolve()
    }
  }
}
