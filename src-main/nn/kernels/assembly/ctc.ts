import { arg, thread, threads } from './runtime'
import { bytes } from './sequence'
import { largestOf, softmax, sumOf } from './softmax'
import { LN2, ZERO, clamped, exponentOf, logOf, mantissaOf, power, powerOf, put, scaled } from './wide-range'

/**
 * The loss of connectionist temporal classification and its gradient (Graves et al. 2006), one clip a thread at a time.
 *
 * A probability is a pair m·2^e (wide-range.ts): over 2,000 steps gradients stay within 1e-6, where logarithms in float32, −7,000 and
 * more, leave errors of some 1e-3. Emissions are taken as exp(logit − largest logit of the step); the sums that would make them
 * probabilities cancel in the gradient and go into the loss as one product. States are kept as two rows, labels 0 … L − 1 and blanks
 * 0 … L (blank i stands before label i), so that four of them are one vector and neighbours are a load beside it.
 */

/** The rows of one step: mantissas and exponents of the labels, then of the blanks. */
const LABEL_E: usize = 1, BLANK_M: usize = 2, BLANK_E: usize = 3, ROWS: usize = 4

/**
 * Arguments: logits [batch, time, vocab], labels [batch, maxLabels], labelLengths [batch], logitLengths [batch], batch, time, vocab,
 * maxLabels, blank, loss [batch], dLogits [batch, time, vocab], workspace, and how many bytes of it each thread has: for W = maxLabels + 1
 * rounded up to 4, plus 8, that is 4·(4·W·(time + 1) + 11·W + time). All labels and lengths must be in range.
 */
export function ctc(): void {
  const batch = arg(4), time = arg(5), vocab = arg(6), maxLabels = arg(7)
  const work = <usize>arg(11) + <usize>thread() * <usize>arg(12)
  const clipBytes = bytes(time * vocab)
  for (let b = thread(); b < batch; b += threads()) {
    const logits = <usize>arg(0) + <usize>b * clipBytes
    const labels = <usize>arg(1) + bytes(b * maxLabels)
    const count = load<i32>(<usize>arg(2) + bytes(b)), steps = load<i32>(<usize>arg(3) + bytes(b))
    const dLogits = <usize>arg(10) + <usize>b * clipBytes
    const loss = clipLoss(logits, labels, count, steps, vocab, arg(8), maxLabels, dLogits, work)
    store<f32>(<usize>arg(9) + bytes(b), <f32>loss)
    const used = bytes(steps * vocab)
    if (loss == Infinity) memory.fill(dLogits, 0, used)
    if (loss != loss) for (let i: usize = 0; i < used; i += 4) store<f32>(dLogits + i, NaN)
    memory.fill(dLogits + used, 0, clipBytes - used)
  }
}

function clipLoss(
  logits: usize, labels: usize, count: i32, steps: i32, vocab: i32, blank: i32, maxLabels: i32, dLogits: usize, work: usize
): f64 {
  let needed = count
  for (let i = 1; i < count; i++) if (load<i32>(labels + bytes(i)) == load<i32>(labels + bytes(i - 1))) needed++
  if (needed > steps) return Infinity
  if (steps == 0) return 0
  // Every row has four numbers of padding on either side of its own.
  const row = bytes(((maxLabels + 4) & ~3) + 8), step = ROWS * row
  const vectors = bytes((count + 4) & ~3)
  const beta = work + 16
  const emissions = beta + step
  const skips = emissions + 2 * row
  const weights = skips + row
  const alpha = weights + step
  const largest = alpha - 16 + <usize>(steps + 1) * step
  markSkips(labels, count, skips, vectors)
  clear(alpha, row, vectors)
  store<f32>(alpha + BLANK_M * row, 1)
  store<i32>(alpha + BLANK_E * row, 0)
  let product: f64 = 1, exponent: i64 = 0
  for (let t = 0; t < steps; t++) {
    const from = logits + bytes(t * vocab)
    const top = largestOf(from, vocab)
    const sum = softmax(from, vocab, top, dLogits + bytes(t * vocab))
    if (sum != sum) return NaN
    product *= sum
    const bits = reinterpret<i64>(product)
    exponent += (bits >> 52) - 1023
    product = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
    store<f32>(largest + bytes(t), top)
    emit(from, labels, count, top, emissions, row, vectors)
    forward(alpha + <usize>t * step, row, vectors, emissions, skips, load<f32>(from + bytes(blank)) - top)
  }
  const total = logTotal(alpha + <usize>steps * step, row, count)
  if (total == -Infinity) return Infinity
  clear(beta, row, vectors)
  store<f32>(beta + BLANK_M * row + bytes(count), 1)
  store<i32>(beta + BLANK_E * row + bytes(count), 0)
  for (let t = steps - 1; t >= 0; t--) {
    const from = logits + bytes(t * vocab)
    const top = load<f32>(largest + bytes(t))
    emit(from, labels, count, top, emissions, row, vectors)
    const most = backward(beta, alpha + <usize>(t + 1) * step, row, vectors, emissions, skips, load<f32>(from + bytes(blank)) - top, weights)
    subtractShares(weights, row, vectors, most, labels, count, dLogits + bytes(t * vocab), blank)
  }
  return logOf(product) + <f64>exponent * LN2 - total
}

