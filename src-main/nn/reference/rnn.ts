import { add, addOuterProduct, addProduct, addTransposedProduct } from './product'
import { isRead, readingOrder, row, stateBefore, type SequenceCall, type SequenceGradient } from './sequence'

/** The basic recurrent network (Elman 1990): h ← tanh(x·W + h·U + b). */
export interface RnnCall extends SequenceCall {
  /** b [units] */
  bias: Float64Array
}

/** @returns h after each step [batch, time, units], and after the last one read [batch, units] */
export function rnnForward(call: RnnCall): { states: Float64Array; last: Float64Array } {
  const { sizes, x, kernel, recurrent, bias, mask, reverse } = call
  const { batch, time, inputs, units } = sizes
  const states = new Float64Array(batch * time * units)
  const last = call.state.slice()
  for (let b = 0; b < batch; b++) {
    const h = row(last, b, units)
    for (const t of readingOrder(time, reverse)) {
      const step = b * time + t
      if (isRead(mask, step)) {
        const a = bias.slice()
        addProduct(a, row(x, step, inputs), kernel)
        addProduct(a, h, recurrent)
        for (let u = 0; u < units; u++) h[u] = Math.tanh(a[u]!)
      }
      row(states, step, units).set(h)
    }
  }
  return { states, last }
}

export interface RnnGradients {
  /** Of a = x·W + h·U + b [batch, time, units]; zero where nothing was read. */
  dGates: Float64Array
  dKernel: Float64Array
  dRecurrent: Float64Array
  dBias: Float64Array
  dState: Float64Array
}

/** Backpropagation through time: the steps in the opposite order. */
export function rnnBackward(call: Omit<RnnCall, 'bias'> & SequenceGradient): RnnGradients {
  const { sizes, x, kernel, recurrent, mask, reverse, states, dStates } = call
  const { batch, time, inputs, units } = sizes
  const dGates = new Float64Array(batch * time * units)
  const dKernel = new Float64Array(kernel.length)
  const dRecurrent = new Float64Array(recurrent.length)
  const dBias = new Float64Array(units)
  const dState = call.dLast.slice()
  for (let b = 0; b < batch; b++) {
    const dh = row(dState, b, units)
    for (const t of readingOrder(time, !reverse)) {
      const step = b * time + t
      add(dh, row(dStates, step, units))
      call.watch?.(step, dh)
      if (!isRead(mask, step)) continue
      const h = row(states, step, units)
      const da = row(dGates, step, units)
      for (let u = 0; u < units; u++) da[u] = dh[u]! * (1 - h[u]! * h[u]!)
      dh.fill(0)
      addTransposedProduct(dh, da, recurrent)
      addOuterProduct(dKernel, row(x, step, inputs), da)
      addOuterProduct(dRecurrent, stateBefore(call, states, { b, t }), da)
      add(dBias, da)
    }
  }
  return { dGates, dKernel, dRecurrent, dBias, dState }
}
