import { z } from 'zod'
import type { LabEvent } from '../../contract/events'
import { choice } from '../../contract/params'
import type { Tools } from '../lab'
import { tableOf } from './compare'
import { compareParams } from './params'

const FILE = 'inside/adding-problem.json'

/** What scripts/measure-adding.mjs wrote. */
const measurement = z.object({
  recipe: compareParams,
  blindLoss: z.number().positive(),
  runs: z.array(z.object({ cell: z.string(), seed: z.number(), loss: z.number(), right: z.number() })).min(1),
  seconds: z.number().nonnegative(),
  date: z.iso.date(),
  version: z.string()
})

export const measuredParams = z.object({
  problem: choice({ label: 'Problem', options: { adding: 'Adding problem, 100 steps' }, default: 'adding' })
})

/** Which cells solve the adding problem at 100 steps, as it was measured for this Cadenza, and the params that measure it again. */
export async function* measured(_: unknown, tools: Tools): AsyncGenerator<LabEvent, void> {
  const written: unknown = JSON.parse(new TextDecoder().decode(await tools.asset(FILE)))
  const { runs, ...about } = measurement.parse(written)
  yield { type: 'figure', figure: tableOf(runs, about.blindLoss) }
  yield { type: 'result', result: { ...about } }
}
