import { ATTENTION, AFTER_ATTENTION, D_VALUES, SIZE, SOURCES, VALUES, askBack, fours, look, lookBack, score, scoreBack, turnKeys } from './additive-attention'
import { flowBack, update } from './lstm'
import { DEPTH, WIDTH, multiplyColumns, packPanel } from './product'
import { arg, barrier, endOf, startOf, thread, threads } from './runtime'
import {
  BATCH, GATES, INPUTS, KERNEL, RECURRENT, STATE, STATES, TIME, UNITS, WORK, X, blockOf, bytes, gradientsOfWeights, packGate, packGateBack,
  packStatesBefore, placeBias, step, wideOf
} from './sequence'
import { largestOf, softmax } from './softmax'

/**
 * An LSTM that looks, before each of its steps, at a memory by additive attention (../../attentive-lstm.ts): its input is what it saw and,
 * after that, `extra`; `X` [batch·steps, inputs] holds both. A row of sums has the four gates' slots and one more, rounded up to 16, for what
 * the state asks.
 */
const SLOTS = 4 // i, f, c, o
const CELL = AFTER_ATTENTION, CELLS = AFTER_ATTENTION + 1, HARD = AFTER_ATTENTION + 2, QUERY = AFTER_ATTENTION + 3, EXTRA = AFTER_ATTENTION + 4
const WEIGHTS = AFTER_ATTENTION + 5, SCORES = AFTER_ATTENTION + 6, ASKED = AFTER_ATTENTION + 7, OWN = AFTER_ATTENTION + 8
const BIAS = OWN, CLOSED = OWN + 1, LAST = OWN + 2, LAST_CELL = OWN + 3

/**
 * Forward. Left for the way back: X, the gates after their activations [batch·steps, 4·wide], `cells` [batch·steps, wide], the scores
 * before what is closed was added [batch·steps, time rounded up to four] and what was asked [batch·steps, attention's units rounded up to 16].
 * Workspace: packed kernel (inputs·4·wide), packed recurrent kernel and query (units·stride), a row of biases (stride), first cells
 * (batch·wide), sums of one step (batch·stride), the rows it multiplies (batch·max(units, inputs)), turned keys (batch·attention·time),
 * scores of one step (batch·time).
 */
export function attentiveLstmForward(): void {
  const batch = arg(BATCH), steps = arg(TIME), inputs = arg(INPUTS), units = arg(UNITS), time = arg(SOURCES), attention = arg(ATTENTION)
  const size = arg(SIZE), isHard = arg(HARD) != 0
  const x = <usize>arg(X), states = <usize>arg(STATES), gates = <usize>arg(GATES), cells = <usize>arg(CELLS), extra = <usize>arg(EXTRA)
  const wide = wideOf(units), stride = SLOTS * wide + wideOf(attention)
  const kernel = <usize>arg(WORK)
  const recurrent = kernel + bytes(inputs * SLOTS * wide)
  const biases = recurrent + bytes(units * stride)
  const firstCells = biases + bytes(stride)
  const sums = firstCells + bytes(batch * wide)
  const near = sums + bytes(batch * stride), longest = max(units, inputs)
  const turned = near + bytes(batch * longest)
  const line = turned + bytes(batch * attention * fours(time))
  for (let g = 0; g < SLOTS; g++) {
    packGate(<usize>arg(KERNEL), inputs, units, SLOTS, g, kernel + bytes(g * wide * inputs))
    packGate(<usize>arg(RECURRENT), units, units, SLOTS, g, recurrent + bytes(g * wide * units))
    if (thread() == 0) placeBias(<usize>arg(BIAS) + bytes(g * units), units, biases, g)
  }
  packGate(<usize>arg(QUERY), units, attention, 1, 0, recurrent + bytes(SLOTS * wide * units))
  if (thread() == 0) memory.fill(biases + bytes(SLOTS * wide), 0, bytes(wideOf(attention)))
  barrier()
  const from = startOf(batch, 2), to = endOf(batch, 2)
  turnKeys(from, to, turned)
  for (let b = from; b < to; b++) placeBias(<usize>arg(CELL) + bytes(b * units), units, firstCells + bytes(b * wide), 0)
  for (let s = 0; s < steps; s++) {
    const before = s == 0 ? <usize>arg(STATE) : states + bytes((s - 1) * units)
    const beforeStride = s == 0 ? bytes(units) : bytes(steps * units)
    step(before, beforeStride, recurrent, stride / WIDTH, units, biases, 0, sums, bytes(stride), from, to, near + bytes(from * longest))
    for (let b = from; b < to; b++) {
      const row = b * steps + s
      const asked = <usize>arg(ASKED) + bytes(row * wideOf(attention)), seen = x + bytes(row * inputs)
      memory.copy(asked, sums + bytes(b * stride + SLOTS * wide), bytes(wideOf(attention)))
      const weights = <usize>arg(WEIGHTS) + bytes(row * time), own = line + bytes(b * fours(time))
      const closed = <usize>arg(CLOSED) + bytes(b * time)
      score(turned + bytes(b * attention * fours(time)), asked, closed, <usize>arg(SCORES) + bytes(row * fours(time)), own)
      softmax(own, time, largestOf(own, time), weights)
      look(weights, <usize>arg(VALUES) + bytes(b * time * size), seen)
      if (extra) memory.copy(seen + bytes(size), extra + bytes(row * (inputs - size)), bytes(inputs - size))
    }
    step(x + bytes(s * inputs), bytes(steps * inputs), kernel, SLOTS * wide / WIDTH, inputs, sums, bytes(stride), sums, bytes(stride), from, to, near + bytes(from * longest))
    const first = from * steps + s, far = bytes(steps * wide)
    const cBefore = s == 0 ? firstCells + bytes(from * wide) : cells + bytes((first - 1) * wide)
    update(
      to - from, units, isHard, 0, sums + bytes(from * stride), bytes(stride), gates + bytes(first * SLOTS * wide), SLOTS * far,
      cBefore, s == 0 ? bytes(wide) : far, cells + bytes(first * wide), far, states + bytes(first * units), bytes(steps * units)
    )
  }
  for (let b = from; b < to; b++) {
    const row = b * steps + steps - 1
    memory.copy(<usize>arg(LAST) + bytes(b * units), states + bytes(row * units), bytes(units))
    memory.copy(<usize>arg(LAST_CELL) + bytes(b * units), cells + bytes(row * wide), bytes(units))
  }
}

