import { barOnsets, GRID, type Bar, type Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { chordScale, pitchClassesOf } from '../../src-main/music/chord'
import { harmonyOf } from '../../src-main/music/harmony'

/** What a beat of a line holds, in steps of the grid, the usual more often. */
const CELLS = [[0, 6], [0, 6], [0, 6], [0, 6], [0, 6], [0, 6], [0], [6], [0, 4, 8], [0, 3, 6, 9]]

/** A line over chords, phrase after phrase with rests between: mostly eighths, mostly by step, chord tones on the beat. */
export function lineOver(bars: readonly Bar[], seed: number): Note[] {
  const random = createRandom(seed)
  const harmony = harmonyOf(bars)
  const total = barOnsets(bars).at(-1)!
  const notes: Note[] = []
  let pitch = 66
  let left = 0 // beats of the phrase
  for (let beat = random.below(4); beat < total; beat++) {
    if (left === 0) {
      beat += 1 + random.below(random.next() < 0.1 ? 16 : 3)
      left = 6 + random.below(16)
      if (beat >= total) break
    }
    left--
    for (const step of random.pick(CELLS)) {
      const onset = beat + step / GRID
      const chord = harmony.at(onset)
      const isStrong = step === 0 && random.next() < 0.7
      const allowed = chord ? (isStrong ? pitchClassesOf(chord) : chordScale(chord)) : [0, 2, 4, 5, 7, 9, 11]
      const direction = pitch > 78 ? -1 : pitch < 56 ? 1 : random.next() < 0.5 ? -1 : 1
      do pitch += direction
      while (!allowed.includes(pitch % 12))
      notes.push({ onset, duration: 1, pitch, velocity: 0.7 })
    }
  }
  return notes.map((note, i) => {
    const next = notes[i + 1]
    return { ...note, duration: next ? Math.min(1, next.onset - note.onset) : 1 }
  })
}
