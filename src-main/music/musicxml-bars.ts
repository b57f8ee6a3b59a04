import { barOnsets, GRID, type Bar, type Note } from '../contract/music'
import { splitIntoValues, type Piece } from './musicxml-values'

/** What one sign of a score shows: a note, a rest, or a part of a note that is tied to its neighbours. */
export interface Sign extends Piece {
  /** Null for a rest. */
  pitch: number | null
  isTiedBack: boolean
  isTiedOn: boolean
}

/** A stretch of a bar in which a note, or nothing, sounds; in steps of the bar. */
interface Span {
  start: number
  end: number
  pitch: number | null
  /** Whether the note began in an earlier bar; whether it goes on in the next, where there is one. */
  cameIn: boolean
  goesOn: boolean
}

/** The signs of each bar, without gaps. Notes are put on the grid; one that another overtakes ends there. */
export function signsOf(notes: readonly Note[], bars: readonly Bar[]): Sign[][] {
  return spansOf(onGrid(notes), bars).map((spans, i) =>
    spans.flatMap((span) => {
      const pieces = splitIntoValues(span, bars[i]!.metre.unit)
      return pieces.map((piece, i) => ({
        ...piece,
        pitch: span.pitch,
        isTiedBack: i > 0 ? span.pitch !== null : span.cameIn,
        isTiedOn: i < pieces.length - 1 ? span.pitch !== null : span.goesOn
      }))
    })
  )
}

interface Placed {
  start: number
  end: number
  pitch: number
}

/** One voice, in steps from the beginning; of notes struck together the highest. */
function onGrid(notes: readonly Note[]): Placed[] {
  const placed = notes
    .map(({ onset, duration, pitch }) => {
      const start = Math.round(onset * GRID)
      return { start, end: Math.max(start + 1, Math.round((onset + duration) * GRID)), pitch }
    })
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch)
  return placed
    .map((note, i) => ({ ...note, end: Math.min(note.end, placed[i + 1]?.start ?? Infinity) }))
    .filter(({ start, end }) => end > start)
}

function spansOf(notes: readonly Placed[], bars: readonly Bar[]): Span[][] {
  const onsets = barOnsets(bars)
  let next = 0
  return bars.map(({ metre }, i) => {
    const from = onsets[i]! * GRID
    const to = from + metre.beats * GRID
    const spans: Span[] = []
    let at = from
    const restUntil = (end: number) => {
      if (end > at)
        spans.push({ start: at - from, end: end - from, pitch: null, cameIn: false, goesOn: false })
    }
    while (next < notes.length && notes[next]!.start < to) {
      const { start, end, pitch } = notes[next]!
      const [begin, stop] = [Math.max(start, from), Math.min(end, to)]
      restUntil(begin)
      spans.push({
        start: begin - from,
        end: stop - from,
        pitch,
        cameIn: start < from,
        goesOn: end > to && i < bars.length - 1
      })
      at = stop
      if (end > to) break
      next++
    }
    restUntil(to)
    return spans
  })
}
