import type { CurvesFigure, HeatmapFigure, StripFigure } from '../../contract/figures'
import { reachOf, type PassGradient, type PassTrace, type Trace } from './exact'
import { passName, type Cell, type NetworkShape } from './shape'
import type { Example, Task } from './tasks'

/** What lies side by side in a trace's gates, and whether a person is shown it. */
const INSIDE: Record<Cell, readonly (string | null)[]> = {
  rnn: [],
  gru: ['Update gate z', 'Reset gate r', 'Candidate h̃', null],
  'gru-reset-after': ['Update gate z', 'Reset gate r', 'Candidate h̃', null],
  lstm: ['Input gate i', 'Forget gate f', 'Candidate c̃', 'Output gate o', 'Cell c']
}
/** Classes that are shown of an answer. */
const SHOWN = 3

/** Layer and pass in words, where there are several. */
function placeOf({ layers, direction }: NetworkShape, { layer, pass }: PassTrace): string {
  const words = [
    layers > 1 ? `layer ${layer + 1}` : '',
    direction === 'both' ? (pass === 'forward' ? 'forward' : 'backward') : ''
  ].filter((word) => word !== '')
  return words.length > 0 ? `, ${words.join(', ')}` : ''
}

/** Hidden states and all gates over the sequence, each a map [units, time]. */
export function insideFigures(shape: NetworkShape, { passes, time }: Trace): HeatmapFigure[] {
  const { cell, units } = shape
  return passes.flatMap((trace) => {
    const place = placeOf(shape, trace)
    const key = passName(trace.layer, trace.pass)
    const width = INSIDE[cell].length * units
    return [
      { title: `Hidden state h${place}`, id: `h ${key}`, from: trace.states, width: units, offset: 0 },
      ...INSIDE[cell].flatMap((name, i) =>
        name === null
          ? []
          : [{ title: `${name}${place}`, id: `${name} ${key}`, from: trace.gates, width, offset: i * units }]
      )
    ].map(({ title, id, from, width, offset }) =>
      heatmap({ id, title, units, time }, (u, t) => from[t * width + offset + u]!)
    )
  })
}

function heatmap(
  { id, title, units, time }: { id: string; title: string; units: number; time: number },
  value: (unit: number, t: number) => number
): HeatmapFigure {
  return {
    id,
    title,
    kind: 'heatmap',
    rows: units,
    columns: time,
    data: Float32Array.from({ length: units * time }, (_, i) => value(Math.floor(i / time), i % time)),
    x: { label: 'step', unit: '' },
    y: { label: 'unit', unit: '' },
    xSpan: [0, time],
    ySpan: [0, units]
  }
}

/** How much of the gradient is left at each earlier step, one line a pass or a network. */
export function reachFigure(lines: readonly { name: string; reach: Float64Array }[]): CurvesFigure {
  return {
    id: 'reach',
    title: 'Length of the gradient that reaches each step',
    kind: 'curves',
    x: { label: 'step', unit: '' },
    y: { label: '‖∂L/∂h‖', unit: '' },
    scale: 'log',
    series: lines.map(({ name, reach }) => ({
      name,
      x: Float32Array.from(reach, (_, t) => t),
      y: Float32Array.from(reach)
    }))
  }
}

/** The lines of one network, a pass each. */
export function reachOfPasses(
  shape: NetworkShape,
  trace: Trace,
  flows: readonly PassGradient[]
): { name: string; reach: Float64Array }[] {
  return trace.passes.map((pass, i) => ({
    name: `gradient${placeOf(shape, pass)}`,
    reach: reachOf(flows[i]!, shape.units)
  }))
}

/** The sequence with what is answered at each step; colours say how probable the right answer was, or how near. */
export function answersFigure(
  task: Task,
  { tokens, targets, counts }: Example,
  answers: Float64Array
): StripFigure {
  const outputs = task.outputs.length
  const isValue = task.kind === 'value'
  const at = (t: number) =>
    isValue ? Math.abs(answers[t]! - targets[t]!) : answers[t * outputs + targets[t]!]!
  return {
    id: 'answers',
    title: isValue ? 'Error of each answer' : 'Probability of each right answer',
    kind: 'strip',
    tokens: spaced(task, tokens),
    values: Float32Array.from(targets, (_, t) => (counts[t] ? at(t) : 0)),
    value: { label: isValue ? 'error' : 'probability of the right answer', unit: '' },
    range: [0, 1],
    alternatives: tokens.map((_, t) =>
      isValue
        ? [{ text: `${answers[t]!.toFixed(3)} for ${targets[t]!.toFixed(3)}`, probability: counts[t]! }]
        : task.outputs
            .map((text, k) => ({ text, probability: answers[t * outputs + k]! }))
            .sort((a, b) => b.probability - a.probability)
            .slice(0, SHOWN)
    ),
    spans: []
  }
}

/** How much each input moves the answer: gradient × input, summed over the values of a step (Shrikumar et al. 2016). */
export function saliencyFigure(task: Task, { x, tokens }: Example, dInputs: Float64Array): StripFigure {
  const width = task.inputs.length
  const values = Float32Array.from(tokens, (_, t) => {
    let sum = 0
    for (let k = t * width; k < (t + 1) * width; k++) sum += dInputs[k]! * x[k]!
    return sum
  })
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1
  return {
    id: 'saliency',
    title: 'Which input mattered: gradient × input',
    kind: 'strip',
    tokens: spaced(task, tokens),
    values,
    value: { label: 'gradient × input', unit: '' },
    range: [-most, most],
    spans: []
  }
}

/** Numbers are set apart; characters stand as they were written. */
const spaced = (task: Task, tokens: readonly string[]) =>
  task.kind === 'value' ? tokens.map((token) => `${token} `) : [...tokens]
