import type { TracksFigure } from '../contract/figures'
import type { Raster } from './png'

export type Colour = readonly [red: number, green: number, blue: number]

const PAPER: Colour = [17, 19, 26]
const GRID: Colour = [52, 57, 72]
const POSTERIOR: Colour = [255, 176, 59]
const LABEL: Colour = [64, 140, 120]
const SPAN: Colour = [120, 220, 190]

/** Dark to bright in even steps of lightness, as anchors that are joined by straight lines. */
const HEAT: readonly Colour[] = [
  [4, 5, 15],
  [40, 17, 89],
  [101, 26, 128],
  [159, 47, 127],
  [212, 72, 105],
  [245, 125, 91],
  [254, 187, 129],
  [252, 246, 190]
]

const SPECTROGRAM_SHARE = 0.62
const MARGIN = 6

/**
 * A clip with what a network says of it, without words: spectrogram above, the marked words as bars on its lower edge, then
 * label (filled) and posterior (line) from 0 to 1 with a line at ½ (or at `threshold`).
 */
export function drawTracks(
  figure: TracksFigure,
  { width, height, threshold = 0.5 }: { width: number; height: number; threshold?: number }
): Raster {
  const raster = blank(width, height)
  const split = Math.round(height * SPECTROGRAM_SHARE)
  if (figure.spectrogram) drawSpectrogram(raster, figure.spectrogram, split - MARGIN)
  for (const { start, end } of figure.spans) {
    const [from, to] = [start, end].map((time) => Math.round((time / figure.duration) * width)) as [
      number,
      number
    ]
    for (let y = split - MARGIN - 5; y < split - MARGIN; y++)
      for (let x = from; x <= to; x++) paint(raster, { x, y, colour: SPAN })
  }
  const plot = { top: split, bottom: height - 2 }
  const heightOf = (value: number) =>
    Math.round(plot.bottom - Math.min(1, Math.max(0, value)) * (plot.bottom - plot.top))
  for (const level of [0, threshold, 1])
    for (let x = 0; x < width; x += 4) paint(raster, { x, y: heightOf(level), colour: GRID })
  for (const { role, values } of figure.tracks) {
    if (role === 'label') fill(raster, values, { heightOf, colour: LABEL })
    else trace(raster, values, { heightOf, colour: POSTERIOR })
  }
  return raster
}

export function blank(width: number, height: number): Raster {
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) rgb.set(PAPER, 3 * i)
  return { width, height, rgb }
}

export function paint(
  { width, height, rgb }: Raster,
  { x, y, colour }: { x: number; y: number; colour: Colour }
): void {
  if (x < 0 || x >= width || y < 0 || y >= height) return
  rgb.set(colour, 3 * (y * width + x))
}

/** `data` is [bands, frames]; low bands lie at the bottom. Colours span the 2nd to the 99.5th percentile. */
function drawSpectrogram(
  raster: Raster,
  { bands, frames, data }: NonNullable<TracksFigure['spectrogram']>,
  height: number
): void {
  const sorted = data.slice().sort()
  const low = sorted[Math.floor(0.02 * sorted.length)] ?? 0
  const high = sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 1
  for (let x = 0; x < raster.width; x++) {
    const frame = Math.min(frames - 1, Math.floor((x / raster.width) * frames))
    for (let y = 0; y < height; y++) {
      const band = Math.min(bands - 1, Math.floor(((height - 1 - y) / height) * bands))
      const heat = ((data[band * frames + frame] ?? low) - low) / (high - low || 1)
      paint(raster, { x, y, colour: heatColour(heat) })
    }
  }
}

export function heatColour(value: number): Colour {
  const place = Math.min(1, Math.max(0, value)) * (HEAT.length - 1)
  const left = Math.min(HEAT.length - 2, Math.floor(place))
  const share = place - left
  return [0, 1, 2].map((i) =>
    Math.round(HEAT[left]![i]! * (1 - share) + HEAT[left + 1]![i]! * share)
  ) as unknown as Colour
}

interface Ink {
  heightOf: (value: number) => number
  colour: Colour
}

function fill(raster: Raster, values: Float32Array, { heightOf, colour }: Ink): void {
  for (let x = 0; x < raster.width; x++) {
    const value = values[Math.floor((x / raster.width) * values.length)] ?? 0
    for (let y = heightOf(value); value > 0 && y <= heightOf(0); y++) paint(raster, { x, y, colour })
  }
}

/** The greatest value under each pixel, joined by upright lines and two pixels thick. */
function trace(raster: Raster, values: Float32Array, { heightOf, colour }: Ink): void {
  let before: number | null = null
  for (let x = 0; x < raster.width; x++) {
    const from = Math.floor((x / raster.width) * values.length)
    const to = Math.max(from + 1, Math.floor(((x + 1) / raster.width) * values.length))
    const y = heightOf(values.subarray(from, to).reduce((most, value) => Math.max(most, value), 0))
    const [top, bottom] = [Math.min(y, before ?? y), Math.max(y, before ?? y) + 1]
    for (let row = top; row <= bottom; row++) paint(raster, { x, y: row, colour })
    before = y
  }
}
