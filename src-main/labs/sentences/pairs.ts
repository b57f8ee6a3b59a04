import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import type { PairsParams } from './params'
import { judge } from './reading'
import { loadSentences, type Classifier } from './sentence-file'

/** A sentence and what it is. */
interface Side {
  label: string
  text: string
}
type Pair = [Side, Side]

/** The pairs that come with Cadenza, of the labels of its models: a negation, a turn or their order is all that differs. Nothing learns from them. */
export const OWN_PAIRS = 'texts/order-pairs.txt'

/** Asks a model about pairs of sentences of which both have nearly the same words. A network that only averages must fail on those of the same words. */
export async function* comparePairs(params: PairsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await loadSentences(params.model, tools)
  try {
    const own = parsePairs(new TextDecoder().decode(await tools.asset(OWN_PAIRS))).filter((pair) =>
      pair.every(({ label }) => model.labels.includes(label))
    )
    const pairs = params.pairs.trim() === '' ? own : parsePairs(params.pairs)
    if (pairs.length === 0)
      throw new Error(
        'no pairs come with Cadenza for the labels of this model: write some, `label: sentence | label: sentence`'
      )
    const sides = pairs.flat().map((side) => ({ ...side, ...ask(model, side) }))
    const told = pairs.filter((_, i) => sides[2 * i]!.isRight && sides[2 * i + 1]!.isRight).length
    yield {
      type: 'figure',
      figure: {
        id: 'pairs',
        title: 'Pairs of nearly the same words',
        kind: 'table',
        columns: ['sentence', 'is', 'said', 'probability of what it is'],
        rows: sides.map(({ text, label, said, probability }) => [text, label, said, probability])
      }
    }
    const right = sides.filter(({ isRight }) => isRight).length
    yield { type: 'result', result: { pairs: pairs.length, told, sentences: sides.length, right } }
  } finally {
    model.dispose()
  }
}

function ask(
  model: Classifier,
  { label, text }: Side
): { said: string; probability: number | null; isRight: boolean } {
  const place = model.labels.indexOf(label)
  if (place < 0) throw new Error(`the model tells ${model.labels.join(', ')} apart, and knows no '${label}'`)
  const verdict = judge(model, text)
  const said = model.labels[verdict.label]
  return {
    said: said ?? 'nothing',
    probability: verdict.probabilities[place] ?? null,
    isRight: said === label
  }
}

/** Reads `label: sentence | label: sentence` lines. Throws Error that names the line. */
export function parsePairs(text: string): Pair[] {
  return text.split(/\r\n|\n/).flatMap((line, i) => {
    if (line.trim() === '') return []
    const sides = line.split('|').map((side) => /^\s*([^:]+?)\s*:\s*(.*?)\s*$/su.exec(side))
    const [one, other] = sides
    if (sides.length !== 2 || !one?.[2] || !other?.[2])
      throw new Error(`line ${i + 1} of the pairs is not 'label: sentence | label: sentence'`)
    return [
      [
        { label: one[1]!, text: one[2] },
        { label: other[1]!, text: other[2] }
      ]
    ]
  })
}
