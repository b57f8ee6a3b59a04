import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import { reachFigure, reachOfPasses } from './drawings'
import { backward, forward } from './exact'
import type { RaceParams } from './look-params'
import { judge } from './loss'
import { NAMES } from './reach'
import { drawWeights, type Cell, type NetworkShape } from './shape'
import { exactly, openTask } from './subject'
import type { Example, Task } from './tasks'
import { createTrainer, type Trainer } from './trainer'

/** Batches between two looks at how far gradients reach. */
const LOOKS_EVERY = 5

interface Runner {
  name: string
  shape: NetworkShape
  trainer: Trainer
  /** The batch at which a weight went beyond all numbers; null while it goes on. */
  lostAt: number | null
}

/**
 * Basic RNN, GRU and LSTM learn side by side by plain gradient descent, the chosen cell once with clipping and once without: what clipping does
 * to the loss, and how far gradients reach in each cell while it learns.
 */
export async function* race(params: RaceParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { task, heldOut, config } = await openTask(params, tools)
  const shown = heldOut.draw(createRandom(params.seed).fork('example'))
  const runners: Runner[] = []
  try {
    for (const { cell, isClipped } of fieldOf(params)) {
      const shape = { ...config.shape, cell }
      const tensors = drawWeights(shape, params.init, createRandom(params.seed).fork('weights'))
      const clip = isClipped ? params.clip : 0
      const settings = { ...params, clip, rule: 'sgd' as const }
      runners.push({
        name: `${NAMES[cell]}, ${isClipped ? 'clipped' : 'not clipped'}`,
        shape,
        trainer: createTrainer(shape, { task, tensors, settings }),
        lostAt: null
      })
    }
    yield { type: 'figure', figure: reaches(runners, { task, shown }) }
    for (let step = 1; step <= params.steps; step++) {
      for (const runner of runners.filter(({ lostAt }) => lostAt === null)) {
        const { loss, gradient } = runner.trainer.train()
        if (Number.isFinite(loss) && Number.isFinite(gradient))
          yield {
            type: 'metrics',
            step,
            values: { [`${runner.name}: loss`]: loss, [`${runner.name}: gradient`]: gradient }
          }
        else {
          runner.lostAt = step
          yield { type: 'note', text: `${runner.name}: its weights went beyond all numbers at batch ${step}` }
        }
        await breathe(tools.signal)
      }
      yield { type: 'progress', fraction: step / params.steps, message: `batch ${step} of ${params.steps}` }
      if (step % LOOKS_EVERY === 0) yield { type: 'figure', figure: reaches(runners, { task, shown }) }
    }
    yield {
      type: 'result',
      result: Object.fromEntries(runners.map(({ name, lostAt }) => [name, lostAt ?? 'went through']))
    }
  } finally {
    for (const { trainer } of runners) trainer.dispose()
  }
}

/** Who runs: each cell as the switch says, and the chosen one also the other way. */
function fieldOf({ cell, isClipped }: RaceParams): { cell: Cell; isClipped: boolean }[] {
  const cells = [...new Set<Cell>([cell, 'rnn', 'gru', 'lstm'])].filter(
    (each) => each === cell || !isSameKind(each, cell)
  )
  return [{ cell, isClipped: !isClipped }, ...cells.map((each) => ({ cell: each, isClipped }))]
}

/** The two kinds of GRU need not both run. */
const isSameKind = (a: Cell, b: Cell) => a.startsWith('gru') && b.startsWith('gru')

function reaches(runners: readonly Runner[], { task, shown }: { task: Task; shown: Example }) {
  return reachFigure(
    runners.flatMap(({ name, shape, trainer, lostAt }) => {
      if (lostAt !== null) return []
      const trace = forward(shape, exactly(trainer.weights()), Float64Array.from(shown.x))
      const { passes } = backward(
        shape,
        exactly(trainer.weights()),
        trace,
        judge(trace.scores, shown, task).dScores
      )
      return [{ name, reach: reachOfPasses(shape, trace, passes)[0]!.reach }]
    })
  )
}
