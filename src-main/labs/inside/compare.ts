import type { LabEvent } from '../../contract/events'
import type { TableFigure } from '../../contract/figures'
import { createRandom } from '../../contract/random'
import { breathe, type Tools } from '../lab'
import type { CompareParams } from './params'
import { drawWeights } from './shape'
import { openTask } from './subject'
import { createTrainer } from './trainer'

const CELLS = ['rnn', 'gru', 'lstm'] as const
const TOLD_EVERY = 25
/** A task is solved where the loss has fallen to this share of a blind guess's. */
const SOLVED = 0.1

/** Basic RNN, GRU and LSTM on the same task with the same budget, several seeds each. */
export async function* compare(params: CompareParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const done: CellRun[] = []
  const runs = CELLS.flatMap((cell) =>
    Array.from({ length: params.seeds }, (_, i) => ({ cell, seed: params.seed + i }))
  )
  let blind = 0
  for (const [i, { cell, seed }] of runs.entries()) {
    const { task, heldOut, config } = await openTask({ ...params, cell, seed }, tools)
    blind = task.blindLoss
    const tensors = drawWeights(config.shape, params.init, createRandom(seed).fork('weights'))
    const trainer = createTrainer(config.shape, { task, tensors, settings: { ...params, seed } })
    try {
      while (trainer.step < params.steps) {
        const { loss } = trainer.train()
        if (trainer.step % TOLD_EVERY === 0)
          yield { type: 'metrics', step: trainer.step, values: { [`${cell}, seed ${seed}: loss`]: loss } }
        yield {
          type: 'progress',
          fraction: (i + trainer.step / params.steps) / runs.length,
          message: `${cell}, seed ${seed}: batch ${trainer.step} of ${params.steps}`
        }
        await breathe(tools.signal)
      }
      done.push({ cell, seed, ...trainer.measure(heldOut) })
      yield { type: 'figure', figure: tableOf(done, blind) }
    } finally {
      trainer.dispose()
    }
  }
  const solvedBy = (cell: string) =>
    done.filter((each) => each.cell === cell && each.loss < SOLVED * blind).length
  yield {
    type: 'result',
    result: {
      'loss of a blind guess': blind,
      seeds: params.seeds,
      runs: done,
      ...Object.fromEntries(CELLS.map((cell) => [`solved by ${cell}`, solvedBy(cell)]))
    }
  }
}

/** What one cell came to from one seed, on sequences that no batch drew. */
export interface CellRun {
  cell: string
  seed: number
  loss: number
  /** Share of the answers. */
  right: number
}

/** @param blind loss of a guess that looks at nothing */
export const tableOf = (runs: readonly CellRun[], blind: number): TableFigure => ({
  id: 'cells',
  title: 'Same task, same budget',
  kind: 'table',
  columns: ['cell', 'seed', 'held-out loss', 'held-out right', ''],
  rows: runs.map(({ cell, seed, loss, right }) => [
    cell,
    seed,
    loss,
    right,
    loss < SOLVED * blind ? 'solved' : 'not solved'
  ])
})
