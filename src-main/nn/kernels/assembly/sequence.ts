import { DEPTH, ROWS_WORK, WIDTH, block, multiplyColumns, multiplyRows, packColumns, packPanel, packTransposedPanel } from './product'
import { arg, barrier, endOf, scratch, startOf, thread, threads } from './runtime'

/**
 * What the recurrent cells share. A row is one step of one sequence, (b, t) at b·time + t. A row of gates holds one slot of `wide`
 * floats (units rounded up to 16) per gate. Sequences are split over threads; within the time loop nobody waits for anybody.
 */

// Arguments that all cells have in the same places (see ../recurrent.ts).
export const X = 0, KERNEL = 1, RECURRENT = 2, STATE = 3, MASK = 4, STATES = 5, BATCH = 6, TIME = 7, INPUTS = 8, UNITS = 9, REVERSE = 10
export const WORK = 11, GATES = 12, FIRST_OWN = 13

// @ts-ignore: decorator
@inline
export function wideOf(units: i32): i32 {
  return (units + 15) & ~15
}

// @ts-ignore: decorator
@inline
export function bytes(floats: i32): usize {
  return <usize>floats << 2
}

/** The time that step `s` reads. */
// @ts-ignore: decorator
@inline
export function timeOf(s: i32, time: i32, isReverse: bool): i32 {
  return isReverse ? time - 1 - s : s
}

/** Where the state before time `t` of sequence `b` lies: in `states`, or in `state` before the first step. */
// @ts-ignore: decorator
@inline
export function stateBefore(b: i32, t: i32, time: i32, isReverse: bool, states: usize, state: usize, units: i32): usize {
  const before = isReverse ? t + 1 : t - 1
  if (before < 0 || before >= time) return state + bytes(b * units)
  return states + bytes(b * time + before) * <usize>units
}

/** Whether the mask skips row (b, t). */
// @ts-ignore: decorator
@inline
export function isSkipped(mask: usize, row: i32): bool {
  return mask != 0 && load<f32>(mask + bytes(row)) == 0
}

/**
 * Packs gate `gate` of a Keras weight matrix [k, gates·units] as `wide / 16` panels of k lines at `target`; the share of this thread.
 */
export function packGate(source: usize, k: i32, units: i32, gates: i32, gate: i32, target: usize): void {
  const blocks = wideOf(units) / WIDTH
  const end = endOf(blocks, 1)
  for (let j = startOf(blocks, 1); j < end; j++) {
    const from = source + bytes(gate * units + j * WIDTH)
    packPanel(from, bytes(gates * units), k, min(WIDTH, units - j * WIDTH), target + bytes(j * WIDTH * k))
  }
}

/**
 * Packs the transpose of gate `gate` of [rows, gates·units] as lines `slot`·wide … of panels that have `k` lines each: what takes gates
 * back to the inputs or to the state. The share of this thread. Lines of the padding are zeros.
 */
export function packGateBack(
  source: usize, rows: i32, units: i32, gates: i32, gate: i32, target: usize, slot: i32, k: i32
): void {
  const panels = (rows + WIDTH - 1) / WIDTH
  const wide = wideOf(units)
  const end = endOf(panels, 1)
  for (let j = startOf(panels, 1); j < end; j++) {
    const from = source + bytes(j * WIDTH * gates * units + gate * units)
    const to = target + bytes((j * k + slot * wide) * WIDTH)
    packTransposedPanel(from, bytes(gates * units), units, min(WIDTH, rows - j * WIDTH), to)
    memory.fill(to + bytes(units * WIDTH), 0, bytes((wide - units) * WIDTH))
  }
}

/** Copies a bias [units] into slot `slot` of a row of gates, zeros after it. */
export function placeBias(bias: usize, units: i32, row: usize, slot: i32): void {
  const wide = wideOf(units)
  const to = row + bytes(slot * wide)
  memory.fill(to, 0, bytes(wide))
  memory.copy(to, bias, bytes(units))
}

/**
 * Rows `from` to `to` of gates [stride]: x·W and the row of biases, `slots` slots wide; the slots after them are the biases alone.
 */
export function project(
  x: usize, inputs: i32, packed: usize, biases: usize, gates: usize, stride: i32, slots: i32, units: i32, from: i32, to: i32, work: usize
): void {
  const width = slots * wideOf(units), rest = bytes(stride - width)
  multiplyRows(x, bytes(inputs), packed, inputs, gates, bytes(stride), biases, 0, from, to, inputs, width, work)
  if (rest == 0) return
  for (let row = from; row < to; row++) memory.copy(gates + bytes(row) * <usize>stride + bytes(width), biases + bytes(width), rest)
}

