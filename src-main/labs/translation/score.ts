import type { LabEvent } from '../../contract/events'
import { sentenceBleu } from '../../text/bleu'
import { breathe, type Tools } from '../lab'
import { drawMatches, drawNgrams } from './drawings'
import { clean } from './pairs'
import type { ScoreParams } from './params'

/** BLEU of a translation by one or more references, and which of its n-grams count how often. Throws RangeError where either is empty. */
export async function* score(params: ScoreParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const hypothesis = clean(params.hypothesis)
  const references = params.references
    .split(/\r\n|\r|\n/)
    .map(clean)
    .filter((line) => line !== '')
  if (hypothesis === '') throw new RangeError('there is no translation to score')
  if (references.length === 0) throw new RangeError('there is no reference to score by')
  yield { type: 'figure', figure: drawMatches(hypothesis, references) }
  yield { type: 'figure', figure: drawNgrams(hypothesis, references) }
  await breathe(tools.signal)
  yield { type: 'result', result: { ...sentenceBleu(hypothesis, references) } }
}
