import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom, type Random } from '../../contract/random'
import { createRooms } from '../../audio/room'
import { breathe, type Dataset, type Tools } from '../lab'
import { loadBuiltIn } from './built-in'
import { layBatch, planEpoch } from './batches'
import { profileOf, SAMPLE_RATE, SYMBOLS } from './data'
import { asClip, asFloats, readLessons, type Lesson, type Lessons } from './lessons'
import { createModel, readModel, type SpeechConfig, type SpeechModel } from './model'
import { findSeams } from './recombine'
import { createTrainer, readPlainly, type Schedule, type SpeechTrainer } from './trainer'
import type { TrainParams } from './train-params'
import { validate, type Validation } from './validation'
import { hearVaried, type Heard, type Surroundings } from './variations'

const READING = 0.03
const ROOMS = 24
const WARM_UP = 200
const RATES = { fresh: 1.5e-3, continued: 3e-4 }
const CHECKPOINT_SECONDS = 120
const REST_SECONDS = 0.1
const MOST_TEXTS = 20_000
/** Lessons at most that the profile is taken from. */
const PROFILED = 200

/** Trains a recogniser on clips with transcripts, from nothing or from one that is there, and yields it with what it does on held-out speakers. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const dataset = await tools.dataset(params.dataset)
  const lessons = yield* read(dataset, params)
  const { model, config } = await openModel(params, { tools, lessons })
  const trainer = createTrainer(model, params.seed)
  try {
    if (params.from !== 'nothing') yield* findAllSeams(lessons.taught, { model, tools })
    const validation = yield* learn({ params, lessons, model, trainer, tools })
    const artifact: Artifact = { lab: 'speech', config: { ...config }, tensors: trainer.weights() }
    const metrics = { steps: trainer.step, ...validation?.metrics }
    yield {
      type: 'model',
      name: params.name,
      artifact,
      card: {
        title: `Speech recogniser ${params.name}`,
        summary: describe(lessons, validation),
        seed: params.seed,
        params: { ...params },
        dataHash: dataset.hash,
        metrics,
        dataLicence: "the user's own recordings",
        appVersion: tools.appVersion,
        createdAt: new Date().toISOString(),
        trainingSeconds: tools.now() - began
      }
    }
    yield { type: 'progress', fraction: 1, message: 'trained' }
    yield { type: 'result', result: { ...metrics, seconds: tools.now() - began } }
  } finally {
    trainer.dispose()
    model.dispose()
  }
}

async function* read(dataset: Dataset, { hold, seed }: TrainParams): AsyncGenerator<LabEvent, Lessons> {
  const total = (dataset.groups['spoken']?.length ?? 0) + (dataset.groups['noise']?.length ?? 0)
  const reading = readLessons(dataset, { hold, seed })
  for (;;) {
    const next = await reading.next()
    if (!next.done) {
      yield {
        type: 'progress',
        fraction: READING * (next.value / total),
        message: `reading clip ${next.value} of ${total}`
      }
      continue
    }
    const { skipped, ...lessons } = next.value
    if (skipped.length > 0)
      yield {
        type: 'note',
        text: `${skipped.length} of ${total} clips are left out, such as ${skipped[0]!}`
      }
    yield {
      type: 'note',
      text: `training on ${inMinutes(lessons.taught)} of speech in ${lessons.taught.length} clips, measuring on ${inMinutes(lessons.held)} in ${lessons.held.length}`
    }
    return lessons
  }
}

const inMinutes = (lessons: readonly Lesson[]) =>
  `${(lessons.reduce((sum, { samples }) => sum + samples.length, 0) / SAMPLE_RATE / 60).toFixed(1)} min`

async function openModel(
  params: TrainParams,
  { tools, lessons }: { tools: Tools; lessons: Lessons }
): Promise<{ model: SpeechModel; config: SpeechConfig }> {
  const texts = [...new Set(lessons.taught.map(({ text }) => text))]
  if (params.from !== 'nothing') {
    const artifact = params.from === 'built-in' ? await loadBuiltIn(tools) : await tools.model(params.from)
    const profile = artifact.config['profile'] ?? usualProfile(lessons)
    const { model, config } = readModel({ ...artifact, config: { ...artifact.config, profile } })
    return {
      model,
      config: { ...config, texts: [...new Set([...config.texts, ...texts])].slice(-MOST_TEXTS) }
    }
  }
  const { units, layers } = params
  const dimensions = { filters: [Math.ceil(units / 2), units] as [number, number], layers, units }
  const profile = usualProfile(lessons)
  return {
    model: createModel(dimensions, params.seed, profile),
    config: {
      model: 'cadenza-ctc',
      dimensions,
      symbols: [...SYMBOLS],
      profile,
      texts: texts.slice(-MOST_TEXTS)
    }
  }
}

/** Of some of the lessons, evenly taken. */
function usualProfile({ taught }: Lessons): number[] {
  const every = Math.ceil(taught.length / PROFILED)
  return profileOf(taught.filter((_, i) => i % every === 0).map(({ samples }) => asFloats(samples)))
}

