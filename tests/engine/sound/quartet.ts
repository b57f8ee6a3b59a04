import type { Arrangement, Bar, Note } from '../../../src-main/contract/music'

const RIDE = 51
const PEDAL_HAT = 44

/** A loud quartet over a ii–V–I in C, every beat of it full: a stand-in for whatever a band plays. */
export function quartet(barCount: number, tempo = 160): Arrangement {
  const symbols = ['Dm7', 'G7', 'Cmaj7', 'Cmaj7']
  const bars: Bar[] = Array.from({ length: barCount }, (_, i) => ({
    metre: { beats: 4, unit: 4 },
    section: '',
    chords: [{ symbol: symbols[i % 4]!, onset: 0 }]
  }))
  const every = (beats: number, of: (i: number) => Note[]) =>
    Array.from({ length: (4 * barCount) / beats }, (_, i) => of(i)).flat()
  const voicings = [
    [53, 57, 60, 64],
    [53, 57, 59, 64],
    [52, 55, 59, 62],
    [52, 55, 59, 62]
  ]
  return {
    title: 'Quartet',
    feel: { tempo, swing: 0.62 },
    bars,
    parts: [
      {
        role: 'solo',
        program: 65,
        notes: every(0.5, (i) => [
          { onset: i / 2, duration: 0.5, pitch: 62 + ((i * 7) % 17), velocity: 0.85 }
        ])
      },
      {
        role: 'comping',
        program: 0,
        notes: every(2, (i) =>
          voicings[Math.floor(i / 2) % 4]!.map((pitch) => ({
            onset: 2 * i + 0.5,
            duration: 1,
            pitch,
            velocity: 0.6
          }))
        )
      },
      {
        role: 'bass',
        program: 32,
        notes: every(1, (i) => [{ onset: i, duration: 0.95, pitch: 36 + ((i * 5) % 12), velocity: 0.8 }])
      },
      {
        role: 'drums',
        program: 0,
        notes: every(1, (i) => [
          { onset: i, duration: 0.5, pitch: RIDE, velocity: 0.7 },
          ...(i % 2 === 1 ? [{ onset: i, duration: 0.5, pitch: PEDAL_HAT, velocity: 0.6 }] : [])
        ])
      }
    ]
  }
}
