import { gate4, gateSlope4, tanh4 } from './activation'
import { LSTM_BACKWARD, LSTM_FORWARD, beginPass, hasPass, place, runPass } from './machine'
import { ROWS_WORK, WIDTH, fma } from './product'
import { arg, barrier, endOf, startOf, thread } from './runtime'
import {
  BATCH, FIRST_OWN, GATES, INPUTS, KERNEL, MASK, RECURRENT, REVERSE, STATE, STATES, TIME, UNITS, WORK, X, bytes, emptyRest, gradientsOfWeights,
  isSkipped, loadPart, packGate, packGateBack, passBack, placeBias, project, step, storePart, timeOf, wideOf
} from './sequence'

const SLOTS = 4 // i, f, c, o
const BIAS = FIRST_OWN, CELL = FIRST_OWN + 1, LAST = FIRST_OWN + 2, LAST_CELL = FIRST_OWN + 3, CELLS = FIRST_OWN + 4, HARD = FIRST_OWN + 5

/**
 * LSTM forward (Hochreiter and Schmidhuber 1997, with Gers's forget gate). `gates` [batch·time, 4·wide] is left holding i, f, c̃, o after
 * their activations and `cells` [batch·time, wide] the cell after each step. Workspace: packed kernel (inputs·4·wide), packed recurrent
 * kernel (units·4·wide), a row of biases (4·wide), first cells (batch·wide), sums of one step (batch·4·wide), the rows it multiplies (batch·units), ROWS_WORK
 * for each thread.
 */
export function lstmForward(): void {
  lstmPack()
  barrier()
  lstmRun()
}

/** The first half of lstmForward: brings the weights into the workspace, where they stay for any number of runs. */
export function lstmPack(): void {
  const inputs = arg(INPUTS), units = arg(UNITS)
  const wide = wideOf(units), stride = SLOTS * wide
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(inputs * stride)
  const biases = recurrent + bytes(units * stride)
  for (let g = 0; g < SLOTS; g++) {
    packGate(<usize>arg(KERNEL), inputs, units, SLOTS, g, kernel + bytes(g * wide * inputs))
    packGate(<usize>arg(RECURRENT), units, units, SLOTS, g, recurrent + bytes(g * wide * units))
    if (thread() == 0) placeBias(<usize>arg(BIAS) + bytes(g * units), units, biases, g)
  }
}

/** The second half: runs over time with the weights as they were packed. */
export function lstmRun(): void {
  const batch = arg(BATCH), time = arg(TIME), inputs = arg(INPUTS), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), states = <usize>arg(STATES), gates = <usize>arg(GATES), cells = <usize>arg(CELLS)
  const isHard = arg(HARD) != 0
  const wide = wideOf(units), stride = SLOTS * wide
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(inputs * stride)
  const biases = recurrent + bytes(units * stride)
  const firstCells = biases + bytes(stride)
  const sums = firstCells + bytes(batch * wide)
  const near = sums + bytes(batch * stride)
  const own = near + bytes(batch * units) + <usize>thread() * ROWS_WORK
  const from = startOf(batch, 2), to = endOf(batch, 2)
  for (let b = from; b < to; b++) placeBias(<usize>arg(CELL) + bytes(b * units), units, firstCells + bytes(b * wide), 0)
  project(<usize>arg(X), inputs, kernel, biases, gates, stride, SLOTS, units, from * time, to * time, own)
  for (let s = 0; s < time; s++) {
    const t = timeOf(s, time, isReverse)
    const isFirst = s == 0
    const before = isFirst ? <usize>arg(STATE) : states + bytes(timeOf(s - 1, time, isReverse) * units)
    const beforeStride = isFirst ? bytes(units) : bytes(time * units)
    // One step's sums lie together while they are worked on: their places in `gates` are far from each other and from the processor.
    const now = gates + bytes(t * stride), nowStride = bytes(time) * <usize>stride
    step(before, beforeStride, recurrent, stride / WIDTH, units, now, nowStride, sums, bytes(stride), from, to, near + bytes(from * units))
    const cBefore = isFirst ? firstCells : cells + bytes(timeOf(s - 1, time, isReverse) * wide)
    const cBeforeStride = isFirst ? bytes(wide) : bytes(time * wide)
    const h = states + bytes(t * units), c = cells + bytes(t * wide), hStride = bytes(time * units), cStride = bytes(time * wide)
    const ahead = <i32>bytes(isReverse ? -stride : stride)
    let b = from
    while (b < to) {
      // Without a mask all rows are updated at once.
      const rows = mask ? 1 : to - b
      const hRow = h + <usize>b * hStride, cRow = c + <usize>b * cStride, cRowBefore = cBefore + <usize>b * cBeforeStride
      if (isSkipped(mask, b * time + t)) {
        memory.copy(hRow, before + <usize>b * beforeStride, bytes(units))
        memory.copy(cRow, cRowBefore, bytes(wide))
      } else {
        update(
          rows, units, isHard, ahead, sums + bytes(b * stride), bytes(stride), now + <usize>b * nowStride, nowStride, cRowBefore, cBeforeStride,
          cRow, cStride, hRow, hStride
        )
      }
      b += rows
    }
  }
  const end = timeOf(time - 1, time, isReverse)
  for (let b = from; b < to; b++) {
    memory.copy(<usize>arg(LAST) + bytes(b * units), states + bytes((b * time + end) * units), bytes(units))
    memory.copy(<usize>arg(LAST_CELL) + bytes(b * units), cells + bytes((b * time + end) * wide), bytes(units))
  }
}

