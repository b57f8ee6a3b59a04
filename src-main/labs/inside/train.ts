import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { answersFigure, answersOf, drawnOf, insideFigures, reachFigure, reachOfPasses } from './drawings'
import { backward, forward } from './exact'
import { judge } from './loss'
import type { TrainParams } from './params'
import { countWeights, drawWeights, type NetworkShape } from './shape'
import { exactly, openTask } from './subject'
import type { Example, Task } from './tasks'
import { createTrainer, type Trainer } from './trainer'

/** Looks between two checkpoints. */
const LOOKS_A_CHECKPOINT = 5

/** Trains a network that a person built; after every few batches shows what is inside while it reads one fixed example. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { task, heldOut, config, dataHash } = await openTask(params, tools)
  const { shape } = config
  const tensors = drawWeights(shape, params.init, createRandom(params.seed).fork('weights'))
  const trainer = createTrainer(shape, { task, tensors, settings: params })
  const shown = heldOut.draw(createRandom(params.seed).fork('example'))
  const started = tools.now()
  try {
    if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
    else yield* look({ trainer, shape, task, heldOut, shown })
    let measured = { loss: NaN, right: NaN }
    while (trainer.step < params.steps) {
      const { loss, gradient } = trainer.train()
      yield { type: 'metrics', step: trainer.step, values: { loss, 'gradient norm': gradient } }
      yield {
        type: 'progress',
        fraction: trainer.step / params.steps,
        message: `batch ${trainer.step} of ${params.steps}`
      }
      const isLast = trainer.step === params.steps
      if (isLast || trainer.step % params.watchEvery === 0) {
        measured = yield* look({ trainer, shape, task, heldOut, shown })
        if (!isLast && trainer.step % (params.watchEvery * LOOKS_A_CHECKPOINT) === 0)
          yield {
            type: 'checkpoint',
            step: trainer.step,
            artifact: { lab: 'inside', config: { step: trainer.step }, tensors: trainer.exportState() }
          }
      }
      await breathe(tools.signal)
    }
    const metrics = {
      'held-out loss': measured.loss,
      'held-out right': measured.right,
      'loss of a blind guess': task.blindLoss
    }
    yield {
      type: 'model',
      name: params.name,
      artifact: { lab: 'inside', config, tensors: trainer.weights() },
      card: {
        title: params.name,
        summary: `${params.cell}, ${shape.layers} × ${shape.units} units, ${countWeights(shape)} weights; ${params.task}`,
        seed: params.seed,
        params,
        dataHash,
        metrics,
        dataLicence:
          params.task === 'text' && params.dataset !== 'built-in'
            ? 'unknown'
            : 'none: drawn by the seed, or CC0',
        appVersion: tools.appVersion,
        createdAt: new Date().toISOString(),
        trainingSeconds: tools.now() - started
      }
    }
    yield { type: 'result', result: { weights: countWeights(shape), steps: trainer.step, ...metrics } }
  } finally {
    trainer.dispose()
  }
}

async function* look({
  trainer,
  shape,
  task,
  heldOut,
  shown
}: {
  trainer: Trainer
  shape: NetworkShape
  task: Task
  heldOut: Task
  shown: Example
}): AsyncGenerator<LabEvent, { loss: number; right: number }> {
  const measured = trainer.measure(heldOut)
  yield {
    type: 'metrics',
    step: trainer.step,
    values: { 'held-out loss': measured.loss, 'held-out right': measured.right }
  }
  const weights = exactly(trainer.weights())
  const trace = forward(shape, weights, Float64Array.from(shown.x))
  const { dScores, answers } = judge(trace.scores, shown, task)
  const { passes } = backward(shape, weights, trace, dScores)
  yield { type: 'figure', figure: reachFigure(reachOfPasses(shape, trace, passes)) }
  yield { type: 'figure', figure: answersFigure(answersOf(task, shown), answers) }
  for (const figure of insideFigures(drawnOf(shape, trace))) yield { type: 'figure', figure }
  return measured
}
