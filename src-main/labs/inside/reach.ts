import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import type { Tools } from '../lab'
import { answersFigure, answersOf, reachFigure, reachOfPasses, saliencyFigure } from './drawings'
import { backward, forward } from './exact'
import { judge } from './loss'
import type { ReachParams } from './params'
import { CELLS, drawWeights } from './shape'
import { exactly, exampleOf, openSubject, type Subject } from './subject'

/** How far gradients reach back: in this network, and in one of each other cell that began from the same seed. */
export async function* reach(params: ReachParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const subject = await openSubject(params, tools)
  const { shape, task } = subject
  const example = exampleOf(subject, params)
  const last = example.targets.length - 1
  if (params.at > last) throw new RangeError(`'at' must be a step from 0 to ${last}, or −1, not ${params.at}`)
  const flow = (given: Pick<Subject, 'shape' | 'weights'>) => {
    const trace = forward(given.shape, given.weights, Float64Array.from(example.x))
    const asked = params.at < 0 ? example : onlyAt(example, params.at)
    const judged = judge(trace.scores, asked, task)
    return { trace, judged, back: backward(given.shape, given.weights, trace, judged.dScores) }
  }
  const { trace, judged, back } = flow(subject)
  const own = reachOfPasses(shape, trace, back.passes)
  const others =
    params.model === 'new'
      ? CELLS.filter((cell) => cell !== shape.cell).map((cell) => {
          const other = { ...shape, cell }
          const tensors = drawWeights(other, params.init, createRandom(params.seed).fork('weights'))
          const there = flow({ shape: other, weights: exactly(tensors) })
          return { name: NAMES[cell], reach: reachOfPasses(other, there.trace, there.back.passes)[0]!.reach }
        })
      : []
  const lines = own.map(({ name, reach }, i) => ({
    name: i === 0 ? `${NAMES[shape.cell]} (this one)` : name,
    reach
  }))
  yield { type: 'figure', figure: reachFigure([...lines, ...others]) }
  yield { type: 'figure', figure: answersFigure(answersOf(task, example), judged.answers) }
  yield { type: 'figure', figure: saliencyFigure(task, example, back.dInputs) }
  const [first] = own
  yield {
    type: 'result',
    result: {
      tokens: example.tokens,
      'reaches the first step': first!.reach[0]!,
      'at the last step': first!.reach.at(-1)!
    }
  }
}

/** Of the cells, as lines are called. */
export const NAMES = { rnn: 'RNN', gru: 'GRU', 'gru-reset-after': 'GRU, reset after', lstm: 'LSTM' }

/** The same example with the answer asked at one step only, also where the task asks for none. */
const onlyAt = ({ counts, ...rest }: ReturnType<typeof exampleOf>, at: number) => ({
  ...rest,
  counts: counts.map((_, t) => (t === at ? 1 : 0))
})
