import { gate4, gateSlope4, tanh4 } from './activation'
import { GRU_BACKWARD, GRU_FORWARD, beginPass, hasPass, place, runPass } from './machine'
import { DEPTH, ROWS_WORK, WIDTH, fma, packPanel } from './product'
import { arg, barrier, endOf, startOf, thread } from './runtime'
import {
  BATCH, FIRST_OWN, GATES, INPUTS, KERNEL, MASK, RECURRENT, REVERSE, STATE, STATES, TIME, UNITS, WORK, X, addToBias, addToWeights, bytes,
  blockOf, emptyRest, isSkipped, loadPart, packGate, packGateBack, packRowsShare, packStatesShare, passBack, placeBias, project, stateBefore, step, storePart,
  timeOf, wideOf
} from './sequence'

/** Slots of a row of gates: z, r, n, and what the state gives to n: hU + c (reset after) or r·h (reset before). */
const SLOTS = 4
const BIAS = FIRST_OWN, RECURRENT_BIAS = FIRST_OWN + 1, LAST = FIRST_OWN + 2, HARD = FIRST_OWN + 3

/**
 * GRU forward (Cho et al. 2014): h ← z·h + (1 − z)·n. With a recurrent bias the reset gate comes after the recurrent product, without one
 * before it. `gates` [batch·time, 4·wide] is left holding the four slots. Workspace: packed kernel (inputs·3·wide), packed recurrent
 * kernel (units·3·wide), a row of biases (4·wide), sums of one step (batch·4·wide), the rows it multiplies (batch·wide), ROWS_WORK for each thread.
 */
export function gruForward(): void {
  gruPack()
  barrier()
  gruRun()
}

/** The first half of gruForward: brings the weights into the workspace, where they stay for any number of runs. */
export function gruPack(): void {
  const inputs = arg(INPUTS), units = arg(UNITS), isAfter = arg(RECURRENT_BIAS) != 0
  const wide = wideOf(units)
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(3 * inputs * wide)
  const biases = recurrent + bytes(3 * units * wide)
  for (let g = 0; g < 3; g++) {
    packGate(<usize>arg(KERNEL), inputs, units, 3, g, kernel + bytes(g * wide * inputs))
    packGate(<usize>arg(RECURRENT), units, units, 3, g, recurrent + bytes(g * wide * units))
    if (thread() == 0) placeBias(<usize>arg(BIAS) + bytes(g * units), units, biases, g)
  }
  if (thread() == 0) placeRecurrentBias(biases, units, isAfter)
}

/** The second half: runs over time with the weights as they were packed. */
export function gruRun(): void {
  const batch = arg(BATCH), time = arg(TIME), inputs = arg(INPUTS), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), states = <usize>arg(STATES), gates = <usize>arg(GATES)
  const isAfter = arg(RECURRENT_BIAS) != 0, isHard = arg(HARD) != 0
  const wide = wideOf(units), stride = SLOTS * wide
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(3 * inputs * wide)
  const biases = recurrent + bytes(3 * units * wide)
  const sums = biases + bytes(stride)
  const near = sums + bytes(batch * stride)
  const own = near + bytes(batch * wide) + <usize>thread() * ROWS_WORK
  const from = startOf(batch, 2), to = endOf(batch, 2)
  project(<usize>arg(X), inputs, kernel, biases, gates, stride, 3, units, from * time, to * time, own)
  const blocks = wide / WIDTH
  const forNew = recurrent + bytes(2 * wide * units)
  for (let s = 0; s < time; s++) {
    const t = timeOf(s, time, isReverse)
    const before = s == 0 ? <usize>arg(STATE) : states + bytes(timeOf(s - 1, time, isReverse) * units)
    const beforeStride = s == 0 ? bytes(units) : bytes(time * units)
    const nowStride = bytes(stride)
    // One step's sums lie together while they are worked on: their places in `gates` are far from each other and from the processor.
    for (let b = from; b < to; b++) memory.copy(sums + <usize>b * nowStride, gates + bytes(b * time + t) * <usize>stride, nowStride)
    step(before, beforeStride, recurrent, 2 * blocks, units, sums, nowStride, sums, nowStride, from, to, near + bytes(from * wide))
    if (isAfter) step(before, beforeStride, forNew, blocks, units, sums + bytes(3 * wide), nowStride, sums + bytes(3 * wide), nowStride, from, to, near + bytes(from * wide))
    else {
      for (let b = from; b < to; b++) reset(sums + <usize>b * nowStride, before + <usize>b * beforeStride, units, isHard)
      step(sums + bytes(3 * wide), nowStride, forNew, blocks, units, sums + bytes(2 * wide), nowStride, sums + bytes(2 * wide), nowStride, from, to, near + bytes(from * wide))
    }
    if (from < to && isAfter && !mask && hasPass(units, isHard)) {
      const first = from * time + t
      beginPass(to - from, units, bytes(wide), 0)
      place(0, sums + <usize>from * nowStride, nowStride)
      place(1, before + <usize>from * beforeStride, beforeStride)
      place(2, states + bytes(first * units), bytes(time * units))
      runPass(GRU_FORWARD)
      for (let b = from; b < to; b++) memory.copy(gates + bytes(b * time + t) * <usize>stride, sums + <usize>b * nowStride, nowStride)
      continue
    }
    for (let b = from; b < to; b++) {
      const row = b * time + t
      const h = states + bytes(row * units), hBefore = before + <usize>b * beforeStride, own = sums + <usize>b * nowStride
      if (isSkipped(mask, row)) memory.copy(h, hBefore, bytes(units))
      else if (isAfter) updateAfter(own, hBefore, h, units, isHard)
      else updateBefore(own, hBefore, h, units)
      memory.copy(gates + bytes(row) * <usize>stride, own, nowStride)
    }
  }
  const end = timeOf(time - 1, time, isReverse)
  for (let b = from; b < to; b++) {
    memory.copy(<usize>arg(LAST) + bytes(b * units), states + bytes((b * time + end) * units), bytes(units))
  }
}

