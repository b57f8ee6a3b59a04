import type { CurvesFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { extentOf, linearScale, logScale, logTicks, niceTicks, type Scale } from './scale'
import { formatNumber } from './wording'

interface Size {
  width: number
  height: number
}

const FONT = 'Inter, system-ui, sans-serif'
/** Of tokens, each letter as wide as the others. */
export const MONO = "'JetBrains Mono', monospace"
const MARGIN = { top: 56, right: 24, bottom: 48, left: 64 }
/** Of a letter of 11 px and of one of the title, about. */
const LETTER = 6.2
const TITLE_LETTER = 8
const KEY_ROW = 15

/** The chart as a vector drawing that stands alone: title, key, axes, intervals, lines, mark. */
export function curvesSvg(figure: CurvesFigure, inks: Inks, { width, height }: Size): string {
  const { series, x, y } = figure
  const named = placeKey(
    series.map(({ name }) => name),
    width - MARGIN.right
  )
  const top = MARGIN.top + Math.max(0, (named.at(-1)?.row ?? 0) * KEY_ROW)
  const isLog = figure.scale === 'log'
  const ys = series.flatMap((line) => [
    line.y,
    ...(line.low ? [line.low] : []),
    ...(line.high ? [line.high] : [])
  ])
  const shown = isLog ? ys.map((values) => values.filter((value) => value > 0)) : ys
  const [left, right] = extentOf(series.map((line) => line.x)) ?? [0, 1]
  const [low, high] = extentOf(shown) ?? (isLog ? [0.1, 1] : [0, 1])
  const across = linearScale([left, right], [MARGIN.left, width - MARGIN.right])
  const up = (isLog ? logScale : linearScale)([low, high], [height - MARGIN.bottom, top])
  const yTicks = isLog ? logTicks(low, high) : niceTicks(low, high, 5)
  const parts = [
    ...yTicks.map((tick) => rule(up(tick), { left: MARGIN.left, right: width - MARGIN.right, inks })),
    ...yTicks.map((tick) =>
      label(formatNumber(tick), { x: MARGIN.left - 8, y: up(tick) + 4, anchor: 'end', ink: inks.muted })
    ),
    ...niceTicks(left, right, 6).map((tick) =>
      label(formatNumber(tick), {
        x: across(tick),
        y: height - MARGIN.bottom + 18,
        anchor: 'middle',
        ink: inks.muted
      })
    ),
    label(axisName(x), {
      x: (MARGIN.left + width - MARGIN.right) / 2,
      y: height - 10,
      anchor: 'middle',
      ink: inks.muted
    }),
    label(axisName(y), { x: 16, y: top - 8, anchor: 'start', ink: inks.muted }),
    ...series.flatMap((line, i) => {
      const colour = seriesColour(inks, i)
      const clamp = isLog ? (value: number) => Math.max(value, low) : (value: number) => value
      const edge = (values: Float32Array) => points(line.x, values.map(clamp), { across, up })
      const band =
        line.low && line.high
          ? [
              `<path d="M${[...edge(line.high), ...edge(line.low).reverse()].join('L')}Z" fill="${colour}" fill-opacity="0.14"/>`
            ]
          : []
      const path = edge(line.y)
      return [
        ...band,
        ...(path.length
          ? [
              `<path d="M${path.join('L')}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`
            ]
          : [])
      ]
    }),
    ...named.flatMap((one, i) => key(one, seriesColour(inks, i), inks)),
    ...(figure.mark ? [markAt(figure.mark, { across, up, inks })] : [])
  ]
  return frame(figure.title, { width, height, inks, parts })
}

/** The sheet that drawings share: paper, title, and the parts over it. */
export function frame(title: string, spec: Size & { inks: Inks; parts: string[] }): string {
  const { width, height, inks, parts } = spec
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" fill="${inks.paper}"/>`,
    `<text x="16" y="24" font-size="${titleSize(title, width)}" font-weight="600" fill="${inks.ink}">${escape(title)}</text>`,
    ...parts,
    '</svg>'
  ].join('\n')
}

/** Text of a drawing, 11 px. */
export function label(
  text: string,
  { x, y, anchor, ink }: { x: number; y: number; anchor: 'start' | 'middle' | 'end'; ink: string }
): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="11" text-anchor="${anchor}" fill="${ink}">${escape(text)}</text>`
}

export function axisName({ label, unit }: { label: string; unit: string }): string {
  return unit ? `${label} [${unit}]` : label
}

function rule(y: number, { left, right, inks }: { left: number; right: number; inks: Inks }): string {
  return `<line x1="${left}" x2="${right}" y1="${round(y)}" y2="${round(y)}" stroke="${inks.grid}"/>`
}

function points(x: Float32Array, y: Float32Array, { across, up }: { across: Scale; up: Scale }): string[] {
  return Array.from(x, (value, i) => [across(value), up(y[i] ?? NaN)] as const)
    .filter((point) => point.every(Number.isFinite))
    .map(([px, py]) => `${round(px)} ${round(py)}`)
}

/** Long titles are smaller, so that narrow sheets hold them. */
function titleSize(title: string, width: number): number {
  return round(Math.max(7, Math.min(15, (15 * (width - 32)) / (TITLE_LETTER * Math.max(1, title.length)))))
}

interface Named {
  name: string
  x: number
  row: number
}

/** Names side by side, in rows where one is not wide enough. */
function placeKey(names: readonly string[], right: number): Named[] {
  let [x, row] = [MARGIN.left, 0]
  return names.map((name) => {
    const wide = 32 + name.length * LETTER
    if (x > MARGIN.left && x + wide > right) [x, row] = [MARGIN.left, row + 1]
    const placed = { name, x, row }
    x += wide
    return placed
  })
}

function key({ name, x, row }: Named, colour: string, inks: Inks): string[] {
  const y = MARGIN.top + row * KEY_ROW
  const swatch = `<rect x="${round(x)}" y="${y - 20}" width="12" height="3" rx="1.5" fill="${colour}"/>`
  return [swatch, label(name, { x: x + 17, y: y - 15, anchor: 'start', ink: inks.ink })]
}

function markAt(
  mark: NonNullable<CurvesFigure['mark']>,
  { across, up, inks }: { across: Scale; up: Scale; inks: Inks }
): string {
  const [x, y] = [across(mark.x), up(mark.y)]
  const dot = `<circle cx="${round(x)}" cy="${round(y)}" r="4" fill="${inks.ink}" stroke="${inks.paper}" stroke-width="1.5"/>`
  return dot + label(mark.label, { x: x + 8, y: y - 8, anchor: 'start', ink: inks.ink })
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const round = (value: number) => Math.round(value * 100) / 100
