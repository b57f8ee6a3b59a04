import type { LabEvent } from '../../contract/events'
import { checkPlainText } from '../../text/plain-text'
import { breathe, type Tools } from '../lab'
import type { RunParams } from './params'
import { attribute, judge, stripOf } from './reading'
import { loadSentences } from './sentence-file'

/** Says what a text is, and which of its words moved the decision. `label` is null where no word of it has a vector. */
export async function* run(params: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { text } = params
  checkPlainText(text)
  const model = await loadSentences(params.model, tools)
  try {
    await breathe(tools.signal)
    const verdict = judge(model, text)
    const { probabilities, label, reading } = verdict
    const known = new Set(reading.tokenOf)
    const strip = stripOf(text, verdict, attribute(model, verdict), model.labels)
    if (reading.tokens.length > 0) yield { type: 'figure', figure: strip }
    yield {
      type: 'result',
      result: {
        label: model.labels[label] ?? null,
        probability: probabilities[label] ?? null,
        probabilities: model.labels.map((name, i) => ({
          label: name,
          probability: probabilities[i] ?? null
        })),
        words: known.size,
        unknown: [...new Set(strip.spans.map(({ start }) => reading.tokens[start]!.text))]
      }
    }
  } finally {
    model.dispose()
  }
}
