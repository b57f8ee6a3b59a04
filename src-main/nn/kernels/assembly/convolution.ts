import { DEPTH, ROWS_WORK, WIDTH, multiplyRows, multiplyTransposed, packPanel, packTransposedPanel, transposedWork } from './product'
import { arg, barrier, endOf, startOf, thread, threads } from './runtime'
import { bytes } from './sequence'

/**
 * Convolutions over time. x [batch, time, channels] is padded first; without dilation the inputs of one output step are `taps`·channels
 * numbers in a row, so that the convolution is a product of overlapping rows. The filter is [taps, channels, filters].
 */
const X = 0, FILTER = 1, Y = 2, BATCH = 3, TIME = 4, CHANNELS = 5, FILTERS = 6, TAPS = 7, STRIDE = 8, DILATION = 9, LEFT = 10, PADDED = 11
const STEPS = 12, WORK = 13, BIAS = 14

/** The padded inputs of this thread's signals at `target` [batch, PADDED, channels]; x itself where there is nothing to pad. */
function padShare(target: usize): usize {
  const x = <usize>arg(X), time = arg(TIME), channels = arg(CHANNELS), left = arg(LEFT), padded = arg(PADDED)
  if (padded == time && left == 0) return x
  const end = endOf(arg(BATCH), 1)
  const used = min(time, padded - left)
  for (let b = startOf(arg(BATCH), 1); b < end; b++) {
    const to = target + bytes(b * padded) * <usize>channels
    memory.fill(to, 0, bytes(left * channels))
    memory.copy(to + bytes(left * channels), x + bytes(b * time) * <usize>channels, bytes(used * channels))
    memory.fill(to + bytes((left + used) * channels), 0, bytes((padded - left - used) * channels))
  }
  return target
}

/**
 * y [batch, steps, filters]. Workspace: ROWS_WORK for each thread, packed filter (ceil(filters / 16)·taps·channels·16 floats), padded inputs where there is padding
 * (batch·padded·channels). `bias` may be 0.
 */
export function convolve(): void {
  const batch = arg(BATCH), channels = arg(CHANNELS), filters = arg(FILTERS), taps = arg(TAPS), padded = arg(PADDED)
  const stride = arg(STRIDE), dilation = arg(DILATION), steps = arg(STEPS)
  const y = <usize>arg(Y), bias = <usize>arg(BIAS)
  const own = <usize>arg(WORK) + <usize>thread() * ROWS_WORK
  const packed = <usize>arg(WORK) + <usize>threads() * ROWS_WORK
  const lines = taps * channels, panels = (filters + WIDTH - 1) / WIDTH
  const last = endOf(panels, 1)
  for (let j = startOf(panels, 1); j < last; j++) {
    packPanel(<usize>arg(FILTER) + bytes(j * WIDTH), bytes(filters), lines, min(WIDTH, filters - j * WIDTH), packed + bytes(j * lines * WIDTH))
  }
  const x = padShare(packed + bytes(panels * lines * WIDTH))
  barrier()
  const end = endOf(batch * steps, 2)
  let row = startOf(batch * steps, 2)
  while (row < end) {
    const b = row / steps, first = row - b * steps
    const until = min(steps, first + end - row)
    const from = x + bytes(b * padded) * <usize>channels
    const to = y + bytes(b * steps) * <usize>filters
    if (dilation == 1) {
      multiplyRows(from, bytes(stride * channels), packed, lines, to, bytes(filters), bias, 0, first, until, lines, filters, own)
    } else {
      for (let tap = 0; tap < taps; tap++) {
        const a = from + bytes(tap * dilation * channels)
        const panel = packed + bytes(tap * channels * WIDTH)
        const before = tap == 0 ? bias : to, beforeStride = tap == 0 ? 0 : bytes(filters)
        multiplyRows(a, bytes(stride * channels), panel, lines, to, bytes(filters), before, beforeStride, first, until, channels, filters, own)
      }
    }
    row += until - first
  }
}

