import { describe, expect, it } from 'vitest'
import { chordsOf } from '../../src-main/music/accompaniment'
import { parseChord } from '../../src-main/music/chord'
import { makeChords, makeNotes, makeSong } from './song'

/** The symbols bar by bar, each with its beat where that is not the first. */
function heard(song: ReturnType<typeof makeSong>, tracks = [0]): string[] {
  return chordsOf(song, tracks).map(({ chords }) =>
    chords.map(({ symbol, onset }) => (onset === 0 ? symbol : `${onset}:${symbol}`)).join(' ')
  )
}

describe('chordsOf', () => {
  it.each([
    ['C', [48, 52, 55]],
    ['Am', [45, 48, 52]],
    ['G7', [43, 47, 50, 53]],
    ['Dm7', [50, 53, 57, 60]],
    ['Fmaj7', [41, 45, 48, 52]],
    ['C6', [48, 52, 55, 57]],
    ['Am7', [45, 48, 52, 55]],
    ['Bdim', [47, 50, 53]],
    ['Bm7b5', [47, 50, 53, 57]],
    ['Ddim7', [50, 53, 56, 59]],
    ['Caug', [48, 52, 56]],
    ['Gsus4', [43, 48, 50]],
    ['G7sus4', [43, 48, 50, 53]],
    ['Dm6', [50, 53, 57, 59]],
    ['G7', [43, 53, 59]] // without its fifth
  ])('hears %s', (symbol, chord) => {
    expect(heard(makeSong([{ notes: makeChords([chord], 4) }]))).toEqual([symbol])
    expect(parseChord(symbol)!.root).toBe(chord[0]! % 12)
  })

  it('spells as the key does', () => {
    const notes = makeChords([[46, 50, 53]], 4)
    expect(heard(makeSong([{ notes }], { key: 'F' }))).toEqual(['Bb'])
    expect(heard(makeSong([{ notes }], { key: 'E' }))).toEqual(['A#'])
  })

  it('hears changes at the half bar and on single beats, and writes a chord only where it changes', () => {
    const half = makeChords(
      [
        [48, 52, 55],
        [43, 47, 50, 53],
        [48, 52, 55],
        [48, 52, 55],
        [48, 52, 55]
      ],
      2
    )
    expect(heard(makeSong([{ notes: half }]))).toEqual(['C 2:G7', 'C', ''])
    const beats = makeChords(
      [
        [48, 52, 55],
        [48, 52, 55],
        [48, 52, 55],
        [43, 47, 50]
      ],
      1
    )
    expect(heard(makeSong([{ notes: beats }]))).toEqual(['C 3:G'])
  })

  it('tells two triads in a bar from the seventh chord that their tones make', () => {
    const song = makeSong([
      {
        notes: makeChords(
          [
            [48, 52, 55],
            [45, 48, 52]
          ],
          2
        )
      }
    ])
    expect(heard(song)).toEqual(['C 2:Am'])
  })

  it('puts the tones of an arpeggio together, over a bass in a track of its own', () => {
    const arpeggio = makeNotes([48, 52, 55, 52, 50, 53, 57, 53].map((pitch, i) => [pitch + 12, i, 1]))
    const bass = makeNotes([
      [36, 0, 4],
      [38, 4, 4]
    ])
    expect(heard(makeSong([{ notes: bass }, { notes: arpeggio }]), [0, 1])).toEqual(['C', 'Dm'])
  })

  it('groups a bar of 6/8 in two, and gives each bar its metre', () => {
    const metres = [
      { beat: 0, metre: { beats: 6, unit: 8 as const } },
      { beat: 6, metre: { beats: 2, unit: 4 as const } }
    ]
    const notes = [
      ...makeChords(
        [
          [45, 48, 52],
          [40, 44, 47]
        ],
        3
      ),
      ...makeNotes([
        [45, 6, 2],
        [49, 6, 2],
        [52, 6, 2]
      ])
    ]
    const bars = chordsOf(makeSong([{ notes }], { metres }), [0])
    expect(bars.map(({ metre }) => metre)).toEqual([metres[0]!.metre, metres[1]!.metre])
    expect(heard(makeSong([{ notes }], { metres }))).toEqual(['Am 3:E', 'A'])
  })

  it('writes nothing before the first chord, and lets a chord sound over silence', () => {
    const notes = makeNotes([
      [48, 4, 4],
      [52, 4, 4],
      [55, 4, 4]
    ])
    expect(heard(makeSong([{ notes }], { beats: 12 }))).toEqual(['', 'C', ''])
  })

  it('does not hear drums, nor tracks that it was not told', () => {
    const notes = makeChords([[48, 52, 55]], 4)
    const song = makeSong([{ notes, isDrums: true }, { notes }])
    expect(heard(song, [0])).toEqual([''])
    expect(heard(song, [1])).toEqual(['C'])
  })

  it('is not misled by a bass that is let go a little late', () => {
    const notes = makeNotes([
      [36, 0, 2.1],
      [52, 0, 2],
      [55, 0, 2],
      [45, 2, 2],
      [48, 2, 2],
      [52, 2, 2],
      [55, 2, 2]
    ])
    expect(heard(makeSong([{ notes }]))).toEqual(['C 2:Am7'])
  })
})
