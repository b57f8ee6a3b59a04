import { tanh4 } from './activation'
import { RNN_BACKWARD, RNN_FORWARD, beginPass, hasPass, place, runPass } from './machine'
import { ROWS_WORK, WIDTH } from './product'
import { arg, barrier, endOf, startOf, thread } from './runtime'
import {
  BATCH, FIRST_OWN, GATES, INPUTS, KERNEL, MASK, RECURRENT, REVERSE, STATE, STATES, TIME, UNITS, WORK, X, bytes, emptyRest, gradientsOfWeights,
  isSkipped, loadPart, packGate, packGateBack, passBack, placeBias, project, step, storePart, timeOf, wideOf
} from './sequence'

const BIAS = FIRST_OWN, LAST = FIRST_OWN + 1

/**
 * A basic recurrent layer forward: h ← tanh(xW + b + hU) (Elman 1990). `gates` [batch·time, wide] holds the sums and is of no use
 * afterwards. Workspace: packed kernel (inputs·wide), packed recurrent kernel (units·wide), a row of biases (wide),
 * sums of one step (batch·wide), the rows it multiplies (batch·units), ROWS_WORK for each thread.
 */
export function rnnForward(): void {
  rnnPack()
  barrier()
  rnnRun()
}

/** The first half of rnnForward: brings the weights into the workspace, where they stay for any number of runs. */
export function rnnPack(): void {
  const inputs = arg(INPUTS), units = arg(UNITS)
  const wide = wideOf(units)
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(inputs * wide)
  const biases = recurrent + bytes(units * wide)
  packGate(<usize>arg(KERNEL), inputs, units, 1, 0, kernel)
  packGate(<usize>arg(RECURRENT), units, units, 1, 0, recurrent)
  if (thread() == 0) placeBias(<usize>arg(BIAS), units, biases, 0)
}

/** The second half: runs over time with the weights as they were packed. */
export function rnnRun(): void {
  const batch = arg(BATCH), time = arg(TIME), inputs = arg(INPUTS), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), states = <usize>arg(STATES), gates = <usize>arg(GATES)
  const wide = wideOf(units)
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(inputs * wide)
  const biases = recurrent + bytes(units * wide)
  const sums = biases + bytes(wide)
  const near = sums + bytes(batch * wide)
  const own = near + bytes(batch * units) + <usize>thread() * ROWS_WORK
  const from = startOf(batch, 2), to = endOf(batch, 2)
  project(<usize>arg(X), inputs, kernel, biases, gates, wide, 1, units, from * time, to * time, own)
  for (let s = 0; s < time; s++) {
    const t = timeOf(s, time, isReverse)
    const before = s == 0 ? <usize>arg(STATE) : states + bytes(timeOf(s - 1, time, isReverse) * units)
    const beforeStride = s == 0 ? bytes(units) : bytes(time * units)
    step(before, beforeStride, recurrent, wide / WIDTH, units, gates + bytes(t * wide), bytes(time * wide), sums, bytes(wide), from, to, near + bytes(from * units))
    const h = states + bytes(t * units), hStride = bytes(time * units)
    if (from < to && !mask && hasPass(units, false)) {
      beginPass(to - from, units, 0, 0)
      place(0, sums + bytes(from * wide), bytes(wide))
      place(1, h + <usize>from * hStride, hStride)
      runPass(RNN_FORWARD)
      continue
    }
    for (let b = from; b < to; b++) {
      const hRow = h + <usize>b * hStride
      if (isSkipped(mask, b * time + t)) memory.copy(hRow, before + <usize>b * beforeStride, bytes(units))
      else {
        for (let u = 0; u < units; u += 4) storePart(hRow + bytes(u), tanh4(v128.load(sums + bytes(b * wide + u))), units - u)
      }
    }
  }
  const end = timeOf(time - 1, time, isReverse)
  for (let b = from; b < to; b++) {
    memory.copy(<usize>arg(LAST) + bytes(b * units), states + bytes((b * time + end) * units), bytes(units))
  }
}

const D_STATES = FIRST_OWN, D_LAST = FIRST_OWN + 1, D_KERNEL = FIRST_OWN + 2, D_RECURRENT = FIRST_OWN + 3, D_BIAS = FIRST_OWN + 4
const D_STATE = FIRST_OWN + 5

/**
 * The same backward through time; `gates` [batch·time, wide] takes the gradients of the sums. Workspace: packed recurrent kernel
 * (wide·wide), dh (batch·wide), rows of a product (batch·wide), then what gradientsOfWeights needs.
 */
export function rnnBackward(): void {
  const batch = arg(BATCH), time = arg(TIME), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), states = <usize>arg(STATES), dGates = <usize>arg(GATES), dStates = <usize>arg(D_STATES)
  const wide = wideOf(units)
  const recurrent = <usize>arg(WORK)
  const dh = recurrent + bytes(wide * wide)
  const near = dh + bytes(batch * wide)
  packGateBack(<usize>arg(RECURRENT), units, units, 1, 0, recurrent, 0, wide)
  barrier()
  const from = startOf(batch, 2), to = endOf(batch, 2)
  for (let b = from; b < to; b++) placeBias(<usize>arg(D_LAST) + bytes(b * units), units, dh + bytes(b * wide), 0)
  for (let s = time - 1; s >= 0; s--) {
    const t = timeOf(s, time, isReverse)
    if (from < to && !mask && hasPass(units, false)) {
      const first = from * time + t
      beginPass(to - from, units, 0, 0)
      place(0, states + bytes(first * units), bytes(time * units))
      place(1, dStates + bytes(first * units), bytes(time * units))
      place(2, dh + bytes(from * wide), bytes(wide))
      place(3, dGates + bytes(first * wide), bytes(time * wide))
      runPass(RNN_BACKWARD)
      for (let b = from; b < to; b++) emptyRest(dGates + bytes((b * time + t) * wide), units, 1)
    } else {
      for (let b = from; b < to; b++) {
        const row = b * time + t
        const dRow = dGates + bytes(row * wide), dhRow = dh + bytes(b * wide), dOut = dStates + bytes(row * units)
        if (isSkipped(mask, row)) passBack(dOut, dhRow, dRow, wide, units)
        else flowBack(states + bytes(row * units), dOut, dhRow, dRow, units)
      }
    }
    step(dGates + bytes(t * wide), bytes(time * wide), recurrent, wide / WIDTH, wide, dh, bytes(wide), dh, bytes(wide), from, to, near + bytes(from * wide))
  }
  for (let b = from; b < to; b++) memory.copy(<usize>arg(D_STATE) + bytes(b * units), dh + bytes(b * wide), bytes(units))
  barrier()
  gradientsOfWeights(1, dGates, wide, <usize>arg(D_KERNEL), <usize>arg(D_RECURRENT), <usize>arg(D_BIAS), near + bytes(batch * wide))
}

function flowBack(h: usize, dStates: usize, dh: usize, dGates: usize, units: i32): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1)
  for (let u = 0; u < units; u += 4) {
    const state = loadPart(h + bytes(u), units - u)
    const dhNow = f32x4.add(v128.load(dh + bytes(u)), loadPart(dStates + bytes(u), units - u))
    v128.store(dGates + bytes(u), f32x4.mul(dhNow, f32x4.sub(one, f32x4.mul(state, state))))
    v128.store(dh + bytes(u), zero)
  }
  emptyRest(dGates, units, 1)
}
