import type { Bar, Metre } from '../contract/music'
import type { Beats } from '../contract/units'
import { noteName } from './chord-name'
import { signatureOf } from './key-signature'
import { barsOf, type MidiNote, type MidiSong, type SongBar } from './midi-song'

/** Chords that are told apart, the plainest first: of two that fit alike the earlier one is taken. */
const QUALITIES: readonly { suffix: string; intervals: readonly number[] }[] = [
  { suffix: '', intervals: [0, 4, 7] },
  { suffix: 'm', intervals: [0, 3, 7] },
  { suffix: '7', intervals: [0, 4, 7, 10] },
  { suffix: 'm7', intervals: [0, 3, 7, 10] },
  { suffix: 'maj7', intervals: [0, 4, 7, 11] },
  { suffix: '6', intervals: [0, 4, 7, 9] },
  { suffix: 'm6', intervals: [0, 3, 7, 9] },
  { suffix: 'dim', intervals: [0, 3, 6] },
  { suffix: 'dim7', intervals: [0, 3, 6, 9] },
  { suffix: 'm7b5', intervals: [0, 3, 6, 10] },
  { suffix: 'aug', intervals: [0, 4, 8] },
  { suffix: 'sus4', intervals: [0, 5, 7] },
  { suffix: '7sus4', intervals: [0, 5, 7, 10] }
]

const TEMPLATES = Array.from({ length: 12 }, (_, root) =>
  QUALITIES.map(({ suffix, intervals }) => ({
    root,
    suffix,
    tones: intervals.map((interval) => (root + interval) % 12)
  }))
).flat()

/** What a chord loses for a tone that nobody plays: a fifth is often left out. In shares of what sounds, as all that follows. */
const MISSING_TONE = 0.15
const MISSING_FIFTH = 0.06
const MISSING_ROOT = 0.3
/** What it gains where the lowest note is its root, without which C6 and Am7 are one. */
const ROOT_IN_BASS = 0.12
/** What a change inside a bar must gain: chords change less readily on weak beats. */
const CHANGE_IN_MIDDLE = 0.05
const CHANGE_ELSEWHERE = 0.12

/** What sounds in a stretch of a bar. */
interface Sound {
  /** Beats by pitch class. */
  weights: Float64Array
  lowest: number
}

/**
 * The chords that an accompaniment plays, bar by bar: the division of each bar, and the chord of each piece, that fit best to the
 * pitch classes that sound (template matching, after Fujishima 1999). A chord is written where it changes; nothing is written for
 * silence.
 * @param tracks indices into `song.tracks`; drums are passed over
 */
export function chordsOf(song: MidiSong, tracks: readonly number[]): Bar[] {
  const notes = song.tracks
    .filter(({ index, isDrums }) => tracks.includes(index) && !isDrums)
    .flatMap((track) => track.notes)
    .sort((a, b) => a.beat - b.beat)
  const flats = (signatureOf(song.key)?.sharps ?? -1) < 0
  let last = ''
  let first = 0
  return barsOf(song).map((bar) => {
    // Notes of earlier bars may last into this one; those that ended long ago are not looked at again.
    while (first < notes.length && notes[first]!.beat + notes[first]!.beats <= bar.onset) first++
    const end = bar.onset + bar.metre.beats
    const near = []
    for (let i = first; i < notes.length && notes[i]!.beat < end; i++) near.push(notes[i]!)
    const chords = divideBar(bar, near)
      .map(({ root, suffix, onset }) => ({ symbol: noteName(root, flats) + suffix, onset }))
      .filter(({ symbol }) => {
        const changes = symbol !== last
        last = symbol
        return changes
      })
    return { metre: bar.metre, section: '', chords }
  })
}

interface Piece {
  onset: Beats
  root: number
  suffix: string
}

/** The best division of a bar into chords, found from left to right. */
function divideBar({ onset, metre }: SongBar, notes: readonly MidiNote[]): Piece[] {
  const pulse = pulseOf(metre)
  const pulses = Math.ceil(metre.beats / pulse)
  const sounds = Array.from({ length: pulses }, (_, i) =>
    soundOf(notes, { start: onset + i * pulse, end: onset + Math.min((i + 1) * pulse, metre.beats) })
  )
  const best: { score: number; pieces: Piece[] }[] = [{ score: 0, pieces: [] }]
  for (let to = 1; to <= pulses; to++) {
    const ways = best.map(({ score, pieces }, from) => {
      const sound = joined(sounds.slice(from, to))
      const chord = fitChord(sound)
      const share = (to - from) / pulses
      const cost = from === 0 ? 0 : 2 * from === pulses ? CHANGE_IN_MIDDLE : CHANGE_ELSEWHERE
      if (!chord) return { score: score - cost, pieces }
      return {
        score: score - cost + share * chord.fit,
        pieces: [...pieces, { onset: from * pulse, root: chord.root, suffix: chord.suffix }]
      }
    })
    best.push(ways.reduce((a, b) => (b.score > a.score ? b : a)))
  }
  return best[pulses]!.pieces
}

/** The shortest time that a chord lasts: a beat, or three in metres that group them so. */
function pulseOf({ beats, unit }: Metre): Beats {
  if (unit >= 8 && beats % 3 === 0) return 3
  return unit < 4 ? unit / 4 : 1
}

function soundOf(notes: readonly MidiNote[], { start, end }: { start: Beats; end: Beats }): Sound {
  const sound = { weights: new Float64Array(12), lowest: Infinity }
  for (const { beat, beats, pitch } of notes) {
    const overlap = Math.min(end, beat + beats) - Math.max(start, beat)
    // A chord that is let go late, or struck early, is none of its neighbour's.
    if (overlap <= (end - start) / 8) continue
    sound.weights[pitch % 12]! += overlap
    sound.lowest = Math.min(sound.lowest, pitch)
  }
  return sound
}

function joined(sounds: readonly Sound[]): Sound {
  return {
    weights: Float64Array.from({ length: 12 }, (_, i) =>
      sounds.reduce((sum, { weights }) => sum + weights[i]!, 0)
    ),
    lowest: Math.min(...sounds.map(({ lowest }) => lowest))
  }
}

/** The chord that explains most of what sounds; null in silence. `fit` is 1 where it explains all of it. */
function fitChord({ weights, lowest }: Sound): { root: number; suffix: string; fit: number } | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return null
  let best: { root: number; suffix: string; fit: number } | null = null
  for (const { root, suffix, tones } of TEMPLATES) {
    const inside = tones.reduce((sum, tone) => sum + weights[tone]!, 0) / total
    const missing = tones.reduce((sum, tone, i) => {
      const absence = Math.max(0, 1 - (weights[tone]! * tones.length) / total)
      return sum + absence * (i === 0 ? MISSING_ROOT : i === 2 ? MISSING_FIFTH : MISSING_TONE)
    }, 0)
    const fit = 2 * inside - 1 - missing + (lowest % 12 === root ? ROOT_IN_BASS : 0)
    if (!best || fit > best.fit + 1e-9) best = { root, suffix, fit }
  }
  return best
}