/** `rows` rows of one step: the sums become gates, and with the cells before them cells and states; strides in bytes. */
export function update(
  rows: i32, units: i32, isHard: bool, ahead: i32, sums: usize, sumsStride: usize, gates: usize, gatesStride: usize, cBefore: usize,
  cBeforeStride: usize, c: usize, cStride: usize, h: usize, hStride: usize
): void {
  if (rows > 0 && hasPass(units, isHard)) {
    beginPass(rows, units, bytes(wideOf(units)), ahead)
    place(0, sums, sumsStride)
    place(1, gates, gatesStride)
    place(2, cBefore, cBeforeStride)
    place(3, c, cStride)
    place(4, h, hStride)
    runPass(LSTM_FORWARD)
    return
  }
  for (let r = 0; r < rows; r++) {
    updateRow(sums, gates, cBefore, c, h, units, isHard)
    sums += sumsStride
    gates += gatesStride
    cBefore += cBeforeStride
    c += cStride
    h += hStride
  }
}

function updateRow(sums: usize, row: usize, cBefore: usize, c: usize, h: usize, units: i32, isHard: bool): void {
  const slot = bytes(wideOf(units))
  for (let u = 0; u < units; u += 4) {
    const i = gate4(v128.load(sums), isHard)
    const f = gate4(v128.load(sums + slot), isHard)
    const candidate = tanh4(v128.load(sums + 2 * slot))
    const o = gate4(v128.load(sums + 3 * slot), isHard)
    const cell = fma(f, v128.load(cBefore), f32x4.mul(i, candidate))
    v128.store(row, i)
    v128.store(row + slot, f)
    v128.store(row + 2 * slot, candidate)
    v128.store(row + 3 * slot, o)
    v128.store(c, cell)
    storePart(h, f32x4.mul(o, tanh4(cell)), units - u)
    sums += 16
    row += 16
    cBefore += 16
    c += 16
    h += 16
  }
}

const D_STATES = FIRST_OWN, D_LAST = FIRST_OWN + 1, D_LAST_CELL = FIRST_OWN + 2, B_CELL = FIRST_OWN + 3, B_CELLS = FIRST_OWN + 4
const D_GATES = FIRST_OWN + 5, D_KERNEL = FIRST_OWN + 6, D_RECURRENT = FIRST_OWN + 7, D_BIAS = FIRST_OWN + 8, D_STATE = FIRST_OWN + 9
const D_CELL = FIRST_OWN + 10, B_HARD = FIRST_OWN + 11

/**
 * LSTM backward through time. Leaves the gradients of the gates' inputs in `dGates` [batch·time, 4·wide] (i, f, c, o). Workspace: packed
 * recurrent kernel (ceil(units / 16)·4·wide·16), dh and dc (2·batch·wide), first cells (batch·wide), rows of a product (batch·4·wide), then what
 * gradientsOfWeights needs.
 */
