import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { accuracyOf, Confusion } from './accuracy'
import { planReading } from './batches'
import type { Corpus } from './data'
import { read } from './learn'
import type { EvaluateParams } from './params'
import { loadSentences, type Classifier } from './sentence-file'
import { loadData } from './sources'
import { lessonsOf } from './student'

const ROWS = 32

/** Measures a model on labelled sentences; those that it learnt from are left out. */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { corpus } = await loadData(params.dataset, tools)
  const model = await loadSentences(params.model, tools)
  try {
    const places = placesOf(corpus, model)
    const fresh = corpus.sentences
      .filter(({ text }) => !model.hasSeen(text))
      .map(({ text, label }) => ({ text, label: places[label]! }))
    const leftOut = corpus.sentences.length - fresh.length
    if (fresh.length === 0)
      throw new Error(
        `the model has learnt from all ${leftOut} sentences: they cannot measure it, but 'folds' can measure its kind`
      )
    if (leftOut > 0)
      yield { type: 'note', text: `${leftOut} sentences that the model learnt from are left out` }
    const confusion = new Confusion(model.labels)
    const batches = planReading(lessonsOf(fresh, model.reader), ROWS)
    for (const [i, batch] of batches.entries()) {
      read(model.network, { batch, table: model.table, confusion })
      yield { type: 'progress', fraction: (i + 1) / batches.length, message: `${confusion.n} sentences` }
      await breathe(tools.signal)
    }
    yield { type: 'figure', figure: confusion.table() }
    yield { type: 'result', result: { ...accuracyOf(confusion.right, confusion.n), leftOut } }
  } finally {
    model.dispose()
  }
}

/** Where the labels of the data stand among the model's. Throws where the model does not know one. */
function placesOf({ labels }: Corpus, model: Classifier): number[] {
  return labels.map((label) => {
    const place = model.labels.indexOf(label)
    if (place >= 0) return place
    throw new Error(`the model tells ${model.labels.join(', ')} apart, and knows no '${label}'`)
  })
}
