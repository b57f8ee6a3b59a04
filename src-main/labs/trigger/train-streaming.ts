import type { Artifact, NamedTensor } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { breathe, type Dataset, type Tools } from '../lab'
import { loadBackbone, type BackboneFile } from './backbone-file'
import { drawExample } from './drawings'
import { createFeatureExtractor, type Features } from './feature-extractor'
import { createBank, heardRows, measureSpread, type Run } from './head-data'
import { createHeadTrainer } from './head-trainer'
import { prepareLessons, type Lessons } from './lessons'
import { drawCurve } from './operating-curve'
import type { TrainParams } from './params'
import { RECIPE, type Recipe } from './recipe'
import type { StreamingConfig } from './streaming-model'
import { createRandom } from '../../contract/random'
import { validateHead, type HeldRun } from './validation'

/** Share of the whole that hearing takes; the rest is learning. */
const HEARING = 0.5
const METRICS_EVERY = 4
const VALIDATE_EVERY = 24
const CHECKPOINT_EVERY = 48
const EXAMPLES = 4

/** Trains a streaming detector: hears the data through the backbone once, then teaches a head the word. */
export async function* trainStreaming(
  params: TrainParams,
  tools: Tools,
  dataset: Dataset
): AsyncGenerator<LabEvent, { artifact: Artifact; validation: Record<string, unknown> }> {
  const recipe: Recipe = { ...RECIPE, ...(params.steps ? { steps: params.steps } : {}) }
  const backbone = await loadBackbone((path) => tools.asset(path))
  const extractor = createFeatureExtractor(backbone)
  try {
    const began = tools.now()
    const takesGiven = dataset.groups['positives']?.length ?? 0
    const variants = params.variants || Math.min(recipe.variants, takesGiven * recipe.variantsPerTake)
    const lessons = yield* prepareLessons({
      ...recipe,
      dataset,
      extractor,
      tools,
      seed: params.seed,
      variants,
      share: HEARING
    })
    yield {
      type: 'note',
      text: `heard ${variants} variants of ${lessons.takes.length} takes and ${lessons.others.length} pieces of other sound`
    }
    const secondsLeft = params.minutes > 0 ? params.minutes * 60 - (tools.now() - began) : Infinity
    return yield* learn({ params, recipe, backbone, lessons, width: extractor.width, secondsLeft, tools })
  } finally {
    extractor.dispose()
  }
}

async function* learn(call: {
  params: TrainParams
  recipe: Recipe
  backbone: BackboneFile
  lessons: Lessons
  width: number
  secondsLeft: number
  tools: Tools
}): AsyncGenerator<LabEvent, { artifact: Artifact; validation: Record<string, unknown> }> {
  const { params, recipe, backbone, lessons, tools } = call
  const folds = assignFolds(lessons, recipe.members, params.seed)
  const { mean, std } = measureSpread([
    ...lessons.others,
    ...lessons.variants.map(({ features }) => features)
  ])
  const options = { window: recipe.window, folds: recipe.members, mean, std }
  const variantRuns = lessons.variants.map(({ features, take, end }): Run => ({
    features,
    fold: folds.takes[take]!,
    ends: heardRows(features, end, recipe)
  }))
  const otherRuns = lessons.others.map((features, i): Run => ({ features, fold: folds.others[i]! }))
  const shape = {
    window: recipe.window,
    features: call.width,
    hidden: recipe.hidden,
    members: recipe.members
  }
  const trainer = createHeadTrainer({
    shape,
    recipe,
    seed: params.seed,
    positives: createBank(variantRuns, options),
    negatives: createBank(otherRuns, options)
  })
  try {
    if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
    const began = tools.now()
    while (trainer.step < recipe.steps) {
      if (tools.now() - began > call.secondsLeft) {
        yield {
          type: 'note',
          text: `stopped by the time limit after ${trainer.step} of ${recipe.steps} steps`
        }
        break
      }
      const loss = trainer.train()
      const { step } = trainer
      if (step % METRICS_EVERY === 0 || step === recipe.steps) {
        const values: Record<string, number> = { loss }
        if (step % VALIDATE_EVERY === 0) values['validation loss'] = trainer.validate()
        yield { type: 'metrics', step, values }
        yield {
          type: 'progress',
          fraction: HEARING + (0.97 - HEARING) * (step / recipe.steps),
          message: `learning: step ${step} of ${recipe.steps}`
        }
      }
      if (step % CHECKPOINT_EVERY === 0)
        yield {
          type: 'checkpoint',
          step,
          artifact: { lab: 'trigger', config: { model: 'streaming' }, tensors: trainer.exportState() }
        }
      await breathe(tools.signal)
    }
    const weights = trainer.weights()
    const held: { run: HeldRun; features: Features; samples?: Float32Array }[] = [
      ...lessons.plain.map(({ features, take, start, end, samples }) => ({
        features,
        samples,
        run: { rows: features.rows, fold: folds.takes[take]!, word: { start, end } }
      })),
      ...lessons.others.map((features, i) => ({
        features,
        run: { rows: features.rows, fold: folds.others[i]! }
      }))
    ]
    const bank = createBank(
      held.map(({ features, run }) => ({ features, fold: run.fold })),
      options
    )
    const validation = validateHead({
      shape,
      weights,
      bank,
      runs: held.map(({ run }) => run),
      falseAcceptsPerHour: 0.5,
      refractory: recipe.refractory
    })
    for (let i = 0; i < Math.min(EXAMPLES, held.length); i++) {
      const { samples, run } = held[i]!
      if (samples && run.word)
        yield {
          type: 'figure',
          figure: drawExample({
            id: `example-${i + 1}`,
            title: `${lessons.takes[lessons.plain[i]!.take]!.name}, judged by a member that never heard it`,
            samples,
            word: run.word,
            posteriors: validation.streams[i]!.values
          })
        }
    }
    yield { type: 'figure', figure: drawCurve(validation.curve, validation.hours, validation.chosen) }
    return {
      artifact: assemble({
        backbone,
        recipe,
        mean,
        std,
        weights,
        temperature: validation.temperature,
        threshold: validation.chosen.threshold
      }),
      validation: validation.summary
    }
  } finally {
    trainer.dispose()
  }
}

/** Takes and pieces of other sound, dealt out to the members evenly and at random. */
function assignFolds(lessons: Lessons, members: number, seed: number): { takes: number[]; others: number[] } {
  const deal = (count: number, label: string) => {
    const order = createRandom(seed)
      .fork(label)
      .shuffled(Array.from({ length: count }, (_, i) => i))
    const folds = new Array<number>(count)
    order.forEach((item, place) => (folds[item] = place % members))
    return folds
  }
  return {
    takes: deal(lessons.takes.length, 'folds of takes'),
    others: deal(lessons.others.length, 'folds of other sound')
  }
}

function assemble(parts: {
  backbone: BackboneFile
  recipe: Recipe
  mean: number[]
  std: number[]
  weights: NamedTensor[]
  temperature: number
  threshold: number
}): Artifact {
  const { backbone, recipe, mean, std, temperature, threshold } = parts
  const config: StreamingConfig = {
    model: 'streaming',
    mean: backbone.mean,
    std: backbone.std,
    layers: backbone.layers,
    head: { window: recipe.window, hidden: recipe.hidden, members: recipe.members, mean, std },
    temperature,
    smoothing: recipe.smoothing,
    threshold,
    refractory: recipe.refractory
  }
  return { lab: 'trigger', config, tensors: [...backbone.tensors, ...parts.weights] }
}
