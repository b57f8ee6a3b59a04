import type { Artifact, Card, NamedTensor } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import { createRandom } from '../../contract/random'
import { createSubwords, learnSubwords, type Subwords } from '../../text/subwords'
import { breathe, type Tools } from '../lab'
import { layBatch, planPass, planReading, type EncodedPair } from './batches'
import type { Dimensions, TranslationNetwork } from './network'
import { gather, MOST_PAIRS, readPairs, splitPairs, type Pair, type Split } from './pairs'
import type { TrainParams } from './params'
import { createTrainer, meanCost, type Schedule, type TranslationTrainer } from './trainer'
import { translate } from './translate'
import { createNetwork, createTranslator, type TranslatorConfig } from './translator'

const CHECKPOINT_SECONDS = 120
const READ = 0.03
const WARM_UP = 400
/** Pairs that are read at once when measuring. */
const READ_AT_ONCE = 100
/** Sentences whose translations are shown after each pass. */
const SHOWN = 8
const GREEDY = { beam: 1, lengthNormalisation: 0 }

/** Trains a translator and yields it with what it costs on pairs that it never saw. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  checkParams(params)
  const dataset = await tools.dataset(params.dataset)
  const read = yield* readPairs(dataset, { longest: params.longest, tools })
  if (read.malformed > 0)
    yield { type: 'note', text: `${read.malformed} lines are no pairs, the first ${read.example}` }
  if (read.longer > 0)
    yield {
      type: 'note',
      text: `${read.longer} pairs have more than ${params.longest} words and are left out`
    }
  if (read.pairs.length === MOST_PAIRS)
    yield { type: 'note', text: `only the first ${MOST_PAIRS} pairs are read` }
  const split = splitPairs(read.pairs)
  const subwords = yield* learnPieces(split.taught, params, tools)
  const config: TranslatorConfig = {
    dimensions: dimensionsOf(params, subwords.size),
    merges: [...subwords.merges],
    longest: params.longest,
    dataHash: dataset.hash,
    heldOut: gather(split.heldOut)
  }
  const trained = yield* learn({ params, config, subwords, split, tools })
  const artifact: Artifact = { lab: 'translation', config: { ...config }, tensors: trained.tensors }
  const metrics = {
    pairs: split.taught.length,
    pieces: subwords.size,
    steps: trained.steps,
    'held-out sentences': config.heldOut.length,
    'held-out pairs': split.heldOut.length,
    'held-out cost': trained.cost
  }
  const seconds = tools.now() - began
  const card: Card = {
    title: params.name,
    summary: `A ${params.network === 'recurrent' ? 'recurrent network with attention' : 'transformer'} that learnt from ${split.taught.length} pairs; ${trained.cost.toFixed(2)} nats a piece on ${split.heldOut.length} held-out ones.`,
    seed: params.seed,
    params: { ...params },
    dataHash: dataset.hash,
    metrics,
    dataLicence: "the user's own texts",
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: seconds
  }
  yield { type: 'model', name: params.name, artifact, card }
  yield { type: 'progress', fraction: 1, message: 'trained' }
  yield { type: 'result', result: { ...metrics, seconds } }
}

function checkParams({ network, units, heads, embedding }: TrainParams): void {
  if (network === 'recurrent' && units % 2 !== 0)
    throw new RangeError(`'units' must be even, for two directions share them, not ${units}`)
  if (network === 'transformer' && embedding % heads !== 0)
    throw new RangeError(`'embedding' must be a multiple of 'heads' (${heads}), not ${embedding}`)
}

function dimensionsOf(params: TrainParams, pieces: number): Dimensions {
  const { network, embedding, units, layers, heads } = params
  return network === 'recurrent'
    ? { kind: network, pieces, embedding, units }
    : { kind: network, pieces, embedding, units, layers, heads }
}

/** Of both languages together; the same whenever the same pairs are taught. */
async function* learnPieces(
  taught: readonly Pair[],
  params: TrainParams,
  tools: Tools
): AsyncGenerator<LabEvent, Subwords> {
  const stored = tools.checkpoint?.config['merges']
  if (stored) return createSubwords(stored as number[])
  const learning = learnSubwords(
    taught.flatMap(({ source, target }) => [source, target]),
    params.pieces
  )
  for (;;) {
    const { done, value } = learning.next()
    if (done) return value
    yield {
      type: 'progress',
      fraction: (READ * value) / params.pieces,
      message: `${value} of ${params.pieces} pieces of words`
    }
    await breathe(tools.signal)
  }
}

interface Learning {
  params: TrainParams
  config: TranslatorConfig
  subwords: Subwords
  split: Split
  tools: Tools
}

