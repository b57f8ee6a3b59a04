import { row } from '../../nn/reference/sequence'
import type { PassGradient, PassTrace } from './exact'
import { GATES, type Cell } from './shape'

/** A line of the computation of one unit at one step, with its numbers. */
export interface Line {
  name: string
  /** As the course writes it, in our letters. */
  equation: string
  value: number
  /** Of the loss; null where backpropagation passes over it unnamed. */
  gradient: number | null
}

interface Place {
  t: number
  unit: number
  units: number
}

/**
 * One unit of one cell at one step: every equation of the course (week 1, "RNN", "GRU", "LSTM") with its numbers, forward and backward.
 * What the course calls a is h here, and Γu of a GRU is 1 − z.
 */
export function linesOf(
  cell: Cell,
  { trace, flow, place }: { trace: PassTrace; flow: PassGradient; place: Place }
): Line[] {
  const { t, unit, units } = place
  const { call, states } = trace
  const time = call.sizes.time
  const previous = call.reverse ? t + 1 : t - 1
  const isFirst = previous < 0 || previous >= time
  const before = isFirst ? new Float64Array(units) : row(states, previous, units)
  const gates = GATES[cell].length
  const width = gates * units
  const x = row(call.x, t, call.sizes.inputs)
  const dh = flow.dh[t * units + unit]!
  const da = (gate: number) => flow.dGates[t * width + gate * units + unit]!
  const kept = (i: number, columns: number, at = t) => trace.gates[(at * columns + i) * units + unit]!
  /** x·W and h·U of one gate. */
  const sums = (gate: number, h = before) => ({
    read: dot(x, call.kernel, { width, column: gate * units + unit }),
    recalled: dot(h, call.recurrent, { width, column: gate * units + unit })
  })
  const reading = (gate: number, h = before, letter = 'h⟨t−1⟩'): Line[] => {
    const { read, recalled } = sums(gate, h)
    const name = GATES[cell][gate]!
    return [
      { name: `x·W, ${name}`, equation: `Σ x⟨t⟩ · W${name}`, value: read, gradient: da(gate) },
      { name: `h·U, ${name}`, equation: `Σ ${letter} · U${name}`, value: recalled, gradient: null }
    ]
  }
  const state: Line = {
    name: 'h⟨t−1⟩',
    equation: isFirst ? 'before the first step: 0' : 'from the step before',
    value: before[unit]!,
    gradient: null
  }
  const h = (equation: string): Line => ({
    name: 'h⟨t⟩',
    equation,
    value: states[t * units + unit]!,
    gradient: dh
  })

  if (cell === 'rnn') return [state, ...reading(0), h('tanh(x·W + h·U + b)')]
  if (cell === 'lstm') {
    const [i, f, candidate, o, c] = [0, 1, 2, 3, 4].map((part) => kept(part, 5)) as [
      number,
      number,
      number,
      number,
      number
    ]
    const cellBefore = isFirst ? 0 : kept(4, 5, previous)
    return [
      state,
      {
        name: 'c⟨t−1⟩',
        equation: isFirst ? 'before the first step: 0' : 'from the step before',
        value: cellBefore,
        gradient: null
      },
      ...reading(0),
      { name: 'Γi', equation: 'σ(x·W + h·U + b), input gate', value: i, gradient: null },
      ...reading(1),
      { name: 'Γf', equation: 'σ(x·W + h·U + b), forget gate', value: f, gradient: null },
      ...reading(2),
      { name: 'c̃⟨t⟩', equation: 'tanh(x·W + h·U + b), candidate', value: candidate, gradient: null },
      ...reading(3),
      { name: 'Γo', equation: 'σ(x·W + h·U + b), output gate', value: o, gradient: null },
      { name: 'c⟨t⟩', equation: 'Γf · c⟨t−1⟩ + Γi · c̃⟨t⟩', value: c, gradient: flow.dc![t * units + unit]! },
      h('Γo · tanh(c⟨t⟩)')
    ]
  }
  const [z, r, candidate] = [0, 1, 2].map((part) => kept(part, 4)) as [number, number, number]
  const reset = Float64Array.from(before, (value, u) => value * trace.gates[(t * 4 + 1) * units + u]!)
  return [
    state,
    ...reading(0),
    { name: 'z', equation: 'σ(x·W + h·U + b), keeps: 1 − Γu of the course', value: z, gradient: null },
    ...reading(1),
    { name: 'Γr', equation: 'σ(x·W + h·U + b), reset gate', value: r, gradient: null },
    ...(cell === 'gru' ? reading(2, reset, '(Γr · h⟨t−1⟩)') : reading(2)),
    {
      name: 'h̃⟨t⟩',
      equation: cell === 'gru' ? 'tanh(x·W + (Γr·h)·U + b)' : 'tanh(x·W + b + Γr · (h·U + b′))',
      value: candidate,
      gradient: null
    },
    h('z · h⟨t−1⟩ + (1 − z) · h̃⟨t⟩')
  ]
}

function dot(
  x: Float64Array,
  matrix: Float64Array,
  { width, column }: { width: number; column: number }
): number {
  return x.reduce((sum, value, i) => sum + value * matrix[i * width + column]!, 0)
}