/** Ones where the blank before a label may be left out, which it may not before the first and between equal ones. */
function markSkips(labels: usize, count: i32, skips: usize, vectors: usize): void {
  for (let i: usize = 0; i <= vectors; i += 16) v128.store(skips + i, i32x4.splat(0))
  for (let i = 1; i < count; i++)
    if (load<i32>(labels + bytes(i)) != load<i32>(labels + bytes(i - 1))) store<i32>(skips + bytes(i), -1)
}

/** Zeros in the four rows of a step and in the padding that is read. */
function clear(rows: usize, row: usize, vectors: usize): void {
  for (let i: usize = 0; i <= vectors; i += 16) {
    v128.store(rows + i, i32x4.splat(0))
    v128.store(rows + LABEL_E * row + i, i32x4.splat(ZERO))
    v128.store(rows + BLANK_M * row + i, i32x4.splat(0))
    v128.store(rows + BLANK_E * row + i, i32x4.splat(ZERO))
  }
  clearBefore(rows, row)
}

// @ts-ignore: decorator
@inline
function clearBefore(rows: usize, row: usize): void {
  v128.store(rows - 16, i32x4.splat(0))
  v128.store(rows + LABEL_E * row - 16, i32x4.splat(ZERO))
}

/** The labels' emissions at a step; 0 beyond them. */
function emit(from: usize, labels: usize, count: i32, top: f32, emissions: usize, row: usize, vectors: usize): void {
  v128.store(emissions + vectors - 16, f32x4.splat(-Infinity))
  for (let i = 0; i < count; i++)
    store<f32>(emissions + bytes(i), load<f32>(from + bytes(load<i32>(labels + bytes(i)))) - top)
  for (let i: usize = 0; i < vectors; i += 16) {
    const given = v128.load(emissions + i)
    const x = clamped(given), n = powerOf(x)
    v128.store(emissions + i, mantissaOf(x, n))
    v128.store(emissions + row + i, exponentOf(given, n))
  }
}

/** α of a step from that of the step before, which lies a step of rows earlier; `x` is the blank's logit less the largest. */
function forward(rows: usize, row: usize, vectors: usize, emissions: usize, skips: usize, x: f32): void {
  const given = f32x4.splat(x), x4 = clamped(given), n = powerOf(x4)
  const blankM = mantissaOf(x4, n), blankE = exponentOf(given, n)
  const next = rows + ROWS * row
  clearBefore(next, row)
  for (let i: usize = 0; i < vectors; i += 16) {
    const at = rows + i, to = next + i
    const lM = v128.load(at), lE = v128.load(at + LABEL_E * row)
    const bM = v128.load(at + BLANK_M * row), bE = v128.load(at + BLANK_E * row)
    const sM = v128.load(at - 4), sE = v128.load(at + LABEL_E * row - 4)
    const maySkip = v128.load(skips + i)
    const skipE = v128.bitselect(sE, i32x4.splat(ZERO), maySkip)
    const e = i32x4.max_s(lE, i32x4.max_s(bE, skipE))
    const skipM = scaled(v128.and(sM, maySkip), i32x4.sub(skipE, e))
    const m = f32x4.add(f32x4.add(scaled(lM, i32x4.sub(lE, e)), scaled(bM, i32x4.sub(bE, e))), skipM)
    put(to, to + LABEL_E * row, f32x4.mul(m, v128.load(emissions + i)), i32x4.add(e, v128.load(emissions + row + i)))
    const e2 = i32x4.max_s(bE, sE)
    const m2 = f32x4.add(scaled(bM, i32x4.sub(bE, e2)), scaled(sM, i32x4.sub(sE, e2)))
    put(to + BLANK_M * row, to + BLANK_E * row, f32x4.mul(m2, blankM), i32x4.add(e2, blankE))
  }
}

