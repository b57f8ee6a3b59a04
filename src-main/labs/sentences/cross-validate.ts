import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import { accuracyOf, type Confusion } from './accuracy'
import { countWords } from './bag-of-words'
import type { Sentence } from './data'
import { dealFolds, splitAt } from './folds'
import { confusionOf, learn, planOf } from './learn'
import type { FoldsParams } from './params'
import { loadTable, type Classifier } from './sentence-file'
import { loadData, loadStart, withoutSeen } from './sources'
import { createStudent, lessonsOf } from './student'
import { createTrainer } from './trainer'

/** What has been said of the folds so far. */
interface Tally {
  right: number
  /** Right by a bag of words on the same folds. */
  words: number
  n: number
}

/**
 * Measures a kind of network by k folds: each sentence is judged once, by a network that learnt from the other folds, beside naive Bayes on the
 * same folds. The interval takes the sentences for independent of each other; the k networks share most of what they learnt, so it is a
 * little too narrow.
 */
export async function* crossValidate(params: FoldsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  yield { type: 'progress', fraction: 0, message: 'dealing the sentences' }
  const { corpus } = await loadData(params.dataset, tools)
  const { sentences, labels } = corpus
  const from = await loadStart(params.from, tools)
  try {
    const folds = dealFolds(sentences, { count: params.folds, seed: params.seed })
    const rows: (string | number)[][] = []
    const tally: Tally = { right: 0, words: 0, n: 0 }
    for (let fold = 0; fold < params.folds; fold++) {
      const { taught, heldOut } = withoutSeen(splitAt(sentences, folds, fold), from)
      if (heldOut.length === 0 || taught.length === 0) continue
      const confusion = yield* measureFold({ fold, taught, heldOut, labels, from, params, tools })
      const words = countWords(taught, labels.length)
      tally.right += confusion.right
      tally.n += confusion.n
      tally.words += heldOut.filter(({ text, label }) => words.labelOf(text) === label).length
      rows.push([`fold ${fold + 1}`, confusion.n, confusion.right / confusion.n])
      const columns = ['', 'sentences', 'accuracy']
      yield {
        type: 'figure',
        figure: { id: 'folds', title: 'Folds', kind: 'table', columns, rows: [...rows] }
      }
    }
    if (tally.n === 0)
      throw new Error('what it starts from has learnt from all sentences: start from `nothing`')
    const { right, words, n } = tally
    yield { type: 'progress', fraction: 1, message: 'measured' }
    yield { type: 'result', result: { ...accuracyOf(right, n), folds: rows.length, bagOfWords: words / n } }
  } finally {
    from?.dispose()
  }
}

interface Fold {
  fold: number
  taught: readonly Sentence[]
  heldOut: readonly Sentence[]
  labels: readonly string[]
  from: Classifier | null
  params: FoldsParams
  tools: Tools
}

async function* measureFold(given: Fold): AsyncGenerator<LabEvent, Confusion> {
  const { fold, taught, heldOut, labels, from, params, tools } = given
  const { signal } = tools
  const table = await loadTable(tools)
  const student = createStudent({ params, taught, labels: labels.length, table, from })
  const trainer = createTrainer(student, params.seed)
  try {
    const lessons = lessonsOf(taught, student.reader)
    const plan = planOf(params, lessons.length)
    for await (const { loss, done } of learn({
      ...{ student, trainer, lessons, table, plan, signal },
      seed: params.seed
    })) {
      const message = `fold ${fold + 1} of ${params.folds}, loss ${loss.toFixed(3)}`
      yield { type: 'progress', fraction: (fold + done) / params.folds, message }
    }
    return await confusionOf(
      { student, trainer, table, signal },
      { lessons: lessonsOf(heldOut, student.reader), labels }
    )
  } finally {
    trainer.dispose()
    student.network.dispose()
  }
}
