import type { TracksFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { escape, frame, label } from './curves-svg'
import { linearScale, niceTicks } from './scale'
import { lineOf, outlineOf, peaksOf } from './waveform'
import { formatNumber } from './wording'

const MARGIN = { top: 44, side: 24, bottom: 36 }
const GAP = 8
const PICTURE = 0.6

/**
 * A clip with what a network says of it, as a drawing that stands alone: the spectrogram, or else the waveform, over a lane for each track.
 * @param image data URL of the painted spectrogram; null where there is none
 */
export function tracksSvg(
  figure: TracksFigure,
  inks: Inks,
  { width, height, image }: { width: number; height: number; image: string | null }
): string {
  const { tracks, spans, duration, samples } = figure
  const room = {
    left: MARGIN.side,
    width: width - 2 * MARGIN.side,
    height: height - MARGIN.top - MARGIN.bottom
  }
  const hasPicture = image !== null || samples !== undefined
  const pictureHeight = hasPicture ? (tracks.length > 0 ? PICTURE * room.height : room.height) : 0
  const lane = (room.height - pictureHeight) / Math.max(1, tracks.length) - GAP
  const across = linearScale([0, duration], [room.left, room.left + room.width])
  const at = (x: number, y: number) => `transform="translate(${x} ${y.toFixed(2)})"`
  const picture =
    image !== null
      ? `<image x="${room.left}" y="${MARGIN.top}" width="${room.width}" height="${pictureHeight}" preserveAspectRatio="none" href="${escape(image)}"/>`
      : samples
        ? `<g ${at(room.left, MARGIN.top)}><path d="${outlineOf(peaksOf(samples, Math.round(2 * room.width)), { width: room.width, height: pictureHeight })}" fill="${inks.muted}"/></g>`
        : ''
  const lanes = tracks.flatMap(({ name, role, values }, i) => {
    const top = MARGIN.top + pictureHeight + GAP + i * (lane + GAP)
    const colour = seriesColour(inks, role === 'label' ? 2 : 0)
    const line = lineOf(values, { height: lane, step: room.width / Math.max(1, values.length - 1) })
    return [
      `<line x1="${room.left}" x2="${room.left + room.width}" y1="${(top + lane).toFixed(2)}" y2="${(top + lane).toFixed(2)}" stroke="${inks.grid}"/>`,
      `<g ${at(room.left, top)}>${line === '' ? '' : `<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.5"/>`}</g>`,
      label(name, { x: room.left, y: top + 9, anchor: 'start', ink: colour })
    ]
  })
  const named = spans.flatMap(({ start, end, label: name }) => [
    `<rect x="${across(start).toFixed(2)}" y="${MARGIN.top}" width="${Math.max(1, across(end) - across(start)).toFixed(2)}" height="${room.height}" fill="${inks.ink}" fill-opacity="0.12"/>`,
    label(name, { x: across(start) + 3, y: MARGIN.top - 4, anchor: 'start', ink: inks.muted })
  ])
  const ticks = niceTicks(0, duration, 6).map((tick) =>
    label(`${formatNumber(tick)} s`, { x: across(tick), y: height - 14, anchor: 'middle', ink: inks.muted })
  )
  return frame(figure.title, { width, height, inks, parts: [picture, ...named, ...lanes, ...ticks] })
}
