/** Lowest and highest sample of each column; both [columns]. */
export interface Peaks {
  low: Float32Array
  high: Float32Array
}

/** Folds samples into columns so that no peak is lost. A column without samples repeats the last one. */
export function peaksOf(samples: Float32Array, columns: number): Peaks {
  const low = new Float32Array(columns)
  const high = new Float32Array(columns)
  for (let column = 0; column < columns; column++) {
    const start = Math.floor((column * samples.length) / columns)
    const end = Math.max(start + 1, Math.floor(((column + 1) * samples.length) / columns))
    let least = Infinity
    let most = -Infinity
    for (let i = start; i < end && i < samples.length; i++) {
      const sample = samples[i] ?? 0
      if (sample < least) least = sample
      if (sample > most) most = sample
    }
    low[column] = Number.isFinite(least) ? least : 0
    high[column] = Number.isFinite(most) ? most : 0
  }
  return { low, high }
}

interface Box {
  width: number
  height: number
}

/** The closed outline of a waveform as an SVG path; ±1 reaches the edges of the box, silence keeps a hairline. */
export function outlineOf({ low, high }: Peaks, { width, height }: Box): string {
  const columns = high.length
  if (columns === 0) return ''
  const x = (i: number) => round(columns === 1 ? 0 : (i * width) / (columns - 1))
  const y = (value: number) => round(((1 - Math.max(-1, Math.min(1, value))) * height) / 2)
  const HAIR = 0.5 / height
  const top = Array.from(high, (value, i) => `${x(i)} ${y(value + HAIR)}`)
  const bottom = Array.from(low, (value, i) => `${x(i)} ${y(value - HAIR)}`).reverse()
  return `M${[...top, ...bottom].join('L')}Z`
}

/** A line through `values` (bottom 0, top `most`) as an SVG path; the value `i` sits at x = `offset + i × step`. */
export function lineOf(
  values: ArrayLike<number>,
  { height, most = 1, offset = 0, step }: { height: number; most?: number; offset?: number; step: number }
): string {
  const points = Array.from(values, (value, i) => {
    const part = Math.max(0, Math.min(1, value / most))
    return `${round(offset + i * step)} ${round(height * (1 - part))}`
  })
  return points.length === 0 ? '' : `M${points.join('L')}`
}

const round = (value: number) => Math.round(value * 100) / 100