/** Reset after: the recurrent biases of z and r join those of the input's share, that of n stands apart. Reset before: there are none. */
function placeRecurrentBias(biases: usize, units: i32, isAfter: bool): void {
  const wide = wideOf(units)
  if (!isAfter) {
    memory.fill(biases + bytes(3 * wide), 0, bytes(wide))
    return
  }
  const source = <usize>arg(RECURRENT_BIAS)
  for (let g = 0; g < 2; g++) {
    for (let u = 0; u < units; u++) {
      const to = biases + bytes(g * wide + u)
      store<f32>(to, load<f32>(to) + load<f32>(source + bytes(g * units + u)))
    }
  }
  placeBias(source + bytes(2 * units), units, biases, 3)
}

/** Reset before, first half: z and r, and r·h for the product that makes n. */
function reset(row: usize, hBefore: usize, units: i32, isHard: bool): void {
  const slot = bytes(wideOf(units))
  for (let u = 0; u < units; u += 4) {
    const r = gate4(v128.load(row + slot), isHard)
    v128.store(row, gate4(v128.load(row), isHard))
    v128.store(row + slot, r)
    v128.store(row + 3 * slot, f32x4.mul(r, loadPart(hBefore, units - u)))
    row += 16
    hBefore += 16
  }
}

function updateBefore(row: usize, hBefore: usize, h: usize, units: i32): void {
  const slot = bytes(wideOf(units))
  for (let u = 0; u < units; u += 4) {
    const n = tanh4(v128.load(row + 2 * slot))
    v128.store(row + 2 * slot, n)
    storePart(h, fma(v128.load(row), f32x4.sub(loadPart(hBefore, units - u), n), n), units - u)
    row += 16
    hBefore += 16
    h += 16
  }
}

function updateAfter(row: usize, hBefore: usize, h: usize, units: i32, isHard: bool): void {
  const slot = bytes(wideOf(units))
  for (let u = 0; u < units; u += 4) {
    const z = gate4(v128.load(row), isHard)
    const r = gate4(v128.load(row + slot), isHard)
    const n = tanh4(fma(r, v128.load(row + 3 * slot), v128.load(row + 2 * slot)))
    v128.store(row, z)
    v128.store(row + slot, r)
    v128.store(row + 2 * slot, n)
    storePart(h, fma(z, f32x4.sub(loadPart(hBefore, units - u), n), n), units - u)
    row += 16
    hBefore += 16
    h += 16
  }
}

const D_STATES = FIRST_OWN, D_LAST = FIRST_OWN + 1, AFTER = FIRST_OWN + 2, D_GATES = FIRST_OWN + 3, D_KERNEL = FIRST_OWN + 4
const D_RECURRENT = FIRST_OWN + 5, D_BIAS = FIRST_OWN + 6, D_RECURRENT_BIAS = FIRST_OWN + 7, D_STATE = FIRST_OWN + 8, B_HARD = FIRST_OWN + 9

