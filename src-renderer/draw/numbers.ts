import type { Figure, TableFigure } from '../../src-main/contract/figures'
import { alignSeries } from './curves'
import { isTopDown } from './heatmap'
import { linearScale } from './scale'

export type Cell = string | number | null
export type Numbers = Pick<TableFigure, 'columns' | 'rows'>

const head = ({ label, unit }: { label: string; unit: string }) => (unit ? `${label} [${unit}]` : label)

/** 32-bit floats hold seven digits; the rest is noise of the conversion. */
function tidy<T extends number | null>(value: T): T {
  return (value === null ? null : Number(value.toPrecision(7))) as T
}

/** The numbers behind a figure, for the eye, the screen reader and spreadsheets. */
export function numbersOf(figure: Figure): Numbers {
  switch (figure.kind) {
    case 'table':
      return { columns: figure.columns, rows: figure.rows }
    case 'roll':
      return {
        columns: ['onset [beats]', 'duration [beats]', 'pitch', 'velocity'],
        rows: figure.notes.map(({ onset, duration, pitch, velocity }) => [
          tidy(onset),
          tidy(duration),
          pitch,
          tidy(velocity)
        ])
      }
    case 'attention':
      return {
        columns: ['map', 'from', 'to', 'weight'],
        rows: figure.maps.flatMap(({ name, data }) =>
          Array.from(data, (weight, i) => [
            name,
            figure.rows[Math.floor(i / figure.columns.length)] ?? '',
            figure.columns[i % figure.columns.length] ?? '',
            tidy(weight)
          ])
        )
      }
    case 'tree':
      return {
        columns: ['node', 'continues', 'text', 'ln probability', 'score', 'state'],
        rows: figure.nodes.map(({ parent, text, logProbability, score, state }, i) => [
          i,
          parent,
          text,
          tidy(logProbability),
          tidy(score),
          state
        ])
      }
    case 'points':
      return {
        columns: ['name', ...['x', 'y', 'z'].slice(0, figure.dimensions), 'group'],
        rows: figure.labels.map((label, i) => [
          label,
          ...Array.from(figure.places.subarray(i * figure.dimensions, (i + 1) * figure.dimensions), tidy),
          figure.groups[figure.groupOf?.[i] ?? -1] ?? null
        ])
      }
    case 'strip':
      return {
        columns: ['token', figure.value ? head(figure.value) : 'value', 'named', 'most probable'],
        rows: figure.tokens.map((token, i) => [
          token,
          tidy(figure.values?.[i] ?? null),
          figure.spans.find(({ start, end }) => start <= i && i < end)?.label ?? null,
          figure.alternatives?.[i]?.[0]?.text ?? null
        ])
      }
    case 'curves': {
      const lines = figure.series.flatMap(({ name, x, y, low, high }) => [
        { name, x, y },
        ...(low ? [{ name: `${name}, low`, x, y: low }] : []),
        ...(high ? [{ name: `${name}, high`, x, y: high }] : [])
      ])
      const { x, columns } = alignSeries(lines)
      return {
        columns: [head(figure.x), ...lines.map(({ name }) => name)],
        rows: Array.from(x, (value, i) => [tidy(value), ...columns.map((column) => tidy(column[i] ?? null))])
      }
    }
    case 'heatmap': {
      const { rows, columns, data, rowLabels } = figure
      const across = linearScale([0, columns], figure.xSpan)
      const up = linearScale([0, rows], figure.ySpan)
      const order = Array.from({ length: rows }, (_, i) => (isTopDown(figure) ? i : rows - 1 - i))
      return {
        columns: [
          `${head(figure.y)} \\ ${head(figure.x)}`,
          ...Array.from({ length: columns }, (_, i) => String(tidy(across(i + 0.5))))
        ],
        rows: order.map((row) => [
          rowLabels?.[row] ?? tidy(up(row + 0.5)),
          ...Array.from(data.subarray(row * columns, (row + 1) * columns), tidy)
        ])
      }
    }
    case 'tracks': {
      const longest = Math.max(0, ...figure.tracks.map(({ values }) => values.length))
      const time = (i: number) => tidy(((i + 0.5) * figure.duration) / longest)
      const at = (values: Float32Array, i: number) =>
        tidy(values[Math.floor(((i + 0.5) * values.length) / longest)] ?? null)
      return {
        columns: ['time [s]', ...figure.tracks.map(({ name }) => name)],
        rows: Array.from({ length: longest }, (_, i) => [
          time(i),
          ...figure.tracks.map(({ values }) => at(values, i))
        ])
      }
    }
  }
}

/** Comma-separated values as RFC 4180 writes them. */
export function toCsv({ columns, rows }: Numbers): string {
  const cell = (value: Cell) => {
    const text = value === null ? '' : String(value)
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
