import type { Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createVectorTable, type VectorTable } from '../../text/vector-table'
import { breathe, type Tools } from '../lab'
import { builtInQuestions, scoreAnalogies, totalOf, type SectionScore } from './analogies'
import { countCooccurrences, drawCooccurrences } from './cooccurrence'
import { readCorpus, type Corpus } from './corpus'
import { createGlove } from './glove'
import type { Learner } from './learner'
import type { TrainParams } from './params'
import { createSkipGram } from './skip-gram'
import { encodeTable } from './table-file'
import { drawMap, drawProbes, probesOf } from './train-figures'

const CHECKPOINT_SECONDS = 120
const DEFAULT_RATE = 0.05
const READING = 0.05

/** Learns vectors from a text and yields them, with their loss on what they were not taught and how they do on analogies. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const corpus = yield* readCorpus(params, tools)
  yield {
    type: 'note',
    text: `${corpus.read} words read, ${corpus.words.length} different ones learnt, ${corpus.tokens.length} times in all`
  }
  yield { type: 'figure', figure: drawCooccurrences(corpus, params.window) }
  const learner = yield* createLearner(corpus, params, tools)
  const steps = yield* learn(learner, { corpus, params, tools })
  const table = createVectorTable(corpus.words, learner.vectors())
  const { accuracy, covered, questions } = totalOf(yield* askAnalogies(table, tools))
  const heldOut = learner.heldOut()
  const metrics: Card['metrics'] = {
    words: corpus.words.length,
    tokens: corpus.tokens.length,
    steps,
    'held-out loss': heldOut,
    'analogies asked': questions,
    'analogies covered': covered,
    'analogies accuracy': accuracy
  }
  const card: Card = {
    title: params.name,
    summary: `${params.method === 'glove' ? 'GloVe' : 'Skip-gram'}, ${corpus.words.length} words of ${params.dimensions} dimensions, learnt on ${corpus.tokens.length} words of text; held-out loss ${heldOut.toFixed(3)}.`,
    seed: params.seed,
    params: { ...params },
    dataHash: corpus.hash,
    metrics,
    dataLicence: corpus.licence,
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: tools.now() - began
  }
  yield { type: 'model', name: params.name, artifact: encodeTable(table, params.method), card }
  yield { type: 'progress', fraction: 1, message: 'trained' }
  yield { type: 'result', result: { ...metrics, seconds: tools.now() - began } }
}

async function* createLearner(
  corpus: Corpus,
  params: TrainParams,
  tools: Tools
): AsyncGenerator<LabEvent, Learner> {
  const { dimensions, window, seed } = params
  const learningRate = params.learningRate || DEFAULT_RATE
  if (params.method === 'skip-gram') return createSkipGram(corpus, { ...params, learningRate })
  const counting = countCooccurrences(corpus, { window, signal: tools.signal })
  for (;;) {
    const { done, value } = await counting.next()
    if (!done) {
      yield { type: 'progress', fraction: READING * value, message: 'counting words that stand together' }
      continue
    }
    yield { type: 'note', text: `${value.counts.length} pairs of words stand together` }
    return createGlove(value, { words: corpus.words.length, dimensions, learningRate, seed })
  }
}

async function* learn(
  learner: Learner,
  { corpus, params, tools }: { corpus: Corpus; params: TrainParams; tools: Tools }
): AsyncGenerator<LabEvent, number> {
  const { stepsPerPass } = learner
  const steps = params.epochs * stepsPerPass
  const probes = probesOf(corpus, params.probes)
  let step = 0
  if (tools.checkpoint) {
    learner.importState(tools.checkpoint.tensors)
    step = Number(tools.checkpoint.config['step'])
  }
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  while (step < steps) {
    const loss = learner.learn(step)
    step++
    const pass = Math.ceil(step / stepsPerPass)
    const isPassed = step % stepsPerPass === 0
    const isLate = tools.now() > until
    yield { type: 'metrics', step, values: { loss } }
    yield {
      type: 'progress',
      fraction: READING + (0.99 - READING) * (step / steps),
      message: `pass ${pass} of ${params.epochs}, step ${step - (pass - 1) * stepsPerPass} of ${stepsPerPass}`
    }
    await breathe(tools.signal)
    if (isPassed || isLate) {
      yield { type: 'metrics', step, values: { 'held-out loss': learner.heldOut() } }
      const table = createVectorTable(corpus.words, learner.vectors())
      yield { type: 'figure', figure: drawProbes(table, probes, pass) }
      yield { type: 'figure', figure: drawMap(table, pass) }
    }
    if (isPassed || tools.now() - kept > CHECKPOINT_SECONDS) {
      yield {
        type: 'checkpoint',
        step,
        artifact: { lab: 'vectors', config: { step }, tensors: learner.exportState() }
      }
      kept = tools.now()
    }
    if (isLate && step < steps) {
      yield { type: 'note', text: `stopped by the time limit in pass ${pass} of ${params.epochs}` }
      break
    }
  }
  return step
}

async function* askAnalogies(table: VectorTable, tools: Tools): AsyncGenerator<LabEvent, SectionScore[]> {
  const scores: SectionScore[] = []
  for await (const score of scoreAnalogies(table, await builtInQuestions(tools), tools.signal)) {
    scores.push(score)
    yield { type: 'progress', fraction: 0.99, message: `asking analogies: ${score.name}` }
  }
  return scores
}