/**
 * For every sequence b of [from, to) the product of its row (k floats) with `count` panels, and what it is added to: sums at sums +
 * b·sumsStride, rows and addends likewise, all in bytes; the addends may be the sums. The rows lie far apart: they are
 * brought together at `near` first, [to - from, k], which is this thread's own.
 */
export function step(
  rows: usize, rowsStride: usize, panels: usize, count: i32, k: i32, addends: usize, addendsStride: usize, sums: usize, sumsStride: usize,
  from: i32, to: i32, near: usize
): void {
  if (from == to) return
  for (let b = from; b < to; b++) memory.copy(near + bytes((b - from) * k), rows + <usize>b * rowsStride, bytes(k))
  const first = sums + <usize>from * sumsStride
  for (let depth = 0; depth < k; depth += DEPTH) {
    const more = depth > 0 ? first : addends + <usize>from * addendsStride, moreStride = depth > 0 ? sumsStride : addendsStride
    const panel = panels + bytes(depth * WIDTH), part = min(DEPTH, k - depth)
    block(near + bytes(depth), bytes(k), to - from, panel, bytes(WIDTH * k), count, part, first, sumsStride, more, moreStride)
  }
}

/** `columns` of four sums at `target`, a whole vector or what is left of a row. */
// @ts-ignore: decorator
@inline
export function storePart(target: usize, value: v128, columns: i32): void {
  if (columns >= 4) v128.store(target, value)
  else {
    const line = scratch()
    v128.store(line, value)
    memory.copy(target, line, bytes(columns))
  }
}

// @ts-ignore: decorator
@inline
export function loadPart(source: usize, columns: i32): v128 {
  if (columns >= 4) return v128.load(source)
  const line = scratch()
  v128.store(line, f32x4.splat(0))
  memory.copy(line, source, bytes(columns))
  return v128.load(line)
}

/** Packs the columns of the states before rows `first` to `first` + `rows`. */
export function packStatesBefore(first: i32, rows: i32, target: usize): void {
  const time = arg(TIME), units = arg(UNITS), isReverse = arg(REVERSE) != 0
  const states = <usize>arg(STATES), state = <usize>arg(STATE)
  let row = first
  const end = first + rows
  while (row < end) {
    const b = row / time, t = row - b * time
    const isFirst = isReverse ? t == time - 1 : t == 0
    // Rows of one sequence follow each other, but for the one that begins it.
    const last = isReverse ? b * time + time - 1 : (b + 1) * time
    const run = isFirst ? 1 : min(end, last) - row
    const from = stateBefore(b, t, time, isReverse, states, state, units)
    packColumns(from, bytes(units), run, units, target + bytes(row - first))
    row += run
  }
}

export function packRows(source: usize, stride: i32, columns: i32, first: i32, rows: i32, target: usize): void {
  packColumns(source + bytes(first) * <usize>stride, bytes(stride), rows, columns, target)
}

/** One K-block of the gradient of gate `gate` of a weight matrix [columns, gates·units] from packed columns and the panel of its units from 16·j on. */
export function addToWeights(
  packed: usize, columns: i32, panel: usize, rows: i32, out: usize, gates: i32, gate: i32, j: i32, adds: bool
): void {
  const units = arg(UNITS)
  const place = out + bytes(gate * units + j * WIDTH)
  multiplyColumns(packed, columns, panel, rows, place, bytes(gates * units), min(WIDTH, units - j * WIDTH), adds)
}

/** The same for a bias [gates·units]: the panel's columns are added up. */
export function addToBias(panel: usize, rows: i32, out: usize, gate: i32, j: i32, adds: bool): void {
  const units = arg(UNITS)
  const width = min(WIDTH, units - j * WIDTH)
  const target = out + bytes(gate * units + j * WIDTH)
  const line = scratch()
  memory.fill(line, 0, 64)
  if (adds) memory.copy(line, target, bytes(width))
  let s0 = v128.load(line), s1 = v128.load(line, 16), s2 = v128.load(line, 32), s3 = v128.load(line, 48)
  const end = panel + bytes(rows * WIDTH)
  for (let p = panel; p < end; p += 64) {
    s0 = f32x4.add(s0, v128.load(p))
    s1 = f32x4.add(s1, v128.load(p, 16))
    s2 = f32x4.add(s2, v128.load(p, 32))
    s3 = f32x4.add(s3, v128.load(p, 48))
  }
  v128.store(line, s0); v128.store(line, s1, 16); v128.store(line, s2, 32); v128.store(line, s3, 48)
  memory.copy(target, line, bytes(width))
}

/** Floats of a K-block of packed columns; one more, since they are multiplied in pairs. */
// @ts-ignore: decorator
@inline
export function blockOf(columns: i32): i32 {
  return (columns + 1) * DEPTH
}

