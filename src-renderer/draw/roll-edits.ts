import { GRID, type Note } from '../../src-main/contract/music'
import type { Beats } from '../../src-main/contract/units'

/** The notes of a roll, sorted, and the places of those that are selected. Never changed in place. */
export interface Edited {
  notes: readonly Note[]
  selected: readonly number[]
}

/** How far the selected notes are moved. */
export interface Shift {
  beats: Beats
  semitones: number
}

/** What a note of one's own is as loud as. */
export const OWN_VELOCITY = 0.75

const LOWEST = 0
const HIGHEST = 127

/** Moves the selected notes together, as far as all of them stay within the tune and the MIDI range. */
export function moveNotes({ notes, selected }: Edited, { beats, semitones }: Shift, end: Beats): Edited {
  const moved = selected.flatMap((i) => notes[i] ?? [])
  if (moved.length === 0) return { notes, selected }
  const shift = {
    beats: within(
      beats,
      -Math.min(...moved.map(({ onset }) => onset)),
      Math.max(0, end - Math.max(...moved.map(({ onset, duration }) => onset + duration)))
    ),
    semitones: within(
      semitones,
      LOWEST - Math.min(...moved.map(({ pitch }) => pitch)),
      HIGHEST - Math.max(...moved.map(({ pitch }) => pitch))
    )
  }
  if (shift.beats === 0 && shift.semitones === 0) return { notes, selected }
  return changed({ notes, selected }, (note) => ({
    ...note,
    onset: tidy(note.onset + shift.beats),
    pitch: note.pitch + shift.semitones
  }))
}

/** Makes the selected notes longer or shorter, none shorter than `least` nor beyond the end of the tune. */
export function resizeNotes(
  edited: Edited,
  beats: Beats,
  { least, end }: { least: Beats; end: Beats }
): Edited {
  return changed(edited, (note) => {
    const shortest = Math.min(least, note.duration)
    const longest = Math.max(shortest, end - note.onset)
    return { ...note, duration: tidy(within(note.duration + beats, shortest, longest)) }
  })
}

export function removeNotes({ notes, selected }: Edited): Edited {
  if (selected.length === 0) return { notes, selected }
  const gone = new Set(selected)
  return { notes: notes.filter((_, i) => !gone.has(i)), selected: [] }
}

/** Adds a note and selects it alone. */
export function addNote({ notes }: Edited, note: Note): Edited {
  return changed({ notes: [...notes, note], selected: [notes.length] }, (same) => same)
}

/** Order in which a roll holds its notes. */
export const byOnset = (a: Note, b: Note): number => a.onset - b.onset || a.pitch - b.pitch

/** Changes the selected notes, sorts all and finds the selected ones again. */
function changed({ notes, selected }: Edited, change: (note: Note) => Note): Edited {
  const chosen = new Set(selected)
  const marked = notes.map((note, i) => ({
    note: chosen.has(i) ? change(note) : note,
    isChosen: chosen.has(i)
  }))
  marked.sort((a, b) => byOnset(a.note, b.note))
  return {
    notes: marked.map(({ note }) => note),
    selected: marked.flatMap(({ isChosen }, i) => (isChosen ? [i] : []))
  }
}

const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))

/** Thirds of beats that are added and taken away again come back to where they were. */
function tidy(beats: Beats): Beats {
  const onGrid = Math.round(beats * GRID) / GRID
  return Math.abs(onGrid - beats) < 1e-6 ? onGrid : beats
}
