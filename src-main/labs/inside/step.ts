import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import { linesOf } from './equations'
import { backward, forward } from './exact'
import { judge } from './loss'
import type { StepParams } from './params'
import { exampleOf, openSubject } from './subject'
import { differenceFromKernels } from './kernel-difference'

/** One unit of one cell at one step, equation by equation. */
export async function* step(params: StepParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const subject = await openSubject(params, tools)
  const { shape, task, weights } = subject
  const example = exampleOf(subject, params)
  const time = example.targets.length
  within('step', params.step, time)
  within('unit', params.unit, shape.units)
  const trace = forward(shape, weights, Float64Array.from(example.x))
  const { dScores, loss } = judge(trace.scores, example, task)
  const { passes } = backward(shape, weights, trace, dScores)
  const chosen = trace.passes.findIndex(({ layer, pass }) => layer === params.layer && pass === params.pass)
  if (chosen < 0)
    throw new RangeError(
      `The network has no ${params.pass} pass in layer ${params.layer}: it has ${shape.layers} layers, direction ${shape.direction}`
    )
  const lines = linesOf(shape.cell, {
    trace: trace.passes[chosen]!,
    flow: passes[chosen]!,
    place: { t: params.step, unit: params.unit, units: shape.units }
  })
  yield {
    type: 'figure',
    figure: {
      id: 'equations',
      title: `Unit ${params.unit} at step ${params.step + 1} of ${time}: “${example.tokens[params.step]}”`,
      kind: 'table',
      columns: ['', 'equation', 'value', '∂L/∂'],
      rows: lines.map(({ name, equation, value, gradient }) => [name, equation, value, gradient])
    }
  }
  yield {
    type: 'result',
    result: {
      tokens: example.tokens,
      loss,
      lines,
      'greatest difference from the kernels': differenceFromKernels(subject, trace)
    }
  }
}

function within(name: string, value: number, count: number): void {
  if (value >= count) throw new RangeError(`'${name}' must be from 0 to ${count - 1}, not ${value}`)
}
