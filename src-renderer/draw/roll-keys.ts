import type { Note } from '../../src-main/contract/music'
import type { Beats } from '../../src-main/contract/units'
import { OWN_VELOCITY, addNote, moveNotes, removeNotes, resizeNotes, type Edited } from './roll-edits'

type Stroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>

export interface RollContext {
  /** The step by which notes are moved and drawn. */
  grid: Beats
  /** Where the tune ends. */
  end: Beats
  /** Where a first note is written. */
  position: Beats
}

/** What the keys do, for the person who reads it. */
export const ROLL_KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'note before, next note; with Shift, several'],
  ['↑ ↓', 'a semitone up, down; with Shift, an octave'],
  ['Alt+← →', 'earlier, later by the grid'],
  [', .', 'shorter, longer by the grid'],
  ['N', 'new note after the selected one'],
  ['Delete', 'delete'],
  ['Enter', 'hear the note'],
  ['L', 'lock its bar'],
  ['Esc', 'select nothing']
]

/** The notes and the selection after a stroke; null where the stroke means nothing to the roll. */
export function strokeOn(edited: Edited, stroke: Stroke, context: RollContext): Edited | null {
  const { key, shiftKey, altKey } = stroke
  const { notes } = edited
  const { grid, end } = context
  const hasMod = stroke.ctrlKey || stroke.metaKey
  if (hasMod) return key.toLowerCase() === 'a' && !altKey ? { notes, selected: [...notes.keys()] } : null
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (side) {
    return altKey
      ? moveNotes(edited, { beats: side * grid, semitones: 0 }, end)
      : walk(edited, side, shiftKey)
  }
  if (altKey) return null
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
      return moveNotes(
        edited,
        { beats: 0, semitones: (key === 'ArrowUp' ? 1 : -1) * (shiftKey ? 12 : 1) },
        end
      )
    case ',':
    case '.':
      return resizeNotes(edited, key === '.' ? grid : -grid, { least: grid, end })
    case 'Home':
      return { notes, selected: notes.length > 0 ? [0] : [] }
    case 'End':
      return { notes, selected: notes.length > 0 ? [notes.length - 1] : [] }
    case 'Delete':
    case 'Backspace':
      return removeNotes(edited)
    case 'Escape':
      return { notes, selected: [] }
    case 'n':
    case 'N':
      return appended(edited, context)
    default:
      return null
  }
}

function walk({ notes, selected }: Edited, side: number, extends_: boolean): Edited {
  const from = side > 0 ? (selected.at(-1) ?? -1) : (selected[0] ?? notes.length)
  const to = from + side
  if (to < 0 || to >= notes.length) return { notes, selected }
  return { notes, selected: extends_ ? [...selected, to].sort((a, b) => a - b) : [to] }
}

function appended(edited: Edited, { grid, end, position }: RollContext): Edited {
  const last: Note | undefined = edited.notes[edited.selected.at(-1) ?? -1]
  const onset = last ? last.onset + last.duration : Math.floor(position / grid + 1e-6) * grid
  if (onset + grid > end + 1e-6) return edited
  return addNote(edited, {
    onset,
    duration: grid,
    pitch: last?.pitch ?? 67,
    velocity: last?.velocity ?? OWN_VELOCITY
  })
}
