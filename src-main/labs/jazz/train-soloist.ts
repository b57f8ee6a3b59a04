import type { Artifact, NamedTensor } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { RollFigure } from '../../contract/figures'
import { barOnsets, GRID } from '../../contract/music'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { layBatch, planPass, planReading, type Lesson } from './batches'
import { decodeNotes } from './data'
import { improvise, type Wish } from './improviser'
import type { Soloist } from './model'
import type { TrainParams } from './params'
import { openPlayer } from './player'
import type { Split } from './split'
import {
  costOfNote,
  createTrainer,
  meanCosts,
  READ_AT_ONCE,
  type Costs,
  type Schedule,
  type SoloistTrainer
} from './trainer'

/** Stretches side by side in a step, and about how many notes each. */
const ROWS = 16
const STEPS = 128
const WARM_UP = 200
const CHECKPOINT_SECONDS = 120
const SAMPLE_BARS = 16
const SAMPLE_WISH: Wish = { temperature: 0.9, topP: 0.95, density: 0, low: 46, high: 84, chordTones: false }

/** What a training leaves: the weights of the pass that did best on the watched tunes, or of the last where none is watched. */
export interface Trained {
  tensors: NamedTensor[]
  steps: number
  /** Nats a note on the watched tunes. */
  watched: Costs | null
}

interface Learning {
  params: TrainParams
  split: Split<Lesson>
  soloist: Soloist
  tools: Tools
}

/** Teaches a soloist; its weights in memory are those of the last step. */
export async function* trainSoloist(learning: Learning): AsyncGenerator<LabEvent, Trained> {
  const trainer = createTrainer(learning.soloist, learning.params.seed)
  try {
    return yield* learn(trainer, learning)
  } finally {
    trainer.dispose()
  }
}

async function* learn(
  trainer: SoloistTrainer,
  { params, split, soloist, tools }: Learning
): AsyncGenerator<LabEvent, Trained> {
  const { taught, watched } = split
  const random = createRandom(params.seed)
  const epochs = params.epochs || (params.from === 'nothing' ? 40 : 10)
  const plan = (epoch: number) =>
    planPass(taught, { random: random.fork(`pass ${epoch}`), rows: ROWS, steps: STEPS })
  const schedule = scheduleOf(params, epochs * plan(0).length)
  const best = new Best()
  let place: Place = { epoch: 0, index: 0 }
  if (tools.checkpoint) {
    trainer.importState(tools.checkpoint.tensors)
    best.restore(tools.checkpoint)
    place = placeOf(tools.checkpoint)
  }
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  for (let { epoch } = place; epoch < epochs; epoch++) {
    const batches = plan(epoch)
    let isLate = false
    for (let index = epoch === place.epoch ? place.index : 0; index < batches.length && !isLate; index++) {
      const loss = trainer.train(layBatch(batches[index]!), schedule)
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: 0.05 + 0.9 * ((epoch + (index + 1) / batches.length) / epochs),
        message: `pass ${epoch + 1} of ${epochs}, step ${index + 1} of ${batches.length}`
      }
      await breathe(tools.signal)
      isLate = tools.now() > until
      if (index + 1 === batches.length || tools.now() - kept < CHECKPOINT_SECONDS) continue
      yield keep(trainer, best, { epoch, index: index + 1 })
      kept = tools.now()
    }
    const costs = yield* watch(trainer, { soloist, watched, tools })
    best.consider(trainer, costs)
    const shown = watched[0] ?? taught[0]!
    const tensors = trainer.weights()
    yield { type: 'figure', figure: sampleOver(shown, { soloist, tensors, epoch }) }
    if (isLate) {
      yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${epochs}` }
      break
    }
    yield keep(trainer, best, { epoch: epoch + 1, index: 0 })
    kept = tools.now()
  }
  return { tensors: best.tensors ?? trainer.weights(), steps: trainer.step, watched: best.costs }
}

function scheduleOf(params: TrainParams, steps: number): Schedule {
  const fallback = params.from === 'nothing' ? 2e-3 : 5e-4
  return {
    learningRate: params.learningRate || fallback,
    warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
    steps,
    dropout: params.dropout
  }
}

/** What the watched tunes cost, read in pieces so that a cancel is heard. */
async function* watch(
  trainer: SoloistTrainer,
  { soloist, watched, tools }: { soloist: Soloist; watched: readonly Lesson[]; tools: Tools }
): AsyncGenerator<LabEvent, Costs | null> {
  if (watched.length === 0) return null
  const costs = trainer.during(() => meanCosts(soloist, planReading(watched, READ_AT_ONCE).map(layBatch)))
  const { pitch, velocity } = costs
  yield {
    type: 'metrics',
    step: trainer.step,
    values: {
      'watched NLL': costOfNote(costs),
      'watched NLL of pitch': pitch,
      'watched NLL of rhythm': costs.beats + costs.place + costs.length,
      'watched NLL of velocity': velocity
    }
  }
  await breathe(tools.signal)
  return costs
}

/** The weights that did best so far. */
class Best {
  costs: Costs | null = null
  tensors: NamedTensor[] | null = null

  consider(trainer: SoloistTrainer, costs: Costs | null): void {
    if (!costs || (this.costs && costOfNote(costs) >= costOfNote(this.costs))) return
    this.costs = costs
    this.tensors = trainer.weights()
  }

  restore({ config, tensors }: Artifact): void {
    this.costs = (config['best'] as Costs | null) ?? null
    if (this.costs)
      this.tensors = tensors
        .filter(({ name }) => name.startsWith('best/'))
        .map((tensor) => ({ ...tensor, name: tensor.name.slice('best/'.length) }))
  }
}

/** Where training goes on: the next batch of a pass. */
interface Place {
  epoch: number
  index: number
}

function keep(trainer: SoloistTrainer, { costs, tensors }: Best, next: Place): LabEvent {
  const best = (tensors ?? []).map((tensor) => ({ ...tensor, name: `best/${tensor.name}` }))
  return {
    type: 'checkpoint',
    step: trainer.step,
    artifact: {
      lab: 'jazz',
      config: { ...next, best: costs },
      tensors: [...trainer.exportState(), ...best]
    }
  }
}

function placeOf({ config }: Artifact): Place {
  const { epoch = 0, index = 0 } = config as Partial<Place>
  return { epoch, index }
}

/** Sixteen bars over the chords of a solo, to be heard; other ones after each pass. */
function sampleOver(
  { title, bars, feel, stage }: Lesson,
  { soloist, tensors, epoch }: { soloist: Soloist; tensors: NamedTensor[]; epoch: number }
): RollFigure {
  const shown = bars.slice(0, SAMPLE_BARS)
  const steps = (shown.length > 0 ? barOnsets(shown).at(-1)! : 4 * SAMPLE_BARS) * GRID
  const player = openPlayer({ dimensions: soloist.dimensions, tensors, stage })
  try {
    const random = createRandom(epoch).fork('sample')
    const stretch = { from: 0, to: steps, end: steps }
    for (const _ of improvise(player, { wish: SAMPLE_WISH, stage, random, stretch }));
    return {
      id: 'sample',
      title: `After pass ${epoch + 1}, over the chords of ${title}`,
      kind: 'roll',
      feel,
      bars: shown,
      notes: decodeNotes(player.line),
      marks: []
    }
  } finally {
    player.close()
  }
}
