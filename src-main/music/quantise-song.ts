import { beatOf, GRID, secondsOf, type Bar } from '../contract/music'
import type { Beats } from '../contract/units'
import { accompanimentOf } from './tracks'
import { chordsOf } from './accompaniment'
import { barsOf, type MidiSong } from './midi-song'
import { quantise } from './quantise'
import { oneVoice, write } from './quantise-steps'
import { chorusesOf } from './quantise-bars'
import type { Solo, SoloFit, SongWish } from './solo'

/** A shorter rest before the next note is how a note is held in a sequencer. */
const GATE: Beats = 0.12
/** A note counts as on the grid within this many beats. */
const NEAR: Beats = 0.08

/**
 * Writes down a file by its own beats, in any metre: what was made in a sequencer or played to its click. Chords are those of the
 * chart, else those of its accompaniment; without either, bars are empty.
 * @throws RangeError where the song has no such track
 */
export function soloOfScore({ song, track, chart, entry = null }: SongWish): Solo & { fit: SoloFit } {
  const part = song.tracks[track]
  if (!part)
    throw new RangeError(
      `'${song.name}' has ${song.tracks.length} tracks with notes, none is number ${track}`
    )
  const played = oneVoice(part.notes, ({ beat }) => beat)
  const { steps, swing, evidence } = quantise(played.map(({ beat }) => beat))
  const { notes, dropped } = write(
    played.map(({ beat, beats, pitch, velocity }, i) => ({
      step: steps[i]!,
      end: beatOf(beat + beats, { tempo: 60, swing }),
      isTied: (played[i + 1]?.beat ?? Infinity) - beat - beats < GATE,
      pitch,
      velocity
    }))
  )
  const bars = chart ? chorusesOf(chart.bars, song.beats) : barsHeard(song, track)
  const tempo = entry?.tempo ?? song.tempo
  const near = played.filter(({ beat }, i) => isNear(beat, steps[i]!, swing)).length
  return {
    name: song.name,
    title: entry?.title || song.title,
    performer: entry?.performer ?? '',
    feel: { tempo: Math.min(500, Math.max(20, tempo)), swing },
    bars,
    notes,
    fit: {
      onGrid: near / played.length,
      offset: Math.floor(notes[0]!.onset),
      tempo,
      confidence: 1,
      harmony: 0,
      evidence,
      dropped,
      fault: null
    }
  }
}

/** Whether a note sounds near its step, swung or even. */
function isNear(beat: Beats, step: number, swing: number): boolean {
  const swung = secondsOf(step / GRID, { tempo: 60, swing })
  return Math.min(Math.abs(beat - swung), Math.abs(beat - step / GRID)) <= NEAR
}

function barsHeard(song: MidiSong, track: number): Bar[] {
  const accompaniment = accompanimentOf(song, track)
  if (accompaniment.length > 0) return chordsOf(song, accompaniment)
  return barsOf(song).map(({ metre }) => ({ metre, section: '', chords: [] }))
}
