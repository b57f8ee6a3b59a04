import type { Recogniser, Tools } from '../lab'
import { openOwnRecogniser } from './ear'
import { readOwnWords } from './own-words'
import type { ReadingParams } from './params'

/** Opens the recogniser that was asked for, writing the person's own words as they do; whoever opens it closes it. Throws with a sentence for a person. */
export async function openReader(params: ReadingParams, tools: Tools): Promise<Recogniser> {
  const { engine, model } = params
  const own = readOwnWords(params)
  const recogniser =
    engine === 'cadenza-ctc' ? await openOwnRecogniser(params, tools) : await tools.recogniser(engine, model)
  const { name, longest, sampleRate } = recogniser
  return {
    name,
    longest,
    sampleRate,
    recognise: async (clip, signal) => own.write(await recogniser.recognise(clip, signal)),
    close: () => recogniser.close()
  }
}
