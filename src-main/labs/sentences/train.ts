import type { Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import { accuracyOf, type Confusion } from './accuracy'
import { countWords } from './bag-of-words'
import { splitSentences, type Split } from './folds'
import { confusionOf, learn, planOf, type Place } from './learn'
import type { TrainParams } from './params'
import { loadTable, packSentences, type Classifier } from './sentence-file'
import { loadData, loadStart, withoutSeen } from './sources'
import { createStudent, lessonsOf } from './student'
import { allWeights, createTrainer, type Trainer } from './trainer'

const CHECKPOINT_SECONDS = 60
/** Shares of the progress: what comes before the first step, and what after the last. */
const [READING, MEASURING] = [0.05, 0.05]

/** Trains a network to tell the labels of sentences, and yields it with how often it is right on sentences that it never learnt from. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  yield { type: 'progress', fraction: 0, message: 'reading the sentences' }
  const { corpus, hash, licence } = await loadData(params.dataset, tools)
  const from = await loadStart(params.from, tools)
  try {
    yield { type: 'progress', fraction: READING / 2, message: 'setting sentences aside' }
    const split = withoutSeen(splitSentences(corpus.sentences, params), from)
    const { taught, heldOut } = split
    if (taught.length === 0) throw new Error('no sentence is left to learn from')
    yield {
      type: 'note',
      text: `training on ${taught.length} sentences, measuring on ${heldOut.length}, ${corpus.labels.length} labels`
    }
    const outcome = yield* trainOn({ params, tools, split, from, labels: corpus.labels })
    const seconds = tools.now() - began
    const metrics = metricsOf(split, corpus.labels.length, outcome)
    const card: Card = {
      title: params.name,
      summary: summaryOf(metrics, corpus.labels),
      seed: params.seed,
      params: { ...params },
      dataHash: hash,
      metrics,
      dataLicence: from ? `${licence}; started from '${params.from}'` : licence,
      appVersion: tools.appVersion,
      createdAt: new Date().toISOString(),
      trainingSeconds: seconds
    }
    yield { type: 'model', name: params.name, artifact: outcome.artifact, card }
    yield { type: 'progress', fraction: 1, message: 'trained' }
    yield { type: 'result', result: { ...metrics, seconds } }
  } finally {
    from?.dispose()
  }
}

interface Work {
  params: TrainParams
  tools: Tools
  split: Split
  from: Classifier | null
  labels: readonly string[]
}

interface Outcome {
  artifact: ReturnType<typeof packSentences>
  steps: number
  /** Null where nothing was held out. */
  confusion: Confusion | null
}

async function* trainOn({ params, tools, split, from, labels }: Work): AsyncGenerator<LabEvent, Outcome> {
  const { signal } = tools
  const table = await loadTable(tools)
  const student = createStudent({ params, taught: split.taught, labels: labels.length, table, from })
  let trainer: Trainer | undefined
  try {
    trainer = createTrainer(student, params.seed)
    const lessons = lessonsOf(split.taught, student.reader)
    if (lessons.every(({ reading }) => reading.rows.length === 0))
      throw new Error(
        "no word of the sentences has a vector: train the vectors ('vectors') so that words of other languages get some"
      )
    const heldOut = lessonsOf(split.heldOut, student.reader)
    const plan = planOf(params, lessons.length)
    let place: Place = { epoch: 0, index: 0 }
    if (tools.checkpoint) {
      trainer.importState(tools.checkpoint.tensors)
      place = { ...place, ...(tools.checkpoint.config as Partial<Place>) }
    }
    const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
    let kept = tools.now()
    for await (const { loss, next, done, endsPass } of learn({
      ...{ student, trainer, lessons, table, plan, signal },
      seed: params.seed,
      from: place
    })) {
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: READING + (1 - READING - MEASURING) * done,
        message: `pass ${Math.min(plan.epochs, next.epoch + 1)} of ${plan.epochs}`
      }
      if (endsPass && heldOut.length > 0) {
        const confusion = await confusionOf({ student, trainer, table, signal }, { lessons: heldOut, labels })
        const values = { 'held-out accuracy': confusion.right / confusion.n }
        yield { type: 'metrics', step: trainer.step, values }
        yield { type: 'figure', figure: confusion.table() }
      }
      if (endsPass || tools.now() - kept > CHECKPOINT_SECONDS) {
        yield keep(trainer, next)
        kept = tools.now()
      }
      if (tools.now() > until) {
        yield { type: 'note', text: `stopped by the time limit in pass ${next.epoch} of ${plan.epochs}` }
        break
      }
    }
    const confusion =
      heldOut.length > 0
        ? await confusionOf({ student, trainer, table, signal }, { lessons: heldOut, labels })
        : null
    const config = {
      dimensions: student.network.dimensions,
      labels: [...labels],
      learnt: [...student.learnt],
      phrases: [...student.phrases]
    }
    const artifact = packSentences(
      { config: { ...config, table: table.words.length }, weights: allWeights(student.network, trainer) },
      { texts: split.taught.map(({ text }) => text), before: from?.taught }
    )
    return { artifact, steps: trainer.step, confusion }
  } finally {
    trainer?.dispose()
    student.network.dispose()
  }
}

const keep = (trainer: Trainer, next: Place): LabEvent => ({
  type: 'checkpoint',
  step: trainer.step,
  artifact: { lab: 'sentences', config: { ...next }, tensors: trainer.exportState() }
})

function metricsOf(
  { taught, heldOut }: Split,
  labels: number,
  { steps, confusion }: Outcome
): Card['metrics'] {
  if (!confusion) return { sentences: taught.length, steps }
  const { n, accuracy, low, high } = accuracyOf(confusion.right, confusion.n)
  const words = countWords(taught, labels)
  const right = heldOut.filter(({ text, label }) => words.labelOf(text) === label).length
  return {
    sentences: taught.length,
    steps,
    'held-out sentences': n,
    'held-out accuracy': accuracy,
    'held-out accuracy, low': low,
    'held-out accuracy, high': high,
    'held-out accuracy of a bag of words': right / n
  }
}

function summaryOf(metrics: Card['metrics'], labels: readonly string[]): string {
  const told = `Tells ${labels.slice(0, 6).join(', ')}${labels.length > 6 ? ', …' : ''} apart`
  const accuracy = metrics['held-out accuracy']
  return typeof accuracy === 'number'
    ? `${told}: ${(100 * accuracy).toFixed(1)} % right on ${metrics['held-out sentences']} sentences that it never learnt from.`
    : `${told}; learnt from ${metrics['sentences']} sentences, none held out.`
}