const D_STATES = OWN, D_LAST = OWN + 1, D_LAST_CELL = OWN + 2, D_KERNEL = OWN + 3, D_RECURRENT = OWN + 4, D_BIAS = OWN + 5, D_STATE = OWN + 6
const D_CELL = OWN + 7, D_KEYS = OWN + 8, D_QUERY = OWN + 9, D_SCORE = OWN + 10, D_SCORE_BIAS = OWN + 11, D_EXTRA = OWN + 12

/**
 * Backward. What the tanh of keys and query was is computed again: to keep it would take time·attention numbers a step. Workspace: packed recurrent
 * kernel and query (wide·stride), packed kernel (inputs rounded up to 16, ·4·wide), dh, dc and first cells (3·batch·wide), dx of one step
 * (batch·inputs rounded up), the rows it multiplies (batch·stride), turned keys and their gradients (2·batch·attention·time), gradients of scores
 * (batch·time), of v and its bias by sequence (batch·(attention rounded up + 16)), of the sums (batch·steps·stride), then what gradientsOfWeights
 * needs, and for each thread the packed columns of a K-block ((units + 1)·256) and a panel (256·16).
 */
export function attentiveLstmBackward(): void {
  const batch = arg(BATCH), steps = arg(TIME), inputs = arg(INPUTS), units = arg(UNITS), time = arg(SOURCES), attention = arg(ATTENTION)
  const size = arg(SIZE), isHard = arg(HARD) != 0
  const gates = <usize>arg(GATES), cells = <usize>arg(CELLS), dExtra = <usize>arg(D_EXTRA)
  const wide = wideOf(units), wideIn = wideOf(inputs), stride = SLOTS * wide + wideOf(attention), lines = attention * fours(time)
  const recurrent = <usize>arg(WORK)
  const kernel = recurrent + bytes(wide * stride)
  const dh = kernel + bytes(wideIn * SLOTS * wide)
  const dc = dh + bytes(batch * wide)
  const firstCells = dc + bytes(batch * wide)
  const dx = firstCells + bytes(batch * wide)
  const near = dx + bytes(batch * wideIn)
  const turned = near + bytes(batch * stride)
  const dTurned = turned + bytes(batch * lines)
  const dScores = dTurned + bytes(batch * lines)
  const shares = dScores + bytes(batch * fours(time))
  const dSums = shares + bytes(batch * (wideOf(attention) + WIDTH))
  for (let g = 0; g < SLOTS; g++) {
    packGateBack(<usize>arg(RECURRENT), units, units, SLOTS, g, recurrent, g, stride)
    packGateBack(<usize>arg(KERNEL), inputs, units, SLOTS, g, kernel, g, SLOTS * wide)
  }
  packGateBack(<usize>arg(QUERY), units, attention, 1, 0, recurrent + bytes(SLOTS * wide * WIDTH), 0, stride)
  barrier()
  const from = startOf(batch, 2), to = endOf(batch, 2)
  turnKeys(from, to, turned)
  memory.fill(dTurned + bytes(from * lines), 0, bytes((to - from) * lines))
  memory.fill(shares + bytes(from * (wideOf(attention) + WIDTH)), 0, bytes((to - from) * (wideOf(attention) + WIDTH)))
  memory.fill(<usize>arg(D_VALUES) + bytes(from * time * size), 0, bytes((to - from) * time * size))
  for (let b = from; b < to; b++) {
    placeBias(<usize>arg(D_LAST) + bytes(b * units), units, dh + bytes(b * wide), 0)
    placeBias(<usize>arg(D_LAST_CELL) + bytes(b * units), units, dc + bytes(b * wide), 0)
    placeBias(<usize>arg(CELL) + bytes(b * units), units, firstCells + bytes(b * wide), 0)
  }
  for (let s = steps - 1; s >= 0; s--) {
    const now = dSums + bytes(s * stride), nowStride = bytes(steps * stride)
    const first = from * steps + s
    const cBefore = s == 0 ? firstCells + bytes(from * wide) : cells + bytes((first - 1) * wide)
    flowBack(
      to - from, units, isHard, -<i32>bytes(SLOTS * wide), steps, gates + bytes(first * SLOTS * wide), bytes(SLOTS * wide), cells + bytes(first * wide),
      cBefore, s == 0 ? bytes(wide) : bytes(steps * wide), <usize>arg(D_STATES) + bytes(first * units), dh + bytes(from * wide),
      dc + bytes(from * wide), now + <usize>from * nowStride, bytes(stride)
    )
    memory.fill(dx + bytes(from * wideIn), 0, bytes((to - from) * wideIn))
    step(now, nowStride, kernel, wideIn / WIDTH, SLOTS * wide, dx, bytes(wideIn), dx, bytes(wideIn), from, to, near + bytes(from * stride))
    for (let b = from; b < to; b++) {
      const row = b * steps + s
      const dSeen = dx + bytes(b * wideIn), own = dScores + bytes(b * fours(time)), dAsked = now + <usize>b * nowStride + bytes(SLOTS * wide)
      const share = shares + bytes(b * (wideOf(attention) + WIDTH))
      if (dExtra) memory.copy(dExtra + bytes(row * (inputs - size)), dSeen + bytes(size), bytes(inputs - size))
      const weights = <usize>arg(WEIGHTS) + bytes(row * time), asked = <usize>arg(ASKED) + bytes(row * wideOf(attention))
      lookBack(weights, b, dSeen, own)
      scoreBack(weights, <usize>arg(SCORES) + bytes(row * fours(time)), own, share + bytes(wideOf(attention)))
      askBack(turned + bytes(b * lines), asked, own, dTurned + bytes(b * lines), dAsked, share)
    }
    step(now, nowStride, recurrent, wide / WIDTH, stride, dh, bytes(wide), dh, bytes(wide), from, to, near + bytes(from * stride))
  }
  for (let b = from; b < to; b++) {
    memory.copy(<usize>arg(D_STATE) + bytes(b * units), dh + bytes(b * wide), bytes(units))
    memory.copy(<usize>arg(D_CELL) + bytes(b * units), dc + bytes(b * wide), bytes(units))
    for (let t = 0; t < time; t++) {
      const dKey = <usize>arg(D_KEYS) + bytes((b * time + t) * attention), column = dTurned + bytes(b * lines + t)
      for (let a = 0; a < attention; a++) store<f32>(dKey + bytes(a), load<f32>(column + bytes(a * fours(time))))
    }
  }
  barrier()
  const work = dSums + bytes(batch * steps * stride)
  gradientsOfWeights(SLOTS, dSums, stride, <usize>arg(D_KERNEL), <usize>arg(D_RECURRENT), <usize>arg(D_BIAS), work)
  const own = work + bytes(2 * (blockOf(inputs) + blockOf(units)) + threads() * DEPTH * WIDTH)
  gradientOfQuery(dSums + bytes(SLOTS * wide), stride, own + bytes(thread() * (blockOf(units) + DEPTH * WIDTH)))
  if (thread() == 0) gradientsOfScore(shares)
}

