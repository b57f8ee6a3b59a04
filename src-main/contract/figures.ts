import { z } from 'zod'
import { bar, feel, note } from './music'

const floats = z.instanceof(Float32Array)

export const axis = z.object({ label: z.string(), unit: z.string().default('') })
export type Axis = z.output<typeof axis>

/** One line of a curves figure; `low` and `high` draw an interval around `y`. All arrays have the length of `x`. */
export const series = z.object({
  name: z.string(),
  x: floats,
  y: floats,
  low: floats.optional(),
  high: floats.optional()
})
export type Series = z.output<typeof series>

const base = { id: z.string(), title: z.string() }

/** Lines over a shared x axis: losses, operating curves, posteriors. */
export const curves = z.object({
  ...base,
  kind: z.literal('curves'),
  x: axis,
  y: axis,
  scale: z.enum(['linear', 'log']).default('linear'),
  series: z.array(series),
  /** A marked point, such as the threshold in force. */
  mark: z.object({ x: z.number(), y: z.number(), label: z.string() }).optional()
})

/** A matrix in colours: `data` is row-major [rows, columns]; `xSpan` and `ySpan` give the values at the first and last cell edge. */
export const heatmap = z.object({
  ...base,
  kind: z.literal('heatmap'),
  rows: z.int().positive(),
  columns: z.int().positive(),
  data: floats,
  x: axis,
  y: axis,
  xSpan: z.tuple([z.number(), z.number()]),
  ySpan: z.tuple([z.number(), z.number()]),
  rowLabels: z.array(z.string()).optional()
})

/** A clip with what a network says of it: spectrogram [bands, frames] over the tracks (labels, posteriors) on one time axis. */
export const tracks = z.object({
  ...base,
  kind: z.literal('tracks'),
  duration: z.number().positive(),
  samples: floats.optional(),
  sampleRate: z.number().positive().optional(),
  spectrogram: z.object({ bands: z.int(), frames: z.int(), data: floats }).optional(),
  tracks: z.array(z.object({ name: z.string(), role: z.enum(['label', 'posterior']), values: floats })),
  spans: z.array(z.object({ start: z.number(), end: z.number(), label: z.string() })).default([])
})

/** Rows of text and numbers; the first column names the row. */
export const table = z.object({
  ...base,
  kind: z.literal('table'),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()])))
})

/** Notes over the chords of a chart, to be seen and heard. */
export const roll = z.object({
  ...base,
  kind: z.literal('roll'),
  feel,
  /** All bars in order, choruses written out; none where nobody knows the chords. */
  bars: z.array(bar),
  notes: z.array(note),
  /** Stretches worth a look, in beats: notes copied from a tune, with its name. */
  marks: z.array(z.object({ start: z.number(), end: z.number(), label: z.string() })).default([])
})

/** Something a lab shows. A figure does not know which lab drew it; a later figure of the same id replaces an earlier one. */
export const figure = z.discriminatedUnion('kind', [curves, heatmap, tracks, table, roll])
export type Figure = z.output<typeof figure>
export type CurvesFigure = z.output<typeof curves>
export type HeatmapFigure = z.output<typeof heatmap>
export type TracksFigure = z.output<typeof tracks>
export type TableFigure = z.output<typeof table>
export type RollFigure = z.output<typeof roll>