export function lstmBackward(): void {
  const batch = arg(BATCH), time = arg(TIME), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const mask = <usize>arg(MASK), gates = <usize>arg(GATES), cells = <usize>arg(B_CELLS), dGates = <usize>arg(D_GATES)
  const dStates = <usize>arg(D_STATES)
  const isHard = arg(B_HARD) != 0
  const wide = wideOf(units), stride = SLOTS * wide
  const recurrent = <usize>arg(WORK)
  const dh = recurrent + bytes(wide * stride)
  const dc = dh + bytes(batch * wide)
  const firstCells = dc + bytes(batch * wide)
  const near = firstCells + bytes(batch * wide)
  for (let g = 0; g < SLOTS; g++) packGateBack(<usize>arg(RECURRENT), units, units, SLOTS, g, recurrent, g, stride)
  barrier()
  const from = startOf(batch, 2), to = endOf(batch, 2)
  for (let b = from; b < to; b++) {
    placeBias(<usize>arg(D_LAST) + bytes(b * units), units, dh + bytes(b * wide), 0)
    placeBias(<usize>arg(D_LAST_CELL) + bytes(b * units), units, dc + bytes(b * wide), 0)
    placeBias(<usize>arg(B_CELL) + bytes(b * units), units, firstCells + bytes(b * wide), 0)
  }
  for (let s = time - 1; s >= 0; s--) {
    const t = timeOf(s, time, isReverse)
    const cBefore = s == 0 ? firstCells : cells + bytes(timeOf(s - 1, time, isReverse) * wide)
    const cBeforeStride = s == 0 ? bytes(wide) : bytes(time * wide)
    const ahead = <i32>bytes(isReverse ? stride : -stride)
    let b = from
    while (b < to) {
      const rows = mask ? 1 : to - b
      const row = b * time + t
      const dRow = dGates + bytes(row) * <usize>stride, dOut = dStates + bytes(row * units), dhRow = dh + bytes(b * wide)
      if (isSkipped(mask, row)) passBack(dOut, dhRow, dRow, stride, units)
      else {
        flowBack(
          rows, units, isHard, ahead, time, gates + bytes(row) * <usize>stride, bytes(stride), cells + bytes(row * wide),
          cBefore + <usize>b * cBeforeStride, cBeforeStride, dOut, dhRow, dc + bytes(b * wide), dRow, bytes(stride)
        )
      }
      b += rows
    }
    step(dGates + bytes(t * stride), bytes(time * stride), recurrent, wide / WIDTH, stride, dh, bytes(wide), dh, bytes(wide), from, to, near + bytes(from * stride))
  }
  for (let b = from; b < to; b++) {
    memory.copy(<usize>arg(D_STATE) + bytes(b * units), dh + bytes(b * wide), bytes(units))
    memory.copy(<usize>arg(D_CELL) + bytes(b * units), dc + bytes(b * wide), bytes(units))
  }
  barrier()
  gradientsOfWeights(SLOTS, dGates, stride, <usize>arg(D_KERNEL), <usize>arg(D_RECURRENT), <usize>arg(D_BIAS), near + bytes(batch * stride))
}

/**
 * `rows` rows of one step: dh takes in dStates, becomes the gates' gradients and is emptied for what the product will bring; dc goes one step
 * back. Rows of gates, cells, dStates and dGates lie `time` rows apart (of gatesStride and dStride bytes, those of gates and dGates), those of dh and dc side by side.
 */
export function flowBack(
  rows: i32, units: i32, isHard: bool, ahead: i32, time: i32, gates: usize, gatesStride: usize, c: usize, cBefore: usize, cBeforeStride: usize,
  dStates: usize, dh: usize, dc: usize, dGates: usize, dStride: usize
): void {
  const wide = wideOf(units)
  const far = <usize>time
  if (rows > 0 && hasPass(units, isHard)) {
    beginPass(rows, units, bytes(wide), ahead)
    place(0, gates, far * gatesStride)
    place(1, c, bytes(time * wide))
    place(2, cBefore, cBeforeStride)
    place(3, dStates, bytes(time * units))
    place(4, dh, bytes(wide))
    place(5, dc, bytes(wide))
    place(6, dGates, far * dStride)
    runPass(LSTM_BACKWARD)
    for (let r = 0; r < rows; r++) emptyRest(dGates + far * dStride * <usize>r, units, SLOTS)
    return
  }
  for (let r = 0; r < rows; r++) {
    flowBackRow(gates, c, cBefore, dStates, dh, dc, dGates, units, isHard)
    emptyRest(dGates, units, SLOTS)
    gates += far * gatesStride
    c += bytes(time * wide)
    cBefore += cBeforeStride
    dStates += bytes(time * units)
    dh += bytes(wide)
    dc += bytes(wide)
    dGates += far * dStride
  }
}

function flowBackRow(
  gates: usize, c: usize, cBefore: usize, dStates: usize, dh: usize, dc: usize, dGates: usize, units: i32, isHard: bool
): void {
  const slot = bytes(wideOf(units))
  const one = f32x4.splat(1)
  for (let u = 0; u < units; u += 4) {
    const i = v128.load(gates), f = v128.load(gates + slot), candidate = v128.load(gates + 2 * slot), o = v128.load(gates + 3 * slot)
    const squashed = tanh4(v128.load(c))
    const dhNow = f32x4.add(v128.load(dh), loadPart(dStates, units - u))
    const dcNow = fma(f32x4.mul(dhNow, o), f32x4.sub(one, f32x4.mul(squashed, squashed)), v128.load(dc))
    v128.store(dGates, f32x4.mul(f32x4.mul(dcNow, candidate), gateSlope4(i, isHard)))
    v128.store(dGates + slot, f32x4.mul(f32x4.mul(dcNow, v128.load(cBefore)), gateSlope4(f, isHard)))
    v128.store(dGates + 2 * slot, f32x4.mul(f32x4.mul(dcNow, i), f32x4.sub(one, f32x4.mul(candidate, candidate))))
    v128.store(dGates + 3 * slot, f32x4.mul(f32x4.mul(dhNow, squashed), gateSlope4(o, isHard)))
    v128.store(dc, f32x4.mul(dcNow, f))
    v128.store(dh, f32x4.splat(0))
    gates += 16
    c += 16
    cBefore += 16
    dStates += 16
    dh += 16
    dc += 16
    dGates += 16
  }
}
