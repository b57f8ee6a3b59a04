import type { LabEvent } from '../../contract/events'
import { checkPlainText } from '../../text/plain-text'
import { breathe, type Tools } from '../lab'
import { drawBlame } from './drawings'
import { countFaults, isReadable, judge, type Judged } from './judge'
import { gather, parsePairs } from './pairs'
import type { BlameParams } from './params'
import { openTranslator } from './translator'

/** Holds what the search found against references that somebody gave, or that the translator was kept from, sentence by sentence. */
export async function* blame(params: BlameParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  checkPlainText(params.pairs)
  const given = gather(parsePairs(params.pairs))
  const translator = await openTranslator(params, tools)
  try {
    const sentences = given.length > 0 ? given : translator.config.heldOut
    const readable = sentences.filter((each) => isReadable(each, translator))
    if (readable.length === 0) throw new RangeError('all sentences are too long to be translated')
    const looked = readable.slice(0, params.most)
    const left = sentences.length - looked.length
    if (given.length > 0 && left > 0)
      yield { type: 'note', text: `${left} of ${sentences.length} sentences are left out` }
    const judged: Judged[] = []
    for (const each of looked) {
      judged.push(await judge(translator, each, params))
      yield {
        type: 'progress',
        fraction: judged.length / looked.length,
        message: `sentence ${judged.length} of ${looked.length}`
      }
      yield { type: 'figure', figure: drawBlame(judged) }
      await breathe(tools.signal)
    }
    yield { type: 'result', result: { n: judged.length, ...countFaults(judged) } }
  } finally {
    translator.dispose()
  }
}
