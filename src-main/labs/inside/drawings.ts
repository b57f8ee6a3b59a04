import type { EncodedInput } from '../lab'
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

/** What one pass went through, ready to be drawn. */
export interface Drawn {
  cell: Cell
  units: number
  /** After the title, such as `, layer 2, backward`; '' where there is only one. */
  place: string
  /** Ends the ids of its figures. */
  key: string
  /** h [time, units] */
  states: Float64Array
  /** As the cell's reference puts them side by side. */
  gates: Float64Array
  /** What each step stands for. */
  steps?: readonly string[]
}

/** The passes of a network that this lab built. */
export const drawnOf = (shape: NetworkShape, { passes }: Trace): Drawn[] =>
  passes.map((trace) => ({
    cell: shape.cell,
    units: shape.units,
    place: placeOf(shape, trace),
    key: passName(trace.layer, trace.pass),
    states: trace.states,
    gates: trace.gates
  }))

/** Hidden states and all gates over the sequence, each a map [units, time]. */
export function insideFigures(passes: readonly Drawn[]): HeatmapFigure[] {
  return passes.flatMap((drawn) => {
    const { cell, units, place, key } = drawn
    const width = INSIDE[cell].length * units
    return [
      hiddenFigure(drawn, { id: `h ${key}`, title: `Hidden state h${place}` }),
      ...INSIDE[cell].flatMap((name, i) =>
        name === null
          ? []
          : [
              heatmap(drawn, { id: `${name} ${key}`, title: `${name}${place}` }, (u, t) => {
                return drawn.gates[t * width + i * units + u]!
              })
            ]
      )
    ]
  })
}

/** h over the sequence, a map [units, time]. */
export const hiddenFigure = (drawn: Drawn, named: { id: string; title: string }): HeatmapFigure =>
  heatmap(drawn, named, (u, t) => drawn.states[t * drawn.units + u]!)

function heatmap(
  { units, states, steps }: Drawn,
  named: { id: string; title: string },
  value: (unit: number, t: number) => number
): HeatmapFigure {
  const time = states.length / units
  return {
    ...named,
    kind: 'heatmap',
    rows: units,
    columns: time,
    data: Float32Array.from({ length: units * time }, (_, i) => value(Math.floor(i / time), i % time)),
    x: { label: 'step', unit: '' },
    y: { label: 'unit', unit: '' },
    xSpan: [0, time],
    ySpan: [0, units],
    ...(steps && { columnLabels: [...steps] })
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

/** What is answered at each step; colours say how probable the right answer was, or how near, and the likeliest one where nobody knows the right. */
export function answersFigure(
  {
    answers: { steps, classes, kind, targets, counts, isShownByClass = false }
  }: Pick<EncodedInput, 'answers'>,
  answers: ArrayLike<number>
): StripFigure {
  const outputs = classes.length
  const isValue = kind === 'value'
  const probabilities = (t: number) => Array.from({ length: outputs }, (_, k) => answers[t * outputs + k]!)
  const at = (t: number) => {
    if (isValue) return Math.abs(answers[t]! - targets![t]!)
    return targets ? answers[t * outputs + targets[t]!]! : Math.max(...probabilities(t))
  }
  const asked = targets ? 'right answer' : 'likeliest answer'
  return {
    id: 'answers',
    title: isValue ? 'Error of each answer' : `Probability of each ${asked}`,
    kind: 'strip',
    tokens: isShownByClass ? steps.map((_, t) => classes[likeliest(probabilities(t))[0]!]!) : [...steps],
    values: Float32Array.from(steps, (_, t) => (counts[t] ? at(t) : 0)),
    value: { label: isValue ? 'error' : `probability of the ${asked}`, unit: '' },
    range: [0, 1],
    alternatives: steps.map((_, t) =>
      isValue
        ? [{ text: `${answers[t]!.toFixed(3)} for ${targets![t]!.toFixed(3)}`, probability: counts[t]! }]
        : likeliest(probabilities(t)).map((k) => ({
            text: classes[k]!,
            probability: answers[t * outputs + k]!
          }))
    ),
    spans: []
  }
}

/** Places of the greatest values, the greatest first. */
function likeliest(values: readonly number[]): number[] {
  const places = [...values.keys()].sort((a, b) => values[b]! - values[a]!)
  return places.slice(0, SHOWN)
}

/** What a network of this lab answers to an example. */
export const answersOf = (
  task: Task,
  { tokens, targets, counts }: Example
): Pick<EncodedInput, 'answers'> => ({
  answers: { steps: spaced(task, tokens), classes: task.outputs, kind: task.kind, targets, counts }
})

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
