import type { Artifact, NamedTensor } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { breathe, type Dataset, type Tools } from '../lab'
import { loadBackbone, type BackboneFile } from './backbone-file'
import { layBanks } from './banks'
import { loadFeatureBank, type FeatureBank } from './bundled-sounds'
import { drawExample } from './drawings'
import { createFeatureExtractor } from './feature-extractor'
import { createHeadTrainer, type HeadTrainer } from './head-trainer'
import { prepareLessons, type Lessons } from './lessons'
import { drawCurve } from './operating-curve'
import type { TrainParams } from './params'
import { RECIPE, type Recipe } from './recipe'
import type { StreamingConfig } from './streaming-model'
import { validateHead, type Validation } from './validation'

/** Share of the whole that hearing takes; the rest is learning. */
const HEARING = 0.5
const LEARNT = 0.97
const METRICS_EVERY = 4
const VALIDATE_EVERY = 24
const CHECKPOINT_EVERY = 24
const EXAMPLES = 4
/** The threshold is chosen so that held-out sound fires no more often. */
const FALSE_ACCEPTS_PER_HOUR = 0.5

export interface Trained {
  artifact: Artifact
  /** Figures of merit, and what they were measured on. */
  validation: Record<string, unknown>
}

/** Trains a streaming detector: hears the data through the backbone once, then teaches a head the word. */
export async function* trainStreaming(
  params: TrainParams,
  tools: Tools,
  dataset: Dataset
): AsyncGenerator<LabEvent, Trained> {
  const recipe: Recipe = { ...RECIPE, ...(params.steps ? { steps: params.steps } : {}) }
  const asset = (path: string) => tools.asset(path)
  const backbone = await loadBackbone(asset)
  const bundled = await loadFeatureBank(asset)
  const began = tools.now()
  const lessons = yield* hear({ params, recipe, backbone, dataset, tools })
  const banks = layBanks(lessons, bundled, { recipe, seed: params.seed })
  const shape = {
    window: recipe.window,
    features: bundled.mean.length,
    hidden: recipe.hidden,
    members: recipe.members
  }
  const trainer = createHeadTrainer({ ...banks, shape, recipe, seed: params.seed })
  try {
    if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
    yield* learn(trainer, {
      steps: recipe.steps,
      until: params.minutes > 0 ? began + 60 * params.minutes : Infinity,
      tools
    })
    const weights = trainer.weights()
    const validation = validateHead({
      shape,
      weights,
      ...banks.held,
      falseAcceptsPerHour: FALSE_ACCEPTS_PER_HOUR,
      refractory: recipe.refractory,
      smoothing: recipe.smoothing
    })
    yield* show(lessons, validation)
    return {
      artifact: assemble({ backbone, bundled, recipe, weights, validation }),
      validation: validation.summary
    }
  } finally {
    trainer.dispose()
  }
}

async function* hear(call: {
  params: TrainParams
  recipe: Recipe
  backbone: BackboneFile
  dataset: Dataset
  tools: Tools
}): AsyncGenerator<LabEvent, Lessons> {
  const { params, recipe, backbone, dataset, tools } = call
  const extractor = createFeatureExtractor(backbone)
  try {
    const given = dataset.groups['positives']?.length ?? 0
    const variants = params.variants || Math.min(recipe.variants, given * recipe.variantsPerTake)
    const { longestNegatives } = recipe
    const lessons = yield* prepareLessons({
      dataset,
      extractor,
      tools,
      seed: params.seed,
      variants,
      longestNegatives,
      share: HEARING
    })
    yield {
      type: 'note',
      text: `heard ${variants} variants of ${lessons.takes.length} takes, and ${lessons.others.length} pieces of the user's other sound`
    }
    return lessons
  } finally {
    extractor.dispose()
  }
}

async function* learn(
  trainer: HeadTrainer,
  { steps, until, tools }: { steps: number; until: number; tools: Tools }
): AsyncGenerator<LabEvent, void> {
  while (trainer.step < steps) {
    if (tools.now() > until) {
      yield { type: 'note', text: `stopped by the time limit after ${trainer.step} of ${steps} steps` }
      return
    }
    const loss = trainer.train()
    const { step } = trainer
    if (step % METRICS_EVERY === 0 || step === steps) {
      const values: Record<string, number> = { loss }
      if (step % VALIDATE_EVERY === 0) values['validation loss'] = trainer.validate()
      yield { type: 'metrics', step, values }
      yield {
        type: 'progress',
        fraction: HEARING + (LEARNT - HEARING) * (step / steps),
        message: `learning: step ${step} of ${steps}`
      }
      await breathe(tools.signal)
    }
    if (step % CHECKPOINT_EVERY === 0) {
      yield {
        type: 'checkpoint',
        step,
        artifact: { lab: 'trigger', config: { model: 'streaming' }, tensors: trainer.exportState() }
      }
    }
  }
}

/** Takes with what a member that never heard them says, and the operating curve. */
function* show(lessons: Lessons, validation: Validation): Generator<LabEvent, void> {
  for (const [i, { take, samples, start, end }] of lessons.plain.slice(0, EXAMPLES).entries()) {
    const title = `${lessons.takes[take]!.name}, judged by a member that never heard it`
    const posteriors = validation.streams[i]!.values
    yield {
      type: 'figure',
      figure: drawExample({ id: `example-${i + 1}`, title, samples, word: { start, end }, posteriors })
    }
  }
  yield { type: 'figure', figure: drawCurve(validation.curve, validation.hours, validation.chosen) }
}

function assemble(parts: {
  backbone: BackboneFile
  bundled: FeatureBank
  recipe: Recipe
  weights: NamedTensor[]
  validation: Validation
}): Artifact {
  const { backbone, bundled, recipe, validation } = parts
  const config: StreamingConfig = {
    model: 'streaming',
    mean: backbone.mean,
    std: backbone.std,
    layers: backbone.layers,
    head: {
      window: recipe.window,
      hidden: recipe.hidden,
      members: recipe.members,
      mean: bundled.mean,
      std: bundled.std
    },
    temperature: validation.temperature,
    smoothing: recipe.smoothing,
    threshold: validation.chosen.threshold,
    refractory: recipe.refractory
  }
  return {
    lab: 'trigger',
    config,
    tensors: [...backbone.tensors.filter(({ name }) => name.startsWith('layers.')), ...parts.weights]
  }
}
