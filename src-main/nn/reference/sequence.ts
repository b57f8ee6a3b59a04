/**
 * What the reference layers share: sizes, the order in which a sequence is read, and the gates. Everything here and beside it is plain
 * loops in double precision, one number at a time, as the equations are written in a book. The fused kernels are checked against it.
 */
export interface Sizes {
  batch: number
  time: number
  /** Length of x at one step. */
  inputs: number
  /** Length of the state. */
  units: number
}

/** What every recurrent layer reads, with its gates side by side: `gates` · units columns. */
export interface SequenceCall {
  sizes: Sizes
  /** [batch, time, inputs] */
  x: Float64Array
  /** W [inputs, gates · units] */
  kernel: Float64Array
  /** U [units, gates · units] */
  recurrent: Float64Array
  /** h before the first step read [batch, units] */
  state: Float64Array
  /** [batch, time]; a step whose mask is 0 is not read: the state stays and is put out again. */
  mask?: Float64Array | undefined
  /** Reads from the end to the beginning. states[b, t] is still the state after reading step t. */
  reverse: boolean
}

/** What flows back into a recurrent layer. */
export interface SequenceGradient {
  /** [batch, time, units] */
  dStates: Float64Array
  /** [batch, units] */
  dLast: Float64Array
  /** What the forward pass gave [batch, time, units]. */
  states: Float64Array
  /**
   * Shown, for each step from the last one read to the first, the gradient that reaches the state after it: of h [units], and of the cell
   * where there is one, as far as later steps passed it back. Both are views that change afterwards.
   */
  watch?: ((step: number, dh: Float64Array, dc?: Float64Array) => void) | undefined
}

export type GateActivation = 'sigmoid' | 'hardSigmoid'

/** The steps 0 … time − 1, or the other way round. */
export function readingOrder(time: number, reverse: boolean): number[] {
  const steps = Array.from({ length: time }, (_, t) => t)
  return reverse ? steps.reverse() : steps
}

export function isRead(mask: Float64Array | undefined, step: number): boolean {
  return mask === undefined || mask[step] !== 0
}

/** h [units] as it was before step t of sequence b was read. */
export function stateBefore(
  { sizes, state, reverse }: Pick<SequenceCall, 'sizes' | 'state' | 'reverse'>,
  states: Float64Array,
  { b, t }: { b: number; t: number }
): Float64Array {
  const { time, units } = sizes
  const previous = reverse ? t + 1 : t - 1
  const isFirst = previous < 0 || previous >= time
  return isFirst ? row(state, b, units) : row(states, b * time + previous, units)
}

/** σ(a) = 1 / (1 + e⁻ᵃ), or its straight-line cousin clip(0.2·a + 0.5, 0, 1). */
export function gate(a: number, activation: GateActivation): number {
  if (activation === 'sigmoid') return 1 / (1 + Math.exp(-a))
  return Math.min(1, Math.max(0, 0.2 * a + 0.5))
}

/** dy/da of a gate, from its value y. */
export function gateSlope(y: number, activation: GateActivation): number {
  if (activation === 'sigmoid') return y * (1 - y)
  return y > 0 && y < 1 ? 0.2 : 0
}

/** Row `index` of a matrix `width` wide: a view, not a copy. */
export function row(matrix: Float64Array, index: number, width: number): Float64Array {
  return matrix.subarray(index * width, (index + 1) * width)
}
