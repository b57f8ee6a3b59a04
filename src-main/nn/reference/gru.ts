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

/** Whether the reset gate comes after the recurrent product (Keras's `reset_after`, PyTorch, cuDNN) or before it (Cho et al. 2014). */
export type GruVariant = 'reset-after' | 'reset-before'

/**
 * The gated recurrent unit, gates z (update), r (reset) and h̃ (candidate) side by side, a = x·W + b:
 *
 *     z = σ(a_z + h·U_z)    r = σ(a_r + h·U_r)    h ← z∘h + (1 − z)∘h̃
 *     reset before:  h̃ = tanh(a_h + (r∘h)·U_h)
 *     reset after:   h̃ = tanh(a_h + r∘(h·U_h + c_h)), and c_z, c_r added within the other gates
 */
export interface GruCall extends SequenceCall {
  /** b [3 · units] */
  bias: Float64Array
  /** c [3 · units], reset-after only */
  recurrentBias?: Float64Array | undefined
  variant: GruVariant
  gateActivation: GateActivation
}

export interface GruResult {
  states: Float64Array
  last: Float64Array
  /** z, r, h̃ and what the state gave to h̃ (after: h·U_h + c_h, before: r∘h) [batch, time, 4 · units]; zeros where nothing was read. */
  gates: Float64Array
}

export function gruForward(call: GruCall): GruResult {
  const { sizes, x, kernel, recurrent, bias, recurrentBias, mask, reverse, variant, gateActivation } = call
  const { batch, time, inputs, units } = sizes
  const states = new Float64Array(batch * time * units)
  const gates = new Float64Array(batch * time * 4 * units)
  const last = call.state.slice()
  const resetsAfter = variant === 'reset-after'
  for (let b = 0; b < batch; b++) {
    const h = row(last, b, units)
    for (const t of readingOrder(time, reverse)) {
      const step = b * time + t
      if (isRead(mask, step)) {
        const a = bias.slice()
        addProduct(a, row(x, step, inputs), kernel)
        const s = resetsAfter && recurrentBias ? recurrentBias.slice() : new Float64Array(3 * units)
        addProduct(resetsAfter ? s : s.subarray(0, 2 * units), h, recurrent)
        const [z, r, candidate, recalled] = parts(row(gates, step, 4 * units), units)
        for (let u = 0; u < units; u++) {
          z[u] = gate(a[u]! + s[u]!, gateActivation)
          r[u] = gate(a[units + u]! + s[units + u]!, gateActivation)
          recalled[u] = resetsAfter ? s[2 * units + u]! : r[u]! * h[u]!
        }
        const [, , aNew] = parts(a, units)
        if (resetsAfter) for (let u = 0; u < units; u++) aNew[u] = aNew[u]! + r[u]! * recalled[u]!
        else addProduct(aNew, recalled, recurrent, 2 * units)
        for (let u = 0; u < units; u++) {
          candidate[u] = Math.tanh(aNew[u]!)
          h[u] = z[u]! * h[u]! + (1 - z[u]!) * candidate[u]!
        }
      }
      row(states, step, units).set(h)
    }
  }
  return { states, last, gates }
}

export interface GruGradients {
  /** Of a = x·W + b [batch, time, 3 · units]; zero where nothing was read. */
  dGates: Float64Array
  dKernel: Float64Array
  dRecurrent: Float64Array
  dBias: Float64Array
  /** Zeros for reset-before. */
  dRecurrentBias: Float64Array
  dState: Float64Array
}

export function gruBackward(
  call: Omit<GruCall, 'bias' | 'recurrentBias'> & SequenceGradient & Pick<GruResult, 'gates'>
): GruGradients {
  const { sizes, x, kernel, recurrent, mask, reverse, variant, gateActivation, states, dStates } = call
  const { batch, time, inputs, units } = sizes
  const dGates = new Float64Array(batch * time * 3 * units)
  const dKernel = new Float64Array(kernel.length)
  const dRecurrent = new Float64Array(recurrent.length)
  const dBias = new Float64Array(3 * units)
  const dRecurrentBias = new Float64Array(3 * units)
  const dState = call.dLast.slice()
  for (let b = 0; b < batch; b++) {
    const dh = row(dState, b, units)
    for (const t of readingOrder(time, !reverse)) {
      const step = b * time + t
      add(dh, row(dStates, step, units))
      call.watch?.(step, dh)
      if (!isRead(mask, step)) continue
      const h = stateBefore(call, states, { b, t })
      const [z, r, candidate, recalled] = parts(row(call.gates, step, 4 * units), units)
      const da = row(dGates, step, 3 * units)
      const [dz, dr, dNew] = parts(da, units)
      for (let u = 0; u < units; u++) {
        dz[u] = dh[u]! * (h[u]! - candidate[u]!) * gateSlope(z[u]!, gateActivation)
        dNew[u] = dh[u]! * (1 - z[u]!) * (1 - candidate[u]! * candidate[u]!)
        dh[u] = dh[u]! * z[u]!
      }
      if (variant === 'reset-after') {
        const ds = da.slice() // of h·U + c
        for (let u = 0; u < units; u++) {
          dr[u] = dNew[u]! * recalled[u]! * gateSlope(r[u]!, gateActivation)
          ds[units + u] = dr[u]!
          ds[2 * units + u] = dNew[u]! * r[u]!
        }
        addTransposedProduct(dh, ds, recurrent)
        addOuterProduct(dRecurrent, h, ds)
        add(dRecurrentBias, ds)
      } else {
        const dRecalled = new Float64Array(units) // of r∘h
        addTransposedProduct(dRecalled, dNew, recurrent, 2 * units)
        for (let u = 0; u < units; u++) {
          dr[u] = dRecalled[u]! * h[u]! * gateSlope(r[u]!, gateActivation)
          dh[u] = dh[u]! + dRecalled[u]! * r[u]!
        }
        const dzr = da.subarray(0, 2 * units)
        addTransposedProduct(dh, dzr, recurrent)
        addOuterProduct(dRecurrent, h, dzr)
        addOuterProduct(dRecurrent, recalled, dNew, 2 * units)
      }
      addOuterProduct(dKernel, row(x, step, inputs), da)
      add(dBias, da)
    }
  }
  return { dGates, dKernel, dRecurrent, dBias, dRecurrentBias, dState }
}

type Parts = [Float64Array, Float64Array, Float64Array, Float64Array]

/** The gates that lie side by side in one row (the fourth is empty where there are three). */
const parts = (gates: Float64Array, units: number): Parts =>
  [0, 1, 2, 3].map((index) => row(gates, index, units)) as Parts
