import { describe, expect, it } from 'vitest'
import { GRID, type Bar, type Metre } from '../../src-main/contract/music'
import type { MidiSong } from '../../src-main/music/midi'
import { keepsBeats, quantise } from '../../src-main/music/quantise'
import { soloOfSong } from '../../src-main/music/solo'
import { lineOver } from './lines'
import { perform } from './perform'

/** A file of one track, as a sequencer writes it: onsets and lengths in beats. */
function written(notes: readonly (readonly [beat: number, beats: number])[], metre: Metre): MidiSong {
  const tempo = 120
  return {
    name: 'tune.mid',
    title: 'Tune',
    beats: Math.max(...notes.map(([beat, beats]) => beat + beats)),
    tempo,
    tempos: [{ beat: 0, bpm: tempo }],
    metres: [{ beat: 0, metre }],
    key: '',
    tracks: [
      {
        index: 0,
        name: '',
        channel: 0,
        program: 0,
        isDrums: false,
        notes: notes.map(([beat, beats]) => ({
          seconds: (beat * 60) / tempo,
          length: (beats * 60) / tempo,
          beat,
          beats,
          pitch: 60,
          velocity: 0.5
        }))
      }
    ],
    texts: [],
    repairs: []
  }
}

const FOUR: Metre = { beats: 4, unit: 4 }
const bars = (count: number): Bar[] =>
  Array.from({ length: count }, (_, i) => ({
    metre: FOUR,
    section: '',
    chords: [{ symbol: ['Dm7', 'G7', 'Cmaj7', 'A7'][i % 4]!, onset: 0 }]
  }))

/** Beats at which so many notes share each beat, evenly. */
const evenly = (...counts: number[]) =>
  counts.flatMap((count, beat) => Array.from({ length: count }, (_, i) => beat + i / count))

describe('quantise', () => {
  it('writes eighths, triplets, sixteenths and sextuplets as they are', () => {
    const onsets = evenly(1, 2, 3, 4, 2, 6, 1, 3)
    const { steps, swing } = quantise(onsets)
    expect([...steps]).toEqual(onsets.map((onset) => Math.round(onset * GRID)))
    expect(swing).toBe(0.5)
  })

  it('takes a long and a short note for swung eighths, but writes the triplet that is whole', () => {
    const pairs = Array.from({ length: 8 }, (_, beat) => [beat, beat + 2 / 3]).flat()
    const { steps, swing } = quantise([...pairs, 8, 8 + 1 / 3, 8 + 2 / 3, 9])
    expect(swing).toBeCloseTo(2 / 3)
    expect([...steps]).toEqual([...pairs.map((_, i) => i * 6), 96, 100, 104, 108])
  })

  it('counts a note just before a beat to that beat', () => {
    const { steps } = quantise([0, 0.52, 0.97, 1.49, 1.96, 2.5, 3.02])
    expect([...steps]).toEqual([0, 6, 12, 18, 24, 30, 36])
  })

  it('gives no two notes the same step', () => {
    const { steps } = quantise([0, 0.02, 0.5, 1, 1.01, 1.03, 1.5])
    for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThan(steps[i - 1]!)
  })

  it('puts back what is played to a click', () => {
    const meant = lineOver(bars(32), 4)
    const click = { tempo: 120, swing: 0.5, noise: 0.015, drift: 0, layBack: 0, silence: 0, seed: 3 }
    const onsets = perform(meant, click).tracks[0]!.notes.map(({ seconds }) => seconds * 2)
    const { steps } = quantise(onsets)
    const right = meant.filter(({ onset }, i) => Math.round(onset * GRID) === steps[i])
    expect(right.length / meant.length).toBeGreaterThan(0.95)
    expect(keepsBeats(onsets)).toBe(true)
  })
})

describe('keepsBeats', () => {
  it('tells a file with a grid from a performance in free time', () => {
    const meant = lineOver(bars(32), 5)
    const free = { tempo: 150, swing: 0.6, noise: 0.015, seed: 3 }
    expect(keepsBeats(meant.map(({ onset }) => onset))).toBe(true)
    expect(keepsBeats(perform(meant, free).tracks[0]!.notes.map(({ seconds }) => seconds * 2.5))).toBe(false)
  })
})

describe('soloOfSong', () => {
  it.each([
    [{ beats: 3, unit: 4 }, 2],
    [{ beats: 5, unit: 4 }, 2],
    [{ beats: 6, unit: 8 }, 1]
  ] as const)('takes the beats and the bars of a file that keeps to them: %o', (metre, count) => {
    const notes = evenly(1, 2, 2, 1, 3, 1).map((beat) => [beat, 0.3] as const)
    const { bars, notes: found, fit } = soloOfSong({ song: written(notes, metre), track: 0, chart: null })
    expect(found.map(({ onset }) => onset * GRID)).toEqual(notes.map(([beat]) => Math.round(beat * GRID)))
    expect(bars).toEqual(Array(count).fill({ metre, section: '', chords: [] }))
    expect(fit).toMatchObject({ onGrid: 1, dropped: 0, fault: null })
  })

  it('keeps rests, and joins notes that a sequencer parts', () => {
    const song = written([...evenly(1, 1, 1, 1).map((beat) => [beat, 0.95] as const), [4, 0.5], [6, 2]], FOUR)
    const { notes } = soloOfSong({ song, track: 0, chart: null })
    expect(notes.map(({ duration }) => duration)).toEqual([1, 1, 1, 1, 0.5, 2])
  })

  it('repeats the chart of one chorus until it covers the tune', () => {
    const song = written(
      evenly(...Array<number>(40).fill(2)).map((beat) => [beat, 0.5] as const),
      FOUR
    )
    const chart = { title: '', key: '', bars: bars(4) }
    expect(soloOfSong({ song, track: 0, chart }).bars).toEqual([...bars(4), ...bars(4), ...bars(4)])
  })

  it('takes the highest of the notes that begin at once', () => {
    const song = written(
      evenly(1, 1, 1, 1).map((beat) => [beat, 1] as const),
      FOUR
    )
    const { notes } = song.tracks[0]!
    notes.push({ ...notes[1]!, pitch: 72 })
    expect(soloOfSong({ song, track: 0, chart: null }).notes.map(({ pitch }) => pitch)).toEqual([
      60, 72, 60, 60
    ])
  })
})
