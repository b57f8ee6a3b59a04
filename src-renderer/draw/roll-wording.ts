import type { Note } from '../../src-main/contract/music'
import { barAt, overlaps, pitchName, toneKind, type BarBox, type ChordSpan } from './roll'
import { formatNumber } from './wording'

const KINDS = { root: ', root of the chord', chord: ', chord tone', other: ', not in the chord', unknown: '' }

/** What a person who cannot see the roll is told of a note: pitch, place, length, how it sits on its chord, and whom it is copied from. */
export function describeNote(
  note: Note,
  {
    boxes,
    harmony,
    marks
  }: {
    boxes: readonly BarBox[]
    harmony: readonly ChordSpan[]
    marks: readonly { start: number; end: number; label: string }[]
  }
): string {
  const bar = boxes[barAt(boxes, note.onset)]
  const place = bar
    ? `bar ${bar.index + 1}, beat ${formatNumber(note.onset - bar.onset + 1)}`
    : `beat ${formatNumber(note.onset + 1)}`
  const length = `${formatNumber(note.duration)} ${note.duration === 1 ? 'beat' : 'beats'} long`
  const source = marks.find(({ start, end }) => overlaps(note, start, end))?.label
  const kind = KINDS[toneKind(note, harmony)]
  return `${pitchName(note.pitch)}, ${place}, ${length}${kind}${source ? `, copied from ${source}` : ''}`
}
