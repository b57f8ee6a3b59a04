import { add, addOuterProduct, addProduct, addTransposedProduct } from './product'
import {
  gate,
  gateSlope,
  isRead,
  readingOrder,
  row,
  stateBefore,
  type GateActivation,
  type SequenceCall,
  type SequenceGradient
} from './sequence'

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000), gates i (input), f (forget), c̃ (candidate)
 * and o (output) side by side, a = x·W + h·U + b:
 *
 *     i = σ(a_i)    f = σ(a_f)    c̃ = tanh(a_c)    o = σ(a_o)
 *     c ← f∘c + i∘c̃    h ← o∘tanh(c)
 */
export interface LstmCall extends SequenceCall {
  /** b [4 · units] */
  bias: Float64Array
  /** c before the first step read [batch, units] */
  cell: Float64Array
  gateActivation: GateActivation
}

export interface LstmResult {
  states: Float64Array
  last: Float64Array
  /** c after the last step read [batch, units] */
  lastCell: Float64Array
  /** i, f, c̃, o, zeros where nothing was read, and c after each step [batch, time, 5 · units]. */
  gates: Float64Array
}

export function lstmForward(call: LstmCall): LstmResult {
  const { sizes, x, kernel, recurrent, bias, mask, reverse, gateActivation } = call
  const { batch, time, inputs, units } = sizes
  const states = new Float64Array(batch * time * units)
  const gates = new Float64Array(batch * time * 5 * units)
  const last = call.state.slice()
  const lastCell = call.cell.slice()
  for (let b = 0; b < batch; b++) {
    const h = row(last, b, units)
    const c = row(lastCell, b, units)
    for (const t of readingOrder(time, reverse)) {
      const step = b * time + t
      const [i, f, candidate, o, cells] = parts(row(gates, step, 5 * units), units)
      if (isRead(mask, step)) {
        const a = bias.slice()
        addProduct(a, row(x, step, inputs), kernel)
        addProduct(a, h, recurrent)
        for (let u = 0; u < units; u++) {
          i[u] = gate(a[u]!, gateActivation)
          f[u] = gate(a[units + u]!, gateActivation)
          candidate[u] = Math.tanh(a[2 * units + u]!)
          o[u] = gate(a[3 * units + u]!, gateActivation)
          c[u] = f[u]! * c[u]! + i[u]! * candidate[u]!
          h[u] = o[u]! * Math.tanh(c[u]!)
        }
      }
      cells.set(c)
      row(states, step, units).set(h)
    }
  }
  return { states, last, lastCell, gates }
}

export interface LstmGradients {
  /** Of a = x·W + h·U + b [batch, time, 4 · units]; zero where nothing was read. */
  dGates: Float64Array
  dKernel: Float64Array
  dRecurrent: Float64Array
  dBias: Float64Array
  dState: Float64Array
  dCell: Float64Array
}

export function lstmBackward(
  call: Omit<LstmCall, 'bias'> &
    SequenceGradient &
    Pick<LstmResult, 'gates'> & { /** [batch, units] */ dLastCell: Float64Array }
): LstmGradients {
  const { sizes, x, kernel, recurrent, mask, reverse, gateActivation, states, dStates } = call
  const { batch, time, inputs, units } = sizes
  const dGates = new Float64Array(batch * time * 4 * units)
  const dKernel = new Float64Array(kernel.length)
  const dRecurrent = new Float64Array(recurrent.length)
  const dBias = new Float64Array(4 * units)
  const dState = call.dLast.slice()
  const dCell = call.dLastCell.slice()
  for (let b = 0; b < batch; b++) {
    const dh = row(dState, b, units)
    const dc = row(dCell, b, units)
    for (const t of readingOrder(time, !reverse)) {
      const step = b * time + t
      add(dh, row(dStates, step, units))
      call.watch?.(step, dh, dc)
      if (!isRead(mask, step)) continue
      const [i, f, candidate, o, c] = parts(row(call.gates, step, 5 * units), units)
      const before = cellBefore(call, { b, t })
      const da = row(dGates, step, 4 * units)
      for (let u = 0; u < units; u++) {
        const squashed = Math.tanh(c[u]!)
        const dcNow = dc[u]! + dh[u]! * o[u]! * (1 - squashed * squashed)
        da[u] = dcNow * candidate[u]! * gateSlope(i[u]!, gateActivation)
        da[units + u] = dcNow * before[u]! * gateSlope(f[u]!, gateActivation)
        da[2 * units + u] = dcNow * i[u]! * (1 - candidate[u]! * candidate[u]!)
        da[3 * units + u] = dh[u]! * squashed * gateSlope(o[u]!, gateActivation)
        dc[u] = dcNow * f[u]!
      }
      dh.fill(0)
      addTransposedProduct(dh, da, recurrent)
      addOuterProduct(dKernel, row(x, step, inputs), da)
      addOuterProduct(dRecurrent, stateBefore(call, states, { b, t }), da)
      add(dBias, da)
    }
  }
  return { dGates, dKernel, dRecurrent, dBias, dState, dCell }
}

/** c [units] as it was before step t of sequence b was read. */
function cellBefore(
  { sizes, cell, gates, reverse }: Pick<LstmCall, 'sizes' | 'cell' | 'reverse'> & Pick<LstmResult, 'gates'>,
  { b, t }: { b: number; t: number }
): Float64Array {
  const { time, units } = sizes
  const previous = reverse ? t + 1 : t - 1
  const isFirst = previous < 0 || previous >= time
  return isFirst ? row(cell, b, units) : row(gates, 5 * (b * time + previous) + 4, units)
}

type Parts = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]

/** The gates that lie side by side in one row. */
const parts = (gates: Float64Array, units: number): Parts =>
  [0, 1, 2, 3, 4].map((index) => row(gates, index, units)) as Parts
