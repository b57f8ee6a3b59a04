import { describe, expect, it } from 'vitest'
import { accompanimentOf, findMelody } from '../../src-main/music/tracks'
import { makeChords, makeNotes, makeSong } from './song'

const line = makeNotes([
  [72, 0, 1],
  [74, 1, 1],
  [76, 2, 2]
])
const low = makeNotes([
  [36, 0, 2],
  [43, 2, 2]
])
const chords = makeChords(
  [
    [60, 64, 67],
    [62, 65, 69]
  ],
  2
)

describe('findMelody', () => {
  it('takes the voice over block chords, wherever it stands', () => {
    expect(findMelody(makeSong([{ notes: chords }, { notes: line }]))).toEqual({
      track: 1,
      reason: 'it plays one note at a time, it lies highest'
    })
    expect(findMelody(makeSong([{ notes: line }, { notes: chords }]))?.track).toBe(0)
  })

  it('takes the higher of two voices', () => {
    expect(findMelody(makeSong([{ notes: low }, { notes: line }, { notes: chords }]))?.track).toBe(1)
  })

  it('believes a name', () => {
    const song = makeSong([{ notes: line }, { notes: low, name: 'Lead' }])
    expect(findMelody(song)).toEqual({ track: 1, reason: 'its name is “Lead”, it plays one note at a time' })
  })

  it('passes over a bass, a counter voice of few notes, and drums', () => {
    const busy = makeNotes(Array.from({ length: 40 }, (_, i) => [60 + (i % 5), i, 1]))
    const song = makeSong([
      { notes: busy },
      { notes: line },
      { notes: line, program: 33 },
      { notes: line, isDrums: true, channel: 9 }
    ])
    expect(findMelody(song)?.track).toBe(0)
    expect(accompanimentOf(song, 0)).toEqual([1, 2])
  })

  it('prefers one voice to chords that lie higher', () => {
    const high = makeChords([[72, 76, 79]], 4)
    const tenor = makeNotes([
      [55, 0, 1],
      [57, 1, 1]
    ])
    expect(findMelody(makeSong([{ notes: high }, { notes: tenor }]))?.track).toBe(1)
  })

  it('prefers anything to a bass that plays as high', () => {
    expect(findMelody(makeSong([{ notes: line, program: 33 }, { notes: line }]))?.track).toBe(1)
  })

  it('hears legato notes, which overlap a little, as one voice', () => {
    const legato = makeNotes([
      [60, 0, 1.2],
      [62, 1, 1.2],
      [64, 2, 1.2]
    ])
    expect(findMelody(makeSong([{ notes: chords }, { notes: legato }]))?.reason).toContain(
      'one note at a time'
    )
  })

  it('finds none among drums only', () => {
    expect(findMelody(makeSong([{ notes: line, isDrums: true }]))).toBeNull()
    expect(findMelody(makeSong([{ notes: line, isDrums: true }, { notes: low }]))).toEqual({
      track: 1,
      reason: 'it is the only track that is not drums'
    })
  })
})
