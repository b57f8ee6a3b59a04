import { backward, forward, type ExactWeights } from './exact'
import { judge } from './loss'
import type { NetworkShape } from './shape'
import type { Example, Task } from './tasks'

/** One weight, its gradient by backpropagation and by central differences. */
export interface CheckedWeight {
  name: string
  index: number
  weight: number
  analytic: number
  numeric: number
}

export interface GradientCheck {
  /** ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over all weights that were checked (course 2, week 1; 0 where both vanish). */
  relativeError: number
  checked: CheckedWeight[]
}

/** Central differences err by its square, rounding by its inverse: in double precision the sum is least near this. */
const STEP = 1e-5

/** Compares gradients of chosen weights with (L(w + ε) − L(w − ε)) / 2ε. */
export function checkGradients(
  shape: NetworkShape,
  weights: ExactWeights,
  {
    example,
    task,
    chosen
  }: { example: Example; task: Task; chosen: readonly { name: string; index: number }[] }
): GradientCheck {
  const x = Float64Array.from(example.x)
  const lossOf = () => judge(forward(shape, weights, x).scores, example, task).loss
  const trace = forward(shape, weights, x)
  const { gradients } = backward(shape, weights, trace, judge(trace.scores, example, task).dScores)
  const checked = chosen.map(({ name, index }): CheckedWeight => {
    const values = weights[name]!
    const weight = values[index]!
    values[index] = weight + STEP
    const above = lossOf()
    values[index] = weight - STEP
    const below = lossOf()
    values[index] = weight
    return { name, index, weight, analytic: gradients[name]![index]!, numeric: (above - below) / (2 * STEP) }
  })
  const relativeError = relativeDistance(
    checked.map(({ analytic }) => analytic),
    checked.map(({ numeric }) => numeric)
  )
  return { relativeError, checked }
}

/** ‖a − b‖ / (‖a‖ + ‖b‖); 0 where both vanish. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, ofA, ofB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2
    ofA += a[i]! ** 2
    ofB += b[i]! ** 2
  }
  const scale = Math.sqrt(ofA) + Math.sqrt(ofB)
  return scale === 0 ? 0 : Math.sqrt(difference) / scale
}
