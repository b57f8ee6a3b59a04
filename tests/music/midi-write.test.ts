import { describe, expect, it } from 'vitest'
import { GRID, secondsOf, type Arrangement, type Bar, type Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { meta } from '../../src-main/music/midi-event'
import { scanMidi } from '../../src-main/music/midi-scan'
import { readMidi, writeMidi } from '../../src-main/music/midi'

const bar = (beats: number, unit: Bar['metre']['unit'], chords: Bar['chords'] = [], section = ''): Bar => ({
  metre: { beats, unit },
  section,
  chords
})

const BARS = [
  bar(
    4,
    4,
    [
      { symbol: 'Dm7', onset: 0 },
      { symbol: 'G7', onset: 2 }
    ],
    'A'
  ),
  bar(4, 4, [{ symbol: 'Cmaj7', onset: 0 }]),
  bar(7, 8, [{ symbol: 'F♯ø', onset: 3 }], 'B'),
  bar(3, 4)
]

function makeArrangement({ notes, swing = 0.5 }: { notes: Note[]; swing?: number }): Arrangement {
  return {
    title: 'Étude',
    feel: { tempo: 160, swing },
    bars: BARS,
    parts: [
      { role: 'solo', program: 66, notes },
      { role: 'drums', program: 0, notes: [{ onset: 0, duration: 1, pitch: 51, velocity: 0.5 }] },
      { role: 'bass', program: 32, notes: [{ onset: 1, duration: 1, pitch: 40, velocity: 1 }] }
    ]
  }
}

/** One voice on the grid over all bars, 18 beats. */
function makeLine(seed: number): Note[] {
  const random = createRandom(seed)
  const notes: Note[] = []
  for (let step = 0; step < 18 * GRID;) {
    const steps = 1 + random.below(20)
    const duration = Math.min(steps, 18 * GRID - step) / GRID
    notes.push({
      onset: step / GRID,
      duration,
      pitch: 50 + random.below(30),
      velocity: (1 + random.below(127)) / 127
    })
    step += steps
  }
  return notes
}

describe('writeMidi', () => {
  it('swings: an off-beat eighth stands where it sounds', () => {
    const notes = [0, 0.5, 1].map((onset) => ({ onset, duration: 0.5, pitch: 60, velocity: 1 }))
    const song = readMidi(writeMidi(makeArrangement({ notes, swing: 2 / 3 })), 'a.mid')
    expect(song.tracks[0]!.notes.map(({ beat }) => beat)).toEqual([0, 640 / 960, 1])
    expect(song.tracks[0]!.notes.map(({ beats }) => Math.round(960 * beats))).toEqual([640, 320, 640])
  })

  it.each([1, 2, 3])(
    'reopens to the same notes within a tick, swung and through metres (seed %i)',
    (seed) => {
      const notes = makeLine(seed)
      const arrangement = makeArrangement({ notes, swing: 0.62 })
      const read = readMidi(writeMidi(arrangement), 'a.mid').tracks[0]!.notes
      const tick = 60 / 160 / 480
      expect(read).toHaveLength(notes.length)
      for (const [i, { onset, duration, pitch, velocity }] of notes.entries()) {
        expect(read[i]!.pitch).toBe(pitch)
        expect(read[i]!.velocity).toBeCloseTo(velocity, 6)
        const [begin, end] = [onset, onset + duration].map((beat) => secondsOf(beat, arrangement.feel))
        expect(Math.abs(read[i]!.seconds - begin!)).toBeLessThan(tick)
        expect(Math.abs(read[i]!.seconds + read[i]!.length - end!)).toBeLessThan(tick)
      }
    }
  )

  it('says tempo, metres, key, chords, sections, settings and what it is told', () => {
    const about = { key: 'Bbm', texts: [{ beat: 4, text: 'seed 7' }] }
    const song = readMidi(writeMidi(makeArrangement({ notes: makeLine(1), swing: 0.6 }), about), 'a.mid')
    expect(song).toMatchObject({ title: 'Étude', key: 'Bbm', repairs: [] })
    expect(song.tempos.map(({ beat, bpm }) => [beat, Math.round(bpm)])).toEqual([[0, 160]])
    expect(song.metres).toEqual([
      { beat: 0, metre: { beats: 4, unit: 4 } },
      { beat: 8, metre: { beats: 7, unit: 8 } },
      { beat: 15, metre: { beats: 3, unit: 4 } }
    ])
    expect(song.texts).toEqual([
      { beat: 0, text: 'Tempo 160, swing 0.6' },
      { beat: 0, text: 'A' },
      { beat: 0, text: 'Dm7' },
      { beat: 2, text: 'G7' },
      { beat: 4, text: 'seed 7' },
      { beat: 4, text: 'Cmaj7' },
      { beat: 8, text: 'B' },
      { beat: 11, text: 'F♯ø' }
    ])
  })

  it('gives each part a track of its own, drums on channel 10', () => {
    const { tracks } = readMidi(writeMidi(makeArrangement({ notes: makeLine(1) })), 'a.mid')
    expect(tracks.map(({ name, channel, program, isDrums }) => [name, channel, program, isDrums])).toEqual([
      ['Solo', 0, 66, false],
      ['Drums', 9, 0, true],
      ['Bass', 1, 32, false]
    ])
  })

  it('leaves channel 10 to the drums, whoever else plays', () => {
    const part = (role: 'comping' | 'drums') => ({ role, program: 0, notes: makeLine(1) })
    const parts = [...Array.from({ length: 11 }, () => part('comping')), part('drums')]
    const { tracks } = readMidi(writeMidi({ ...makeArrangement({ notes: [] }), parts }), 'a.mid')
    expect(tracks.map(({ channel }) => channel)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 9])
  })

  it('keeps a note without force, as soft as can be', () => {
    const notes = [{ onset: 0, duration: 1, pitch: 60, velocity: 0 }]
    const [solo] = readMidi(writeMidi(makeArrangement({ notes })), 'a.mid').tracks
    expect(solo!.notes[0]!.velocity).toBeCloseTo(1 / 127, 6)
  })

  it('clicks on the units of the metre', () => {
    const [conductor] = scanMidi(writeMidi(makeArrangement({ notes: makeLine(1) }))).tracks
    const metres = conductor!.filter((event) => event.meta === meta.metre)
    expect(metres.map(({ data }) => [...data])).toEqual([
      [4, 2, 24, 8],
      [7, 3, 12, 8],
      [3, 2, 24, 8]
    ])
  })

  it('is a file of type 1 with a track for the conductor', () => {
    const bytes = writeMidi(makeArrangement({ notes: makeLine(1) }))
    expect([...bytes.subarray(0, 14)]).toEqual([0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 1, 0, 4, 0x03, 0xc0])
  })
})