/**
 * Gradient of the filter; `y` is the gradient of the outputs and `filter` takes the result. Workspace: padded inputs where there is padding
 * (batch·padded·channels), then transposedWork(filters) for each thread.
 */
export function convolveFilterGradient(): void {
  const batch = arg(BATCH), channels = arg(CHANNELS), filters = arg(FILTERS), taps = arg(TAPS), padded = arg(PADDED)
  const stride = arg(STRIDE), dilation = arg(DILATION), steps = arg(STEPS)
  const isPadded = padded != arg(TIME) || arg(LEFT) != 0
  const x = padShare(<usize>arg(WORK))
  barrier()
  const work = <usize>arg(WORK) + (isPadded ? bytes(batch * padded) * <usize>channels : 0) + <usize>thread() * transposedWork(filters)
  const isWhole = dilation == 1
  const lines = isWhole ? taps * channels : channels
  const rounds = isWhole ? 1 : taps
  const from = startOf(lines, 2), to = endOf(lines, 2)
  if (from == to) return
  for (let tap = 0; tap < rounds; tap++) {
    const out = <usize>arg(FILTER) + bytes(tap * channels) * <usize>filters
    for (let b = 0; b < batch; b++) {
      const source = x + bytes(b * padded + tap * dilation) * <usize>channels
      const dy = <usize>arg(Y) + bytes(b * steps) * <usize>filters
      for (let first = 0; first < steps; first += DEPTH) {
        multiplyTransposed(
          source + bytes(first * stride) * <usize>channels, bytes(stride * channels), dy + bytes(first) * <usize>filters, bytes(filters),
          out, bytes(filters), from, to, min(DEPTH, steps - first), filters, b > 0 || first > 0, work
        )
      }
    }
  }
}

/**
 * Gradient of the inputs: `x` takes the result, `y` is the gradient of the outputs. Each tap adds the rows that it saw. Workspace:
 * ROWS_WORK for each thread, the filter packed the other way (taps·ceil(channels / 16)·filters·16), the padded gradient (batch·padded·channels).
 */
export function convolveInputGradient(): void {
  const batch = arg(BATCH), time = arg(TIME), channels = arg(CHANNELS), filters = arg(FILTERS), taps = arg(TAPS), padded = arg(PADDED)
  const steps = arg(STEPS), left = arg(LEFT)
  const panels = (channels + WIDTH - 1) / WIDTH
  const work = <usize>arg(WORK) + <usize>thread() * ROWS_WORK
  const packed = <usize>arg(WORK) + <usize>threads() * ROWS_WORK
  const dx = packed + bytes(taps * panels * filters * WIDTH)
  const last = endOf(taps * panels, 1)
  for (let p = startOf(taps * panels, 1); p < last; p++) {
    const tap = p / panels, j = p - tap * panels
    const source = <usize>arg(FILTER) + bytes(tap * channels + j * WIDTH) * <usize>filters
    packTransposedPanel(source, bytes(filters), filters, min(WIDTH, channels - j * WIDTH), packed + bytes(p * filters * WIDTH))
  }
  barrier()
  const end = endOf(batch, 1)
  for (let b = startOf(batch, 1); b < end; b++) {
    const own = dx + bytes(b * padded) * <usize>channels
    memory.fill(own, 0, bytes(padded * channels))
    for (let tap = 0; tap < taps; tap++) {
      const place = own + bytes(tap * arg(DILATION) * channels), stride = bytes(arg(STRIDE) * channels)
      multiplyRows(
        <usize>arg(Y) + bytes(b * steps) * <usize>filters, bytes(filters), packed + bytes(tap * panels * filters * WIDTH), filters,
        place, stride, place, stride, 0, steps, filters, channels, work
      )
    }
    const used = min(time, padded - left)
    const to = <usize>arg(X) + bytes(b * time) * <usize>channels
    memory.copy(to, own + bytes(left * channels), bytes(used * channels))
    memory.fill(to + bytes(used * channels), 0, bytes((time - used) * channels))
  }
}
