import type { LabEvent } from '../../contract/events'
import { checkPlainText } from '../../text/plain-text'
import { breathe, type Tools } from '../lab'
import { drawMaps } from './drawings'
import { clean } from './pairs'
import type { MapsParams } from './params'
import { MOST_PIECES, readSentence, translate } from './translate'
import { openTranslator } from './translator'

const GREEDY = { beam: 1, lengthNormalisation: 0 }

/** Who looks at whom, in all heads of all layers, while a translation is written: a given one, or the network's own. */
export async function* maps(params: MapsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  checkPlainText(params.text + params.translation)
  const translator = await openTranslator(params, tools)
  try {
    await breathe(tools.signal)
    const { sentence, source } = readSentence(params.text, translator)
    const given = clean(params.translation)
    const translation = given || (await translate(translator, sentence, GREEDY)).text
    const target = translator.subwords.encode(translation)
    if (target.length > MOST_PIECES)
      throw new RangeError(`a translation may have ${MOST_PIECES} pieces of words, not ${target.length}`)
    const looked = translator.network.maps(source, target)
    for (const figure of drawMaps(looked, { source, target, translator })) yield { type: 'figure', figure }
    yield { type: 'result', result: { translation, maps: looked.length } }
  } finally {
    translator.dispose()
  }
}