/** Packs this thread's share of the rows `first` to `first` + `rows` of a matrix. */
export function packRowsShare(source: usize, stride: i32, columns: i32, first: i32, rows: i32, target: usize): void {
  const from = startOf(rows, WIDTH)
  packRows(source, stride, columns, first + from, endOf(rows, WIDTH) - from, target + bytes(from))
}

/** Packs this thread's share of the states before those rows. */
export function packStatesShare(first: i32, rows: i32, target: usize): void {
  const from = startOf(rows, WIDTH)
  packStatesBefore(first + from, endOf(rows, WIDTH) - from, target + bytes(from))
}

/**
 * Gradients of both weight matrices and the bias where every gate has one slot of `dGates` [rows, stride], in order; each thread has its own
 * columns of them. Columns of inputs and states are packed together, two blocks in turn, so that one barrier a block is enough: who
 * comes to it has done with the block before. `work`: twice (inputs + units + 2)·256 floats, and a panel (256·16) for each thread.
 */
export function gradientsOfWeights(
  gates: i32, dGates: usize, stride: i32, dKernel: usize, dRecurrent: usize, dBias: usize, work: usize
): void {
  const rows = arg(BATCH) * arg(TIME), inputs = arg(INPUTS), units = arg(UNITS)
  const blocks = wideOf(units) / WIDTH
  const from = startOf(gates * blocks, 1), to = endOf(gates * blocks, 1)
  const both = blockOf(inputs) + blockOf(units)
  const panel = work + bytes(2 * both + thread() * DEPTH * WIDTH)
  for (let first = 0; first < rows; first += DEPTH) {
    const part = min(DEPTH, rows - first)
    const adds = first > 0
    const columnsOfX = work + bytes((first / DEPTH & 1) * both)
    const columnsOfStates = columnsOfX + bytes(blockOf(inputs))
    packRowsShare(<usize>arg(X), inputs, inputs, first, part, columnsOfX)
    packStatesShare(first, part, columnsOfStates)
    barrier()
    for (let p = from; p < to; p++) {
      const gate = p / blocks, j = p - gate * blocks
      packPanel(dGates + bytes(first) * <usize>stride + bytes(p * WIDTH), bytes(stride), part, WIDTH, panel)
      addToWeights(columnsOfX, inputs, panel, part, dKernel, gates, gate, j, adds)
      addToWeights(columnsOfStates, units, panel, part, dRecurrent, gates, gate, j, adds)
      addToBias(panel, part, dBias, gate, j, adds)
    }
  }
}

/** The rest of each slot of a row of gates is read as part of a product with lines of zeros: it must be finite. */
export function emptyRest(row: usize, units: i32, slots: i32): void {
  const wide = wideOf(units), from = (units + 3) & ~3
  if (from == wide) return
  for (let g = 0; g < slots; g++) memory.fill(row + bytes(g * wide + from), 0, bytes(wide - from))
}

/** What the gradient of a skipped step does: the state's takes in what comes from the output, and no gate has any. */
export function passBack(dStates: usize, dh: usize, dGates: usize, stride: i32, units: i32): void {
  memory.fill(dGates, 0, bytes(stride))
  for (let u = 0; u < units; u += 4) {
    const sum = f32x4.add(v128.load(dh + bytes(u)), loadPart(dStates + bytes(u), units - u))
    v128.store(dh + bytes(u), sum)
  }
}

/**
 * dx = dGates·Wᵀ. Arguments: gates' gradients, their stride in floats, first slot of the input's share, slots, kernel, order of the
 * gates as base-8 digits (the gate that slot i belongs to), gates, batch·time, inputs, units, dx, workspace of
 * ROWS_WORK for each thread and ceil(inputs / 16)·slots·wide·64 bytes.
 */
export function recurrentInputGradient(): void {
  const dGates = <usize>arg(0), stride = arg(1), slot = arg(2), slots = arg(3), kernel = <usize>arg(4), order = arg(5)
  const gates = arg(6), rows = arg(7), inputs = arg(8), units = arg(9), dx = <usize>arg(10)
  const own = <usize>arg(11) + <usize>thread() * ROWS_WORK
  const packed = <usize>arg(11) + <usize>threads() * ROWS_WORK
  const wide = wideOf(units)
  for (let i = 0; i < slots; i++) packGateBack(kernel, inputs, units, gates, (order >> (3 * i)) & 7, packed, i, slots * wide)
  barrier()
  const from = startOf(rows, 2), to = endOf(rows, 2)
  multiplyRows(dGates + bytes(slot * wide), bytes(stride), packed, slots * wide, dx, bytes(inputs), 0, 0, from, to, slots * wide, inputs, own)
}