/**
 * GRU backward through time. Slots of a row of `dGates` [batch·time, 4·wide]: n, z, r and, reset after, the gradient of hU + c for n: the
 * input's share is the first three, the state's the last three. Workspace: packed recurrent kernel (3·wide·wide), dh (batch·wide), a
 * buffer of (batch·wide), rows of a product (batch·3·wide), then twice the packed columns of a K-block ((inputs + 2·units + 3)·256), and a panel (256·16) for each thread.
 */
export function gruBackward(): void {
  const batch = arg(BATCH), time = arg(TIME), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), gates = <usize>arg(GATES), states = <usize>arg(STATES), dGates = <usize>arg(D_GATES)
  const dStates = <usize>arg(D_STATES)
  const isAfter = arg(AFTER) != 0, isHard = arg(B_HARD) != 0
  const wide = wideOf(units), stride = SLOTS * wide, blocks = wide / WIDTH
  const recurrent = <usize>arg(WORK)
  const forNew = recurrent + bytes(2 * wide * wide)
  const dh = recurrent + bytes(3 * wide * wide)
  const dShare = dh + bytes(batch * wide)
  const near = dShare + bytes(batch * wide)
  // Reset after: z, r, n are one sum of 3·wide. Reset before: z and r are one, n another.
  const lines = isAfter ? 3 * wide : 2 * wide
  packGateBack(<usize>arg(RECURRENT), units, units, 3, 0, recurrent, 0, lines)
  packGateBack(<usize>arg(RECURRENT), units, units, 3, 1, recurrent, 1, lines)
  if (isAfter) packGateBack(<usize>arg(RECURRENT), units, units, 3, 2, recurrent, 2, lines)
  else packGateBack(<usize>arg(RECURRENT), units, units, 3, 2, forNew, 0, wide)
  barrier()
  const from = startOf(batch, 2), to = endOf(batch, 2)
  for (let b = from; b < to; b++) placeBias(<usize>arg(D_LAST) + bytes(b * units), units, dh + bytes(b * wide), 0)
  for (let s = time - 1; s >= 0; s--) {
    const t = timeOf(s, time, isReverse)
    if (from < to && isAfter && !mask && hasPass(units, isHard)) {
      const first = from * time + t
      beginPass(to - from, units, bytes(wide), <i32>bytes(isReverse ? stride : -stride))
      place(0, gates + bytes(first) * <usize>stride, bytes(time) * <usize>stride)
      place(1, stateBefore(from, t, time, isReverse, states, <usize>arg(STATE), units), s == 0 ? bytes(units) : bytes(time * units))
      place(2, dStates + bytes(first * units), bytes(time * units))
      place(3, dh + bytes(from * wide), bytes(wide))
      place(4, dGates + bytes(first) * <usize>stride, bytes(time) * <usize>stride)
      runPass(GRU_BACKWARD)
      for (let b = from; b < to; b++) emptyRest(dGates + bytes(b * time + t) * <usize>stride, units, SLOTS)
    } else {
      for (let b = from; b < to; b++) {
        const row = b * time + t
        const dRow = dGates + bytes(row) * <usize>stride, dhRow = dh + bytes(b * wide), dOut = dStates + bytes(row * units)
        const hBefore = stateBefore(b, t, time, isReverse, states, <usize>arg(STATE), units)
        if (isSkipped(mask, row)) passBack(dOut, dhRow, dRow, stride, units)
        else flowBack(gates + bytes(row) * <usize>stride, hBefore, dOut, dhRow, dRow, units, isAfter, isHard)
      }
    }
    const now = dGates + bytes(t * stride), nowStride = bytes(time * stride)
    if (!isAfter) {
      memory.fill(dShare + bytes(from * wide), 0, bytes((to - from) * wide))
      step(now, nowStride, forNew, blocks, wide, dShare, bytes(wide), dShare, bytes(wide), from, to, near + bytes(from * 3 * wide))
      for (let b = from; b < to; b++) {
        const row = b * time + t
        if (isSkipped(mask, row)) continue
        const hBefore = stateBefore(b, t, time, isReverse, states, <usize>arg(STATE), units)
        const r = gates + bytes(row) * <usize>stride + bytes(wide)
        resetBack(r, hBefore, dShare + bytes(b * wide), dh + bytes(b * wide), now + <usize>b * nowStride + bytes(2 * wide), units, isHard)
      }
    }
    step(now + bytes(wide), nowStride, recurrent, blocks, lines, dh, bytes(wide), dh, bytes(wide), from, to, near + bytes(from * 3 * wide))
  }
  for (let b = from; b < to; b++) memory.copy(<usize>arg(D_STATE) + bytes(b * units), dh + bytes(b * wide), bytes(units))
  barrier()
  gradientsOfWeights(near + bytes(3 * batch * wide), isAfter)
}

