import type { RollFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { frame, label } from './curves-svg'
import { barBoxes, isBlack, pitchName, pitchSpan, rowTop, type BarBox } from './roll'

const MARGIN = { top: 44, left: 44, right: 16, bottom: 16 }
const ROW = 5
const CHORDS = 16
/** Pixels of a beat where there is room; lines are broken after whole bars. */
const BEAT = 22
const GAP = 18

/** The roll as a drawing that stands alone: bars in lines of a page, as high as they need. */
export function rollSvg(figure: RollFigure, inks: Inks, { width }: { width: number }): string {
  const { notes, marks } = figure
  const boxes = barsOf(figure)
  const [lowest, highest] = pitchSpan(notes)
  const scale = { lowest, highest, beatWidth: BEAT, rowHeight: ROW }
  const room = width - MARGIN.left - MARGIN.right
  const lines = brokenInto(boxes, room / BEAT)
  const body = (highest - lowest + 1) * ROW
  const step = CHORDS + body + GAP
  const pitches = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i)
  const parts = lines.flatMap((line, l) => {
    const [start, end] = [line[0]!.onset, line.at(-1)!.onset + line.at(-1)!.beats]
    const top = MARGIN.top + l * step + CHORDS
    const x = (beat: number) => MARGIN.left + (beat - start) * BEAT
    const clip = (from: number, to: number) => ({
      x: x(Math.max(start, from)).toFixed(2),
      width: Math.max(1, (Math.min(end, to) - Math.max(start, from)) * BEAT).toFixed(2)
    })
    const within = <T extends { from: number; to: number }>(things: T[]) =>
      things.filter(({ from, to }) => from < end && to > start)
    return [
      ...pitches
        .filter(isBlack)
        .map(
          (pitch) =>
            `<rect x="${MARGIN.left}" y="${top + rowTop(scale, pitch)}" width="${((end - start) * BEAT).toFixed(2)}" height="${ROW}" fill="${inks.grid}" fill-opacity="0.5"/>`
        ),
      ...pitches
        .filter((pitch) => pitch % 12 === 0)
        .map((pitch) =>
          label(pitchName(pitch), {
            x: MARGIN.left - 6,
            y: top + rowTop(scale, pitch) + ROW,
            anchor: 'end',
            ink: inks.muted
          })
        ),
      ...line.flatMap(({ onset, chords }) => [
        `<line x1="${x(onset)}" x2="${x(onset)}" y1="${top}" y2="${top + body}" stroke="${inks.muted}" stroke-opacity="0.5"/>`,
        ...chords.map(({ symbol, beat }) =>
          label(symbol, { x: x(beat) + 2, y: top - 5, anchor: 'start', ink: inks.ink })
        )
      ]),
      ...within(marks.map((mark) => ({ ...mark, from: mark.start, to: mark.end }))).map((mark) => {
        const { x: left, width: wide } = clip(mark.from, mark.to)
        return `<rect x="${left}" y="${top}" width="${wide}" height="${body}" fill="${seriesColour(inks, 1)}" fill-opacity="0.14"/>`
      }),
      ...within(notes.map((note) => ({ ...note, from: note.onset, to: note.onset + note.duration }))).map(
        (note) => {
          const { x: left, width: wide } = clip(note.from, note.to)
          return `<rect x="${left}" y="${top + rowTop(scale, note.pitch)}" width="${wide}" height="${ROW}" rx="1" fill="${seriesColour(inks, 0)}" fill-opacity="${(0.45 + 0.55 * note.velocity).toFixed(2)}"/>`
        }
      )
    ]
  })
  const height = MARGIN.top + Math.max(1, lines.length) * step + MARGIN.bottom
  return frame(figure.title, { width, height, inks, parts })
}

/** The bars of the chart, and bars of four beats where notes go on without one. */
function barsOf({ bars, notes }: RollFigure): BarBox[] {
  const boxes = barBoxes(bars)
  const last = Math.max(0, ...notes.map(({ onset, duration }) => onset + duration))
  let end = boxes.reduce((most, { onset, beats }) => Math.max(most, onset + beats), 0)
  while (end < last - 1e-6 || boxes.length === 0) {
    boxes.push({ index: boxes.length, onset: end, beats: 4, section: '', chords: [] })
    end += 4
  }
  return boxes
}

/** Whole bars in lines of so many beats at most; a bar that is longer has a line of its own. */
function brokenInto(boxes: readonly BarBox[], most: number): BarBox[][] {
  const lines: BarBox[][] = []
  for (const box of boxes) {
    const line = lines.at(-1)
    if (line && box.onset + box.beats - line[0]!.onset <= most) line.push(box)
    else lines.push([box])
  }
  return lines
}