interface Trained {
  tensors: NamedTensor[]
  steps: number
  /** Nats a piece on the pairs that were held out. */
  cost: number
}

async function* learn(learning: Learning): AsyncGenerator<LabEvent, Trained> {
  const { params, config } = learning
  const network = createNetwork(config.dimensions, params.seed)
  const trainer = createTrainer(network, params.seed)
  try {
    return yield* pass({ trainer, network }, learning)
  } finally {
    trainer.dispose()
    network.dispose()
  }
}

async function* pass(
  { trainer, network }: { trainer: TranslationTrainer; network: TranslationNetwork },
  { params, config, subwords, split, tools }: Learning
): AsyncGenerator<LabEvent, Trained> {
  const encode = (pairs: readonly Pair[]) => pairs.map((pair) => encodePair(pair, subwords))
  const [taught, watched, heldOut] = [split.taught, split.watched, split.heldOut].map(encode) as [
    EncodedPair[],
    EncodedPair[],
    EncodedPair[]
  ]
  const random = createRandom(params.seed)
  const plan = (epoch: number) =>
    planPass(taught, { rows: params.rows, random: random.fork(`pass ${epoch}`) })
  const lay = (pairs: readonly EncodedPair[]) => layBatch(pairs, subwords.size)
  const measure = (pairs: readonly EncodedPair[]) =>
    trainer.during(() => meanCost(network, planReading(pairs, READ_AT_ONCE).map(lay)))
  const steps = params.epochs * plan(0).length
  const schedule: Schedule = {
    learningRate: params.learningRate,
    warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
    steps,
    dropout: params.dropout
  }
  let place: Place = { epoch: 0, index: 0 }
  if (tools.checkpoint) {
    trainer.importState(tools.checkpoint.tensors)
    place = placeOf(tools.checkpoint)
  }
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  for (let { epoch } = place; epoch < params.epochs; epoch++) {
    const batches = plan(epoch)
    let isLate = false
    for (let index = epoch === place.epoch ? place.index : 0; index < batches.length && !isLate; index++) {
      const loss = trainer.train(lay(batches[index]!), schedule)
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: READ + (0.97 - READ) * (trainer.step / steps),
        message: `pass ${epoch + 1} of ${params.epochs}, step ${index + 1} of ${batches.length}`
      }
      await breathe(tools.signal)
      isLate = tools.now() > until
      if (index + 1 === batches.length || tools.now() - kept < CHECKPOINT_SECONDS) continue
      yield keep(trainer, { epoch, index: index + 1 }, config)
      kept = tools.now()
    }
    yield { type: 'metrics', step: trainer.step, values: { 'watched cost': measure(watched) } }
    await breathe(tools.signal)
    yield await show({ config, tensors: trainer.weights(), watched: split.watched, epoch })
    if (isLate) {
      yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${params.epochs}` }
      break
    }
    yield keep(trainer, { epoch: epoch + 1, index: 0 }, config)
    kept = tools.now()
  }
  return { tensors: trainer.weights(), steps: trainer.step, cost: measure(heldOut) }
}

const encodePair = ({ source, target }: Pair, subwords: Subwords): EncodedPair => ({
  source: subwords.encode(source),
  target: subwords.encode(target)
})

/** Where training goes on: the next batch of a pass. */
interface Place {
  epoch: number
  index: number
}

function keep(trainer: TranslationTrainer, next: Place, { merges }: TranslatorConfig): LabEvent {
  return {
    type: 'checkpoint',
    step: trainer.step,
    artifact: { lab: 'translation', config: { ...next, merges }, tensors: trainer.exportState() }
  }
}

function placeOf({ config }: Artifact): Place {
  const { epoch = 0, index = 0 } = config as Partial<Place>
  return { epoch, index }
}

/** Some watched sentences as they are translated now. */
async function show({
  config,
  tensors,
  watched,
  epoch
}: {
  config: TranslatorConfig
  tensors: NamedTensor[]
  watched: readonly Pair[]
  epoch: number
}): Promise<LabEvent> {
  const translator = createTranslator(config, tensors)
  try {
    const rows: TableFigure['rows'] = []
    for (const { source, references } of gather(watched).slice(0, SHOWN)) {
      const { text } = await translate(translator, source, GREEDY)
      rows.push([source, text, references.join(' / ')])
    }
    const columns = ['Sentence', 'Translation', 'Of people']
    const figure: TableFigure = {
      id: 'translations',
      title: `After pass ${epoch + 1}, sentences that it is not taught`,
      kind: 'table',
      columns,
      rows
    }
    return { type: 'figure', figure }
  } finally {
    translator.dispose()
  }
}