/** Where lessons may be cut, as the recogniser that training goes on from hears them: one that knows nothing could not tell. */
async function* findAllSeams(
  lessons: readonly Lesson[],
  { model, tools }: Pick<Learning, 'model' | 'tools'>
): AsyncGenerator<LabEvent, void> {
  const cuttable = lessons.filter(({ text }) => text.includes(' '))
  let done = 0
  for (const some of readPlainly(model, cuttable)) {
    for (const { lesson, heard } of some) lesson.seams = findSeams(lesson, heard)
    done += some.length
    yield {
      type: 'progress',
      fraction: READING,
      message: `finding words, clip ${done} of ${cuttable.length}`
    }
    await breathe(tools.signal)
  }
}

interface Learning {
  params: TrainParams
  lessons: Lessons
  model: SpeechModel
  trainer: SpeechTrainer
  tools: Tools
}

async function* learn(learning: Learning): AsyncGenerator<LabEvent, Validation | null> {
  const { params, lessons, model, trainer, tools } = learning
  const random = createRandom(params.seed)
  const plan = (epoch: number) => planEpoch(lessons, random.fork(`epoch ${epoch}`), isFirst(epoch, params))
  const surroundings: Surroundings = {
    noise: lessons.noise.map(({ samples }) => asClip(asFloats(samples))),
    rooms: createRooms(random.fork('rooms'), { count: ROOMS, sampleRate: SAMPLE_RATE }),
    profile: model.profile
  }
  const schedule = scheduleOf(params, plan(0).length)
  const place = placeOf(tools.checkpoint)
  if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  let validation: Validation | null = null
  for (let { epoch } = place; epoch < params.epochs; epoch++) {
    const batches = plan(epoch)
    for (let index = epoch === place.epoch ? place.index : 0; index < batches.length; index++) {
      if (tools.now() > until) {
        yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${params.epochs}` }
        return trainer.during(() => validate(model, lessons.held))
      }
      const own = random.fork(`batch ${epoch} ${index}`)
      const heard = await prepare(batches[index]!, { own, surroundings, tools })
      const loss = trainer.train(layBatch(heard), schedule)
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: READING + (1 - READING) * ((epoch + (index + 1) / batches.length) / params.epochs),
        message: `pass ${epoch + 1} of ${params.epochs}, step ${index + 1} of ${batches.length}`
      }
      await breathe(tools.signal)
      if (tools.now() - kept < CHECKPOINT_SECONDS && index + 1 < batches.length) continue
      const next = index + 1 < batches.length ? { epoch, index: index + 1 } : { epoch: epoch + 1, index: 0 }
      yield keep(trainer, next)
      kept = tools.now()
    }
    validation = trainer.during(() => validate(model, lessons.held))
    if (validation) {
      yield { type: 'metrics', step: trainer.step, values: validation.curves }
      yield { type: 'figure', figure: validation.figure }
    }
  }
  return validation
}

/** Short clips first only helps a network that knows no letters. */
const isFirst = (epoch: number, { from }: TrainParams) => epoch === 0 && from === 'nothing'

function scheduleOf(params: TrainParams, stepsPerEpoch: number): Schedule {
  const steps = params.epochs * stepsPerEpoch
  const fallback = params.from === 'nothing' ? RATES.fresh : RATES.continued
  return {
    learningRate: params.learningRate || fallback,
    warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
    steps,
    dropout: params.dropout
  }
}

async function prepare(
  lessons: readonly Lesson[],
  { own, surroundings, tools }: { own: Random; surroundings: Surroundings; tools: Tools }
): Promise<Heard[]> {
  const heard: Heard[] = []
  let rested = tools.now()
  for (const [i, lesson] of lessons.entries()) {
    heard.push(hearVaried(lesson, own.fork(`${i}`), surroundings))
    if (tools.now() - rested < REST_SECONDS) continue
    await breathe(tools.signal)
    rested = tools.now()
  }
  return heard
}

function keep(trainer: SpeechTrainer, next: Place): LabEvent {
  return {
    type: 'checkpoint',
    step: trainer.step,
    artifact: { lab: 'speech', config: { ...next }, tensors: trainer.exportState() }
  }
}

/** Where training goes on: the next batch of an epoch. */
interface Place {
  epoch: number
  index: number
}

function placeOf(checkpoint: Artifact | null): Place {
  const { epoch = 0, index = 0 } = (checkpoint?.config ?? {}) as Partial<Place>
  return { epoch, index }
}

function describe({ taught, held }: Lessons, validation: Validation | null): string {
  const measured = validation
    ? `; ${(100 * validation.metrics.wer).toFixed(1)} % of the words wrong on ${held.length} clips that it never heard, without a language model`
    : ''
  return `Trained on ${inMinutes(taught)} of speech${measured}.`
}
