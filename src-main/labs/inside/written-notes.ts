import { NOTE_NAME, pitchClassOf } from '../../music/chord-name'
import type { Note } from '../../contract/music'

/** Notes of one voice that are read at most. */
const MOST = 1_000
const VELOCITY = 0.7

/**
 * Notes as a person writes them, one after another: name with octave (C4 is the middle C) and, after a stroke, how many beats; `r` is a rest.
 *
 *     C4/0.5 Eb4/0.5 r/1 G4
 *
 * Throws RangeError naming the word that is none.
 */
export function readNotes(text: string): Note[] {
  const words = text.split(/\s+/u).filter((word) => word !== '')
  if (words.length > MOST) throw new RangeError(`Write at most ${MOST} notes, not ${words.length}`)
  const notes: Note[] = []
  let onset = 0
  for (const word of words) {
    const [name = '', written = '1'] = word.split('/')
    const duration = Number(written)
    if (!(duration > 0 && duration <= 16))
      throw new RangeError(`“${word}” must last 0 to 16 beats, as in “C4/0.5”`)
    if (name.toLowerCase() !== 'r')
      notes.push({ onset, duration, pitch: pitchOf(name, word), velocity: VELOCITY })
    onset += duration
  }
  return notes
}

function pitchOf(name: string, word: string): number {
  const spelled = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  const letter = NOTE_NAME.exec(spelled)?.[0]
  const octave = spelled.slice(letter?.length ?? 0)
  if (letter === undefined || !/^-?\d$/u.test(octave))
    throw new RangeError(`“${word}” is no note: write a name with its octave, as in “Eb4”, or r for a rest`)
  const pitch = 12 * (Number(octave) + 1) + pitchClassOf(letter)
  if (pitch > 127) throw new RangeError(`“${word}” is higher than any note of MIDI, G9`)
  return Math.max(0, pitch)
}
