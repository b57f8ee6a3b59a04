import type { LabEvent } from '../../contract/events'
import { createRandom } from '../../contract/random'
import type { Tools } from '../lab'
import { checkGradients, type CheckedWeight } from './gradient-check'
import { gradientDifferenceFromKernels } from './kernel-difference'
import type { CheckParams } from './params'
import { exampleOf, openSubject, type Subject } from './subject'
import { breathe } from '../lab'

/** Gradients by backpropagation beside central differences, for weights that a person chose or the seed drew. */
export async function* check(params: CheckParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const subject = await openSubject(params, tools)
  const { shape, task, weights } = subject
  const example = exampleOf(subject, params)
  const names = namesOf(subject, params.weight)
  const random = createRandom(params.seed).fork('check')
  const checked: CheckedWeight[] = []
  const errors: [string, number][] = []
  for (const [i, name] of names.entries()) {
    yield { type: 'progress', fraction: i / names.length, message: name }
    const chosen = indexesOf(weights[name]!.length, params, (size) => random.below(size)).map((index) => ({
      name,
      index
    }))
    const found = checkGradients(shape, weights, { example, task, chosen })
    errors.push([name, found.relativeError])
    checked.push(...found.checked)
    await breathe(tools.signal)
  }
  yield {
    type: 'figure',
    figure: {
      id: 'check',
      title: 'Gradients by backpropagation and by central differences',
      kind: 'table',
      columns: ['weight', 'value', 'backpropagation', 'differences'],
      rows: checked.map(({ name, index, weight, analytic, numeric }) => [
        `${name}[${index}]`,
        weight,
        analytic,
        numeric
      ])
    }
  }
  yield {
    type: 'figure',
    figure: {
      id: 'errors',
      title: 'Relative error of each',
      kind: 'table',
      columns: ['weights', '‖difference‖ / (‖a‖ + ‖b‖)'],
      rows: errors
    }
  }
  const worst = Math.max(...errors.map(([, error]) => error))
  yield {
    type: 'result',
    result: {
      'greatest relative error': worst,
      'distance of the kernels’ gradients': gradientDifferenceFromKernels(subject, example),
      weights: checked.length
    }
  }
}

function namesOf({ weights }: Subject, wanted: string): string[] {
  const all = Object.keys(weights)
  if (wanted === '') return all
  if (all.includes(wanted)) return [wanted]
  throw new RangeError(`'weight' must be one of ${all.join(', ')}, not “${wanted}”`)
}

function indexesOf(
  size: number,
  { index, count }: Pick<CheckParams, 'index' | 'count'>,
  below: (size: number) => number
): number[] {
  if (index >= size) throw new RangeError(`'index' must be from 0 to ${size - 1}, not ${index}`)
  if (index >= 0) return [index]
  if (count >= size) return Array.from({ length: size }, (_, i) => i)
  const drawn = new Set<number>()
  while (drawn.size < count) drawn.add(below(size))
  return [...drawn]
}
