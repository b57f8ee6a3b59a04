import type { SongPreview, SongTrack } from '../../../../src-main/contract/songs'
import { pitchName } from '../../../draw/roll'
import { formatDuration, plural } from '../../../draw/wording'

const CHORDS = {
  person: 'your chords',
  catalogue: 'chords of a catalogue',
  file: 'chords of its file',
  accompaniment: 'chords heard in the accompaniment'
}

/** What was found in a song, in a line. */
export function foundIn({ tracks, melody, notes, chordsFrom, seconds }: SongPreview): string {
  const track = tracks.find(({ index }) => index === melody?.track)
  const tune = melody
    ? `${plural(notes.length, 'note')}${track?.name ? ` in “${track.name}”` : ''}`
    : 'no melody'
  const chords = chordsFrom ? CHORDS[chordsFrom] : 'no chords'
  return `${formatDuration(Math.round(seconds))}, ${tune}, ${chords}`
}

/** A track as a list names it. */
export function trackName({ index, name, isDrums, notes, low, high }: SongTrack): string {
  const range = isDrums ? 'drums' : `${pitchName(low)} to ${pitchName(high)}`
  return `${index + 1}. ${name || 'without a name'}: ${plural(notes, 'note')}, ${range}`
}
