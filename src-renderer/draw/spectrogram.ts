import { interpolateInferno } from 'd3-scale-chromatic'
import type { Hertz } from '../../src-main/contract/units'

/** 256 colours, dark to bright, as RGBA bytes. */
export type Palette = Uint8ClampedArray<ArrayBuffer>

/** Samples a colour scale (0..1 → `#rrggbb` or `rgb(r, g, b)`) at 256 places. */
export function createPalette(colourAt: (fraction: number) => string = interpolateInferno): Palette {
  const palette = new Uint8ClampedArray(256 * 4)
  for (let i = 0; i < 256; i++) palette.set([...channelsOf(colourAt(i / 255)), 255], i * 4)
  return palette
}

function channelsOf(colour: string): number[] {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1]
  if (hex) return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16))
  const channels = colour
    .match(/\d+(\.\d+)?/g)
    ?.slice(0, 3)
    .map(Number)
  if (channels?.length !== 3)
    throw new RangeError(`'${colour}' is not a colour this reads: #rrggbb or rgb(r, g, b)`)
  return channels
}

/** Edges of `rows` picture rows in FFT bins, equally spaced on the mel scale from `low` to `high` hertz; [rows + 1], rising. */
export function melEdges(spec: {
  rows: number
  bins: number
  sampleRate: Hertz
  low: Hertz
  high: Hertz
}): Float32Array {
  const { rows, bins, sampleRate } = spec
  const mel = (hertz: Hertz) => 2595 * Math.log10(1 + hertz / 700)
  const low = mel(spec.low)
  const high = mel(Math.min(spec.high, sampleRate / 2))
  return Float32Array.from({ length: rows + 1 }, (_, i) => {
    const hertz = 700 * (10 ** ((low + ((high - low) * i) / rows) / 2595) - 1)
    return (hertz / (sampleRate / 2)) * bins
  })
}

/** One picture column: the loudest bin of each row, low frequencies at the bottom. `spectrum` holds bytes, as an AnalyserNode gives them. */
export function paintColumn(
  spectrum: Uint8Array,
  { edges, palette }: { edges: Float32Array; palette: Palette }
): Uint8ClampedArray<ArrayBuffer> {
  const rows = edges.length - 1
  const pixels = new Uint8ClampedArray(rows * 4)
  for (let row = 0; row < rows; row++) {
    const first = Math.floor(edges[row] ?? 0)
    const last = Math.ceil(edges[row + 1] ?? 0) - 1
    let loudest = 0
    for (let bin = first; bin <= last; bin++) loudest = Math.max(loudest, spectrum[bin] ?? 0)
    pixels.set(palette.subarray(loudest * 4, loudest * 4 + 4), (rows - 1 - row) * 4)
  }
  return pixels
}

/** The values that 2 % and 99.8 % of the data lie below: a range that neither silence nor a click stretches. */
export function visibleRange(data: Float32Array): [low: number, high: number] {
  const sorted = data.filter(Number.isFinite).sort()
  const at = (fraction: number) => sorted[Math.round(fraction * (sorted.length - 1))] ?? 0
  return [at(0.02), at(0.998)]
}

/** Pixels [bands, frames] of a spectrogram given band by band from the lowest, lowest at the bottom. */
export function paintSpectrogram(
  { bands, frames, data }: { bands: number; frames: number; data: Float32Array },
  palette: Palette
): Uint8ClampedArray<ArrayBuffer> {
  const [low, high] = visibleRange(data)
  const scale = high > low ? 255 / (high - low) : 0
  const pixels = new Uint8ClampedArray(bands * frames * 4)
  for (let band = 0; band < bands; band++) {
    for (let frame = 0; frame < frames; frame++) {
      const value = ((data[band * frames + frame] ?? low) - low) * scale
      const shade = Math.max(0, Math.min(255, Math.round(value) || 0)) * 4
      pixels.set(palette.subarray(shade, shade + 4), ((bands - 1 - band) * frames + frame) * 4)
    }
  }
  return pixels
}
