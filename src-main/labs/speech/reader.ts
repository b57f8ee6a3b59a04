import type { Recogniser, Tools } from '../lab'
import { openOwnRecogniser } from './ear'
import type { ReadingParams } from './params'

/** Opens the recogniser that was asked for; whoever opens it closes it. Throws with a sentence for a person. */
export async function openReader(params: ReadingParams, tools: Tools): Promise<Recogniser> {
  const { engine, model } = params
  return engine === 'cadenza-ctc' ? openOwnRecogniser(params, tools) : tools.recogniser(engine, model)
}
