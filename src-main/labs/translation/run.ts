import type { LabEvent } from '../../contract/events'
import { checkPlainText } from '../../text/plain-text'
import { breathe, type Tools } from '../lab'
import { drawAttention, drawBeam } from './drawings'
import type { RunParams } from './params'
import { partsOf, unknownIn } from './sentences'
import { textOf, translate, type Translated } from './translate'
import { openTranslator, type Translator } from './translator'

/** Translates a text, and shows of its first sentence what was looked at and every hypothesis. Throws RangeError on an empty text. */
export async function* run(params: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  checkPlainText(params.text)
  const translator = await openTranslator(params, tools)
  try {
    const lines = partsOf(params.text, translator.config.longest)
    const count = lines.flat().length
    if (count === 0) throw new RangeError('there is nothing to translate: the text is empty')
    const unknown = unknownIn(params.text, translator.subwords)
    if (unknown.length > 0)
      yield {
        type: 'note',
        text: `it has hardly seen ${unknown.slice(0, 20).join(' ')} and reads it byte by byte: what becomes of it means little`
      }
    const translated: Translated[] = []
    const texts: string[] = []
    for (const line of lines) {
      const parts: string[] = []
      for (const part of line) {
        const one = await translate(translator, part, params)
        parts.push(one.text)
        translated.push(one)
        if (translated.length === 1) {
          yield { type: 'figure', figure: drawAttention(one, translator) }
          yield { type: 'figure', figure: drawBeam(one, translator) }
        }
        yield {
          type: 'progress',
          fraction: translated.length / count,
          message: `sentence ${translated.length} of ${count}`
        }
        await breathe(tools.signal)
      }
      texts.push(parts.join(' '))
    }
    yield {
      type: 'result',
      result: {
        translation: texts.join('\n'),
        sentences: translated.map((one) => ({ source: one.sentence, translation: one.text })),
        alternatives: alternativesOf(translated[0]!, translator),
        unknown,
        seconds: tools.now() - began
      }
    }
  } finally {
    translator.dispose()
  }
}

/** What the beam held at the end, best first. */
const alternativesOf = ({ search }: Translated, translator: Translator) =>
  search.hypotheses.map(({ tokens, logProbability, score }) => ({
    translation: textOf(tokens, translator),
    logProbability,
    score
  }))