/**
 * Takes `rows`, β times emission of the step after, to those of this step, and writes α·β to `weights`.
 * @returns the largest exponent of α·β
 */
function backward(
  rows: usize, alpha: usize, row: usize, vectors: usize, emissions: usize, skips: usize, x: f32, weights: usize
): i32 {
  const given = f32x4.splat(x), x4 = clamped(given), n = powerOf(x4)
  const blankM = mantissaOf(x4, n), blankE = exponentOf(given, n)
  let most = i32x4.splat(i32.MIN_VALUE)
  for (let i: usize = 0; i < vectors; i += 16) {
    const at = rows + i, from = alpha + i, to = weights + i
    const lM = v128.load(at), lE = v128.load(at + LABEL_E * row)
    const bM = v128.load(at + BLANK_M * row), bE = v128.load(at + BLANK_E * row)
    const afterM = v128.load(at + BLANK_M * row + 4), afterE = v128.load(at + BLANK_E * row + 4)
    const maySkip = v128.load(skips + i + 4)
    const skipE = v128.bitselect(v128.load(at + LABEL_E * row + 4), i32x4.splat(ZERO), maySkip)
    const e = i32x4.max_s(lE, i32x4.max_s(afterE, skipE))
    const skipM = scaled(v128.and(v128.load(at + 4), maySkip), i32x4.sub(skipE, e))
    const m = f32x4.add(f32x4.add(scaled(lM, i32x4.sub(lE, e)), scaled(afterM, i32x4.sub(afterE, e))), skipM)
    const e2 = i32x4.max_s(bE, lE)
    const m2 = f32x4.add(scaled(bM, i32x4.sub(bE, e2)), scaled(lM, i32x4.sub(lE, e2)))
    const labelE = i32x4.add(e, v128.load(from + LABEL_E * row)), ownE = i32x4.add(e2, v128.load(from + BLANK_E * row))
    v128.store(to, f32x4.mul(m, v128.load(from)))
    v128.store(to + LABEL_E * row, labelE)
    v128.store(to + BLANK_M * row, f32x4.mul(m2, v128.load(from + BLANK_M * row)))
    v128.store(to + BLANK_E * row, ownE)
    most = i32x4.max_s(most, i32x4.max_s(labelE, ownE))
    put(at, at + LABEL_E * row, f32x4.mul(m, v128.load(emissions + i)), i32x4.add(e, v128.load(emissions + row + i)))
    put(at + BLANK_M * row, at + BLANK_E * row, f32x4.mul(m2, blankM), i32x4.add(e2, blankE))
  }
  const pair = max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1))
  return max(pair, max(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3)))
}

/** Takes from a step's gradient the share of each label in all alignments; shares of a step add up to 1. */
function subtractShares(
  weights: usize, row: usize, vectors: usize, most: i32, labels: usize, count: i32, gradient: usize, blank: i32
): void {
  let labelSums = f32x4.splat(0), blankSums = f32x4.splat(0)
  const offset = i32x4.splat(most)
  for (let i: usize = 0; i < vectors; i += 16) {
    const at = weights + i
    const label = scaled(v128.load(at), i32x4.sub(v128.load(at + LABEL_E * row), offset))
    const own = scaled(v128.load(at + BLANK_M * row), i32x4.sub(v128.load(at + BLANK_E * row), offset))
    v128.store(at, label)
    labelSums = f32x4.add(labelSums, label)
    blankSums = f32x4.add(blankSums, own)
  }
  const blanks = sumOf(blankSums)
  const factor: f32 = 1 / (sumOf(labelSums) + blanks)
  for (let i = 0; i < count; i++) {
    const place = gradient + bytes(load<i32>(labels + bytes(i)))
    store<f32>(place, load<f32>(place) - load<f32>(weights + bytes(i)) * factor)
  }
  const place = gradient + bytes(blank)
  store<f32>(place, load<f32>(place) - blanks * factor)
}

/** ln of the sum of the two states that a clip may end in. */
function logTotal(alpha: usize, row: usize, count: i32): f64 {
  const place = bytes(count)
  // Without labels, the padding before the row is a label of probability 0.
  const lM = <f64>load<f32>(alpha + place - 4), lE = load<i32>(alpha + LABEL_E * row + place - 4)
  const bM = <f64>load<f32>(alpha + BLANK_M * row + place), bE = load<i32>(alpha + BLANK_E * row + place)
  if (lM + bM == 0) return -Infinity
  const e = max(lE, bE)
  return logOf(lM * power(lE - e) + bM * power(bE - e)) + <f64>e * LN2
}
