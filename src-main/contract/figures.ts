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
  rowLabels: z.array(z.string()).optional(),
  /** What each column stands for, such as the word that was read. */
  columnLabels: z.array(z.string()).optional()
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

/** Who looks at whom: in each map, one a head or layer, row `i` spreads a weight of 1 over the columns. Row-major [rows, columns]. */
export const attention = z.object({
  ...base,
  kind: z.literal('attention'),
  /** What looks, and what it looks at: tokens, in order; they may repeat. */
  rows: z.array(z.string()),
  columns: z.array(z.string()),
  maps: z.array(z.object({ name: z.string(), data: floats })).min(1)
})

/** A search that went several ways at once. Each node but the root names an earlier one as its parent. */
export const tree = z.object({
  ...base,
  kind: z.literal('tree'),
  nodes: z.array(
    z.object({
      /** Index of the node that it continues; null for the root. */
      parent: z.int().min(0).nullable(),
      /** What it adds: a character, a piece of a word. */
      text: z.string(),
      /** ln of the probability of all from the root to here. */
      logProbability: z.number(),
      /** What hypotheses were ranked by: the same, normalised by length. */
      score: z.number(),
      /** `kept` was in the beam, `dropped` fell out of it, `finished` is a whole answer, `chosen` lies on the way to the best. */
      state: z.enum(['kept', 'dropped', 'finished', 'chosen'])
    })
  )
})

/** Named points in the plane or in space: `places` is row-major [points, dimensions]. */
export const points = z.object({
  ...base,
  kind: z.literal('points'),
  dimensions: z.union([z.literal(2), z.literal(3)]),
  labels: z.array(z.string()),
  places: floats,
  /** Names of groups, told apart by colour, and which of them each point belongs to. */
  groups: z.array(z.string()).default([]),
  groupOf: floats.optional(),
  /** From one point to another, by their indexes. */
  arrows: z
    .array(z.object({ from: z.int().min(0), to: z.int().min(0), label: z.string().default('') }))
    .default([])
})

/** A text in its tokens, coloured by what a network makes of each, with stretches named. */
export const strip = z.object({
  ...base,
  kind: z.literal('strip'),
  /** They read as the text when written one after another: spaces belong to them. */
  tokens: z.array(z.string()),
  /** One value a token; `value` says what it is, `range` what the ends of the colours mean. A range around 0 has two colours. */
  values: floats.optional(),
  value: axis.optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  /** For each token what else might have stood there, most probable first. */
  alternatives: z.array(z.array(z.object({ text: z.string(), probability: z.number() }))).optional(),
  /** Tokens `start` to before `end`; `score` in [0, 1] is how sure it is. */
  spans: z
    .array(
      z.object({
        start: z.int().min(0),
        end: z.int().min(0),
        label: z.string(),
        score: z.number().optional()
      })
    )
    .default([])
})

/** Something a lab shows. A figure does not know which lab drew it; a later figure of the same id replaces an earlier one. */
export const figure = z.discriminatedUnion('kind', [
  curves,
  heatmap,
  tracks,
  table,
  roll,
  attention,
  tree,
  points,
  strip
])
export type Figure = z.output<typeof figure>
export type CurvesFigure = z.output<typeof curves>
export type HeatmapFigure = z.output<typeof heatmap>
export type TracksFigure = z.output<typeof tracks>
export type TableFigure = z.output<typeof table>
export type RollFigure = z.output<typeof roll>
export type AttentionFigure = z.output<typeof attention>
export type TreeFigure = z.output<typeof tree>
export type PointsFigure = z.output<typeof points>
export type StripFigure = z.output<typeof strip>