/** One row: dh takes in dStates, gives n, z (and, reset after, r and the state's share of n), and keeps what goes straight back, dh·z. */
function flowBack(
  gates: usize, hBefore: usize, dStates: usize, dh: usize, dGates: usize, units: i32, isAfter: bool, isHard: bool
): void {
  const row = dGates
  const slot = bytes(wideOf(units))
  const one = f32x4.splat(1)
  for (let u = 0; u < units; u += 4) {
    const z = v128.load(gates), n = v128.load(gates + 2 * slot)
    const dhNow = f32x4.add(v128.load(dh), loadPart(dStates, units - u))
    const dn = f32x4.mul(f32x4.mul(dhNow, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)))
    const dz = f32x4.mul(f32x4.mul(dhNow, f32x4.sub(loadPart(hBefore, units - u), n)), gateSlope4(z, isHard))
    v128.store(dGates, dn)
    v128.store(dGates + slot, dz)
    if (isAfter) {
      const r = v128.load(gates + slot)
      v128.store(dGates + 2 * slot, f32x4.mul(f32x4.mul(dn, v128.load(gates + 3 * slot)), gateSlope4(r, isHard)))
      v128.store(dGates + 3 * slot, f32x4.mul(dn, r))
    }
    v128.store(dh, f32x4.mul(dhNow, z))
    gates += 16
    hBefore += 16
    dStates += 16
    dh += 16
    dGates += 16
  }
  emptyRest(row, units, SLOTS)
}

/** Reset before: what came back to r·h goes on to r and to h. */
function resetBack(r: usize, hBefore: usize, dShare: usize, dh: usize, dR: usize, units: i32, isHard: bool): void {
  for (let u = 0; u < units; u += 4) {
    const gate = v128.load(r + bytes(u)), d = v128.load(dShare + bytes(u))
    v128.store(dR + bytes(u), f32x4.mul(f32x4.mul(d, loadPart(hBefore + bytes(u), units - u)), gateSlope4(gate, isHard)))
    v128.store(dh + bytes(u), fma(d, gate, v128.load(dh + bytes(u))))
  }
}

function gradientsOfWeights(work: usize, isAfter: bool): void {
  const rows = arg(BATCH) * arg(TIME), inputs = arg(INPUTS), units = arg(UNITS)
  const wide = wideOf(units), stride = SLOTS * wide, blocks = wide / WIDTH
  const dGates = <usize>arg(D_GATES), dKernel = <usize>arg(D_KERNEL), dRecurrent = <usize>arg(D_RECURRENT)
  const slots = isAfter ? 4 : 3
  const from = startOf(slots * blocks, 1), to = endOf(slots * blocks, 1)
  const all = blockOf(inputs) + 2 * blockOf(units)
  const panel = work + bytes(2 * all + thread() * DEPTH * WIDTH)
  for (let first = 0; first < rows; first += DEPTH) {
    const part = min(DEPTH, rows - first)
    const adds = first > 0
    const columnsOfX = work + bytes((first / DEPTH & 1) * all)
    const columnsOfStates = columnsOfX + bytes(blockOf(inputs))
    const columnsOfShare = columnsOfStates + bytes(blockOf(units))
    packRowsShare(<usize>arg(X), inputs, inputs, first, part, columnsOfX)
    packStatesShare(first, part, columnsOfStates)
    if (!isAfter) packRowsShare(<usize>arg(GATES) + bytes(3 * wide), stride, units, first, part, columnsOfShare)
    barrier()
    for (let p = from; p < to; p++) {
      const slot = p / blocks, j = p - slot * blocks
      const gate = slot == 0 ? 2 : slot == 3 ? 2 : slot - 1
      packPanel(dGates + bytes(first) * <usize>stride + bytes(p * WIDTH), bytes(stride), part, WIDTH, panel)
      if (slot < 3) {
        addToWeights(columnsOfX, inputs, panel, part, dKernel, 3, gate, j, adds)
        addToBias(panel, part, <usize>arg(D_BIAS), gate, j, adds)
      }
      const columns = isAfter || slot > 0 ? columnsOfStates : columnsOfShare
      if (!isAfter || slot > 0) addToWeights(columns, units, panel, part, dRecurrent, 3, gate, j, adds)
      if (isAfter && slot > 0) addToBias(panel, part, <usize>arg(D_RECURRENT_BIAS), gate, j, adds)
    }
  }
}