function gradientOfQuery(dAsked: usize, stride: i32, work: usize): void {
  const rows = arg(BATCH) * arg(TIME), units = arg(UNITS), attention = arg(ATTENTION)
  const from = startOf(wideOf(attention) / WIDTH, 1), to = endOf(wideOf(attention) / WIDTH, 1)
  if (from == to) return
  const panel = work + bytes(blockOf(units))
  for (let first = 0; first < rows; first += DEPTH) {
    const part = min(DEPTH, rows - first)
    packStatesBefore(first, part, work)
    for (let p = from; p < to; p++) {
      packPanel(dAsked + bytes(first * stride + p * WIDTH), bytes(stride), part, WIDTH, panel)
      const width = min(WIDTH, attention - p * WIDTH)
      multiplyColumns(work, units, panel, part, <usize>arg(D_QUERY) + bytes(p * WIDTH), bytes(attention), width, first > 0)
    }
  }
}

function gradientsOfScore(shares: usize): void {
  const batch = arg(BATCH), attention = arg(ATTENTION), row = bytes(wideOf(attention) + WIDTH)
  for (let a = 0; a < attention; a++) store<f32>(<usize>arg(D_SCORE) + bytes(a), sumOfColumn(shares + bytes(a), row, batch))
  if (arg(D_SCORE_BIAS)) store<f32>(<usize>arg(D_SCORE_BIAS), sumOfColumn(shares + bytes(wideOf(attention)), row, batch))
}

function sumOfColumn(column: usize, stride: usize, rows: i32): f32 {
  let sum: f32 = 0
  for (let i = 0; i < rows; i++) sum += load<f32>(column + <usize>i * stride)
  return sum
}
