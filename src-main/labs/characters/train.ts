import type { Artifact, Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { layBatch, planPass, planReading, type Batch } from './batches'
import { alphabetOfCorpus, knownOf, readCorpus, type Corpus } from './data'
import type { Alphabet } from './alphabet'
import { samplesFigure } from './drawings'
import { writeLines, writeProse } from './generate'
import { READ_AT_ONCE } from './measure'
import { ofPrefix, withPrefix, type ModelConfig } from './model-file'
import { createNetwork, shapeOf, type Network } from './network'
import { KINDS, type Kind, type TrainParams } from './params'
import { createTrainer, type NetworkTrainer, type Schedule } from './trainer'

/** Windows side by side in a step. */
const ROWS = 16
const WARM_UP = 100
const CHECKPOINT_SECONDS = 60
/** Of a running text, what is read after a pass to see when to stop. */
const WATCHED_WINDOWS = 512
/** What each network writes after a pass. */
const SHOWN = { characters: 160, lines: 8, temperature: 0.8 }

interface Learning {
  params: TrainParams
  corpus: Corpus
  alphabet: Alphabet
  trainers: NetworkTrainer[]
  tools: Tools
}

/** Trains one network or four on the same batches, and yields them as one model with what they make of text that was kept from them. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const corpus = await readCorpus(params, tools)
  const alphabet = alphabetOfCorpus(corpus)
  const characters = corpus.taught.reduce((sum, piece) => sum + piece.length, 0)
  const kinds = params.network === 'all' ? KINDS : [params.network]
  const shapes = kinds.map((kind) => shapeOf(kind, { ...params, characters }))
  yield { type: 'note', text: describe(corpus, alphabet) }
  const random = createRandom(params.seed).fork('weights')
  const networks: Network[] = []
  const trainers: NetworkTrainer[] = []
  try {
    for (const shape of shapes) networks.push(createNetwork(shape, { classes: alphabet.size, random }))
    for (const network of networks) trainers.push(createTrainer(network, params.seed))
    yield* learn({ params, corpus, alphabet, trainers, tools })
    const config: ModelConfig = {
      reads: corpus.reads,
      characters: [...alphabet.characters],
      networks: shapes,
      known: knownOf(corpus),
      dataHash: corpus.hash
    }
    const tensors = trainers.flatMap((trainer) => withPrefix(trainer.network.shape.kind, trainer.weights()))
    const seconds = tools.now() - began
    const metrics = {
      steps: trainers[0]!.step,
      ...Object.fromEntries(
        trainers.map(({ network, best }) => [`watched bits of ${network.shape.kind}`, best])
      ),
      'characters learnt': characters,
      'different characters': alphabet.characters.length
    }
    const artifact: Artifact = { lab: 'characters', config: { ...config }, tensors }
    yield {
      type: 'model',
      name: params.name,
      artifact,
      card: cardOf({ params, corpus, metrics, tools, seconds })
    }
    yield { type: 'progress', fraction: 1, message: 'trained' }
    yield { type: 'result', result: { ...metrics, seconds } }
  } finally {
    for (const each of [...trainers, ...networks]) each.dispose()
  }
}

async function* learn({
  params,
  corpus,
  alphabet,
  trainers,
  tools
}: Learning): AsyncGenerator<LabEvent, void> {
  const taught = corpus.taught.map(alphabet.classesOf)
  const watched = planReading(corpus.watched.map(alphabet.classesOf), READ_AT_ONCE)
    .slice(0, WATCHED_WINDOWS / READ_AT_ONCE)
    .map(layBatch)
  const random = createRandom(params.seed)
  const epochs = params.epochs || (corpus.reads === 'lines' ? 30 : 4)
  const plan = (epoch: number) => planPass(taught, { random: random.fork(`pass ${epoch}`), rows: ROWS })
  const steps = epochs * plan(0).length
  let place: Place = { epoch: 0, index: 0 }
  if (tools.checkpoint) place = restore(tools.checkpoint, trainers)
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  for (let { epoch } = place; epoch < epochs; epoch++) {
    const batches = plan(epoch)
    let isLate = false
    for (let index = epoch === place.epoch ? place.index : 0; index < batches.length && !isLate; index++) {
      const batch = layBatch(batches[index]!)
      yield* stepAll(trainers, { batch, schedules: (trainer) => scheduleOf(params, trainer, steps), tools })
      yield {
        type: 'progress',
        fraction: (0.99 * (epoch + (index + 1) / batches.length)) / epochs,
        message: `pass ${epoch + 1} of ${epochs}, step ${index + 1} of ${batches.length}`
      }
      isLate = tools.now() > until
      if (index + 1 === batches.length || tools.now() - kept < CHECKPOINT_SECONDS) continue
      yield keep(trainers, { epoch, index: index + 1 })
      kept = tools.now()
    }
    yield* watchAll(trainers, watched, tools)
    yield* show({ corpus, alphabet, trainers, tools }, epoch)
    if (isLate) {
      yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${epochs}` }
      break
    }
    yield keep(trainers, { epoch: epoch + 1, index: 0 })
    kept = tools.now()
  }
}

/** One step of each network on the same batch. */
async function* stepAll(
  trainers: readonly NetworkTrainer[],
  {
    batch,
    schedules,
    tools
  }: { batch: Batch; schedules: (trainer: NetworkTrainer) => Schedule; tools: Tools }
): AsyncGenerator<LabEvent, void> {
  const values: Record<string, number> = {}
  for (const trainer of trainers) {
    values[metricOf(trainer, trainers, 'loss')] = trainer.train(batch, schedules(trainer))
    await breathe(tools.signal)
  }
  yield { type: 'metrics', step: trainers[0]!.step, values }
}

/** What the watched text costs each network now. */
async function* watchAll(
  trainers: readonly NetworkTrainer[],
  watched: readonly Batch[],
  tools: Tools
): AsyncGenerator<LabEvent, void> {
  const values: Record<string, number> = {}
  for (const trainer of trainers) {
    values[metricOf(trainer, trainers, 'watched bits')] = trainer.watch(watched)
    await breathe(tools.signal)
  }
  yield { type: 'metrics', step: trainers[0]!.step, values }
}

/** Both in bits a character; of several networks each has a curve of its own. */
const metricOf = (
  { network }: NetworkTrainer,
  all: readonly NetworkTrainer[],
  name: 'loss' | 'watched bits'
): string => (all.length === 1 ? name : `${network.shape.kind} ${name}`)

/** What the networks write by now. */
async function* show(
  { corpus, alphabet, trainers, tools }: Omit<Learning, 'params'>,
  epoch: number
): AsyncGenerator<LabEvent, void> {
  const rows: { kind: Kind; text: string }[] = []
  for (const { network } of trainers) {
    const random = createRandom(epoch).fork(network.shape.kind)
    const wish = { alphabet, random, prompt: '', temperature: SHOWN.temperature }
    const text =
      corpus.reads === 'lines'
        ? writeLines(network, { ...wish, count: SHOWN.lines }).join(', ')
        : [...writeProse(network, { ...wish, length: SHOWN.characters })].map(({ text }) => text).join('')
    rows.push({ kind: network.shape.kind, text })
    await breathe(tools.signal)
  }
  yield { type: 'figure', figure: samplesFigure(rows, `Written after pass ${epoch + 1}`) }
}

function scheduleOf(params: TrainParams, { network }: NetworkTrainer, steps: number): Schedule {
  const isCareful = network.shape.kind === 'rnn' || network.shape.kind === 'transformer'
  return {
    learningRate: params.learningRate || (isCareful ? 2e-3 : 3e-3),
    warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
    steps,
    dropout: params.dropout
  }
}

/** Where training goes on: the next batch of a pass. */
interface Place {
  epoch: number
  index: number
}

function keep(trainers: readonly NetworkTrainer[], next: Place): LabEvent {
  const tensors = trainers.flatMap((trainer) => withPrefix(trainer.network.shape.kind, trainer.exportState()))
  return {
    type: 'checkpoint',
    step: trainers[0]!.step,
    artifact: { lab: 'characters', config: { ...next }, tensors }
  }
}

function restore({ config, tensors }: Artifact, trainers: readonly NetworkTrainer[]): Place {
  for (const trainer of trainers) trainer.importState(ofPrefix(trainer.network.shape.kind, tensors))
  const { epoch = 0, index = 0 } = config as Partial<Place>
  return { epoch, index }
}

const counted = (pieces: readonly string[]) =>
  pieces.reduce((sum, piece) => sum + piece.length, 0).toLocaleString('en')

const describe = ({ reads, taught, watched, heldOut }: Corpus, { characters }: Alphabet): string =>
  reads === 'lines'
    ? `learning ${taught.length} lines, watching ${watched.length}, keeping ${heldOut.length} to measure by; ${characters.length} different characters`
    : `learning ${counted(taught)} characters, watching ${counted(watched)}, keeping ${counted(heldOut)} to measure by; ${characters.length} different ones`

function cardOf({
  params,
  corpus,
  metrics,
  tools,
  seconds
}: {
  params: TrainParams
  corpus: Corpus
  metrics: Card['metrics']
  tools: Tools
  seconds: number
}): Card {
  return {
    title: params.name,
    summary: `Says the next character of ${corpus.reads === 'lines' ? 'lines' : 'a text'}: ${params.network === 'all' ? KINDS.join(', ') : params.network}, trained on '${corpus.name}'.`,
    seed: params.seed,
    params: { ...params },
    dataHash: corpus.hash,
    metrics,
    dataLicence:
      params.dataset !== 'built-in'
        ? "the user's own texts"
        : params.text === 'dinosaurs'
          ? 'CC0'
          : 'public domain',
    appVersion: tools.appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: seconds
  }
}
