import type { CurvesFigure } from '../../contract/figures'
import { intervalsOf, operate, type OperatingPoint, type Scale, type TestStream } from './scoring'

/** How many thresholds a curve has at most. */
const CURVE_POINTS = 60

/** What each threshold costs, in order of rising threshold. Thresholds lie where the curve changes: at the heights of peaks. */
export function operatingCurve(streams: readonly TestStream[], scale: Scale): OperatingPoint[] {
  return candidateThresholds(streams).map((threshold) => operate(streams, threshold, scale))
}

/**
 * The most sensitive threshold that keeps false accepts at or below `perHour`; above every candidate where none does.
 * Searched among all peak heights, not only the curve's points.
 */
export function chooseThreshold(
  streams: readonly TestStream[],
  scale: Scale,
  perHour: number
): OperatingPoint {
  const heights = peakHeights(streams)
  let low = 0
  let high = heights.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (operate(streams, heights[middle]!, scale).falseAcceptsPerHour <= perHour) high = middle
    else low = middle + 1
  }
  const threshold = heights[low] ?? 1
  return operate(streams, threshold, scale)
}

/** The curve as a figure, with intervals, and a mark at the point in force. */
export function drawCurve(
  points: readonly OperatingPoint[],
  hours: number,
  mark?: OperatingPoint
): CurvesFigure {
  const shown = [...points].sort((a, b) => a.falseAcceptsPerHour - b.falseAcceptsPerHour)
  const intervals = shown.map((point) => intervalsOf(point, hours).falseRejectRate)
  return {
    id: 'operating-curve',
    title: 'False rejects against false accepts per hour',
    kind: 'curves',
    scale: 'linear',
    x: { label: 'false accepts', unit: 'per hour' },
    y: { label: 'false rejects', unit: 'share' },
    series: [
      {
        name: 'false rejects',
        x: Float32Array.from(shown, (point) => point.falseAcceptsPerHour),
        y: Float32Array.from(shown, (point) => point.falseRejectRate),
        low: Float32Array.from(intervals, ([low]) => low),
        high: Float32Array.from(intervals, ([, high]) => high)
      }
    ],
    ...(mark
      ? {
          mark: {
            x: mark.falseAcceptsPerHour,
            y: mark.falseRejectRate,
            label: `threshold ${mark.threshold.toFixed(3)}`
          }
        }
      : {})
  }
}

/** Ascending, at most CURVE_POINTS: half of them spread over the words' peaks, half over the highest of the rest. */
function candidateThresholds(streams: readonly TestStream[]): number[] {
  const inside: number[] = []
  const outside: number[] = []
  for (const stream of streams) {
    let next = 0
    for (const { time, value } of peaksOf(stream)) {
      while (next < stream.events.length && time > stream.events[next]!.end) next++
      const event = stream.events[next]
      if (event && time >= event.start) inside.push(value)
      else outside.push(value)
    }
  }
  const highest = outside.sort((a, b) => b - a).slice(0, CURVE_POINTS * 4)
  const half = CURVE_POINTS / 2
  return [
    ...new Set([
      ...spread(
        inside.sort((a, b) => a - b),
        half
      ),
      ...spread(highest.reverse(), half)
    ])
  ].sort((a, b) => a - b)
}

/** `count` of the values, evenly by rank. */
function spread(sorted: readonly number[], count: number): number[] {
  if (sorted.length <= count) return [...sorted]
  return Array.from({ length: count }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (count - 1))]!)
}

const peakHeights = (streams: readonly TestStream[]) =>
  [...new Set(streams.flatMap((stream) => peaksOf(stream).map(({ value }) => value)))].sort((a, b) => a - b)

/** Local maxima; a flat top counts once. */
function peaksOf({ values, hop }: TestStream): { time: number; value: number }[] {
  const peaks: { time: number; value: number }[] = []
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > (values[i - 1] ?? 0) && values[i]! >= (values[i + 1] ?? 0))
      peaks.push({ time: (i + 1) * hop, value: values[i]! })
  }
  return peaks
}
