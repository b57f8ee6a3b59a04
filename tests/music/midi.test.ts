import { describe, expect, it } from 'vitest'
import { barsOf, readMidi } from '../../src-main/music/midi'
import { scanMidi } from '../../src-main/music/midi-scan'
import { file, header, quarter, tag, text, track } from './midi-bytes'
import { refusal } from './midi-refusal'

const tune = track([...quarter(60), ...quarter(62)])

/** [pitch, beat, beats] of each note of the first track. */
function notesOf(bytes: Uint8Array) {
  return readMidi(bytes, 'a.mid').tracks[0]!.notes.map(({ pitch, beat, beats }) => [pitch, beat, beats])
}

describe('readMidi', () => {
  it('reads notes in beats and seconds, at 120 quarter notes a minute where the file gives no tempo', () => {
    const song = readMidi(file(header(), tune), 'My_tune.mid')
    expect(song).toMatchObject({
      name: 'My_tune.mid',
      title: 'My tune',
      tempo: 120,
      beats: 2,
      key: '',
      repairs: []
    })
    expect(song.metres).toEqual([{ beat: 0, metre: { beats: 4, unit: 4 } }])
    expect(song.tracks).toHaveLength(1)
    expect(song.tracks[0]).toMatchObject({ index: 0, channel: 0, program: 0, isDrums: false })
    expect(song.tracks[0]!.notes).toEqual([
      { seconds: 0, length: 0.5, beat: 0, beats: 1, pitch: 60, velocity: 100 / 127 },
      { seconds: 0.5, length: 0.5, beat: 1, beats: 1, pitch: 62, velocity: 100 / 127 }
    ])
  })

  it('splits type 0 by channel, each with its program and the name of the track', () => {
    const events = [
      ...[0, ...text(0x03, 'Both'), 0, 0xc1, 32],
      ...[
        0, 0x90, 60, 100, 0, 0x91, 36, 90, 96, 0x80, 60, 0, 0, 0x81, 36, 0, 0, 0x99, 38, 80, 48, 0x89, 38, 0
      ]
    ]
    const { tracks } = readMidi(file(header({ type: 0 }), track(events)), 'a.mid')
    expect(
      tracks.map(({ index, name, channel, program, isDrums }) => [index, name, channel, program, isDrums])
    ).toEqual([
      [0, 'Both', 0, 0, false],
      [1, 'Both', 1, 32, false],
      [2, 'Both', 9, 0, true]
    ])
  })

  it('reads running status, also across a meta event, and note-ons without force as note-offs', () => {
    const events = [0, 0x90, 60, 100, 96, 60, 0, 0, ...text(0x01, 'here'), 0, 62, 100, 96, 62, 0]
    expect(notesOf(file(header(), track(events)))).toEqual([
      [60, 0, 1],
      [62, 1, 1]
    ])
  })

  it('follows a map of tempos', () => {
    const map = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, 96, 0xff, 0x51, 3, 0x07, 0xa1, 0x20]
    const song = readMidi(file(header({ tracks: 2 }), track(map), tune), 'a.mid')
    expect(song.tempos).toEqual([
      { beat: 0, bpm: 60 },
      { beat: 1, bpm: 120 }
    ])
    expect(song.tracks[0]!.notes.map(({ seconds, length }) => [seconds, length])).toEqual([
      [0, 1],
      [1, 0.5]
    ])
  })

  it('plays at 120 until a tempo that comes late', () => {
    const late = [96, 0xff, 0x51, 3, 0x0f, 0x42, 0x40]
    const song = readMidi(file(header({ tracks: 2 }), track(late), tune), 'a.mid')
    expect(song.tempos.map(({ bpm }) => bpm)).toEqual([120, 60])
    expect(song.tracks[0]!.notes.map(({ length }) => length)).toEqual([0.5, 1])
  })

  it('counts beats in units of the metre, bar by bar through changes', () => {
    const metres = [0, 0xff, 0x58, 4, 7, 3, 24, 8, 0x82, 0x50, 0xff, 0x58, 4, 3, 2, 24, 8] // 7/8, after 336 ticks 3/4
    const events = [0, 0x90, 60, 100, 0x83, 0x30, 60, 0] // 432 ticks: seven eighths and a quarter
    const song = readMidi(file(header({ tracks: 2 }), track(metres), track(events)), 'a.mid')
    expect(song.metres).toEqual([
      { beat: 0, metre: { beats: 7, unit: 8 } },
      { beat: 7, metre: { beats: 3, unit: 4 } }
    ])
    expect(song.tempos).toEqual([
      { beat: 0, bpm: 240 },
      { beat: 7, bpm: 120 }
    ])
    expect(song.beats).toBe(8)
    expect(barsOf(song)).toEqual([
      { onset: 0, metre: { beats: 7, unit: 8 } },
      { onset: 7, metre: { beats: 3, unit: 4 } }
    ])
  })

  it('takes a first bar that a change of metre cuts short for a pickup', () => {
    const metres = [0, 0xff, 0x58, 4, 4, 2, 24, 8, 96, 0xff, 0x58, 4, 3, 2, 24, 8]
    const song = readMidi(file(header({ tracks: 2 }), track(metres), tune), 'a.mid')
    expect(barsOf(song)).toEqual([
      { onset: 0, metre: { beats: 1, unit: 4 } },
      { onset: 1, metre: { beats: 3, unit: 4 } }
    ])
  })

  it.each([
    [[0xfd, 0], 'Eb'],
    [[0, 0], 'C'],
    [[3, 1], 'F#m'],
    [[0xfc, 1], 'Fm'],
    [[0xf9, 0], 'Cb']
  ])('names the key of signature %j', ([sharps, mode], key) => {
    const events = [0, 0xff, 0x59, 2, sharps!, mode!]
    expect(readMidi(file(header({ tracks: 2 }), track(events), tune), 'a.mid').key).toBe(key)
  })

  it('reads texts of all tracks, in UTF-8 or Latin-1', () => {
    const first = [0, ...text(0x03, 'Für Elise'), 96, ...text(0x06, 'A')]
    const second = [
      0,
      ...text(0x03, [0xe9, 0x74, 0xe9]),
      96,
      ...text(0x05, [0x66, 0xfc, 0x72]),
      ...quarter(60)
    ]
    const song = readMidi(file(header({ tracks: 2 }), track(first), track(second)), 'a.mid')
    expect(song.title).toBe('Für Elise')
    expect(song.tracks[0]!.name).toBe('été')
    expect(song.texts).toEqual([
      { beat: 1, text: 'A' },
      { beat: 1, text: 'für' }
    ])
  })

  it('reads the MIDI file inside a RIFF file', () => {
    const midi = [...header(), ...tune]
    const riff = [...tag('RIFF'), 0, 0, 0, 0, ...tag('RMID'), ...tag('LIST'), 3, 0, 0, 0, 1, 2, 3, 0]
    expect(notesOf(file(riff, tag('data'), [midi.length, 0, 0, 0], midi))).toHaveLength(2)
    expect(refusal(file(riff))).toBe('The RIFF file has no "data" chunk with a MIDI file in it')
  })

  it('loads a file with drums only and flags them', () => {
    const { tracks } = readMidi(file(header(), track([0, 0x99, 38, 100, 48, 0x89, 38, 0])), 'a.mid')
    expect(tracks.map(({ isDrums }) => isDrums)).toEqual([true])
  })

  it('takes 25 frames of 40 ticks a second as time, whatever the tempo', () => {
    const events = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, 0x83, 0x74, 0x90, 60, 100, 0x83, 0x74, 0x80, 60, 0]
    const { notes } = readMidi(file(header({ division: [0xe7, 40] }), track(events)), 'a.mid').tracks[0]!
    expect(notes[0]).toMatchObject({ seconds: 0.5, length: 0.5 })
  })

  it('takes 29 frames a second for 29.97', () => {
    const events = [0x97, 0x35, 0x90, 60, 100, 96, 0x80, 60, 0] // 2,997 ticks
    const { notes } = readMidi(file(header({ division: [0xe3, 100] }), track(events)), 'a.mid').tracks[0]!
    expect(notes[0]!.seconds).toBeCloseTo(1, 3)
  })

  it('keeps time through waits that add up to more than the format can hold', () => {
    const wait = [0xff, 0xff, 0xff, 0x7f, 0xb0, 1, 0]
    const events = [...wait, ...wait, 0, 0x90, 60, 100]
    const song = readMidi(file(header({ division: [0x7f, 0xff] }), track(events)), 'a.mid')
    expect(song.tracks[0]!.notes[0]!.beat).toBeCloseTo((2 * (2 ** 28 - 1)) / 32_767, 6)
  })

  it('takes a division that overflowed its sign for what it was meant to be', () => {
    const events = [0, 0x90, 60, 100, 0x83, 0xb1, 0x10, 0x80, 60, 0] // 55,440 ticks
    expect(notesOf(file(header({ division: [0xd8, 0x90] }), track(events)))).toEqual([[60, 0, 1]])
  })

  it('reads tracks between chunks of other kinds, and fewer than the header promises', () => {
    const other = [...tag('XFIH'), 0, 0, 0, 2, 1, 2]
    expect(notesOf(file(header({ tracks: 9 }), other, tune, other))).toHaveLength(2)
  })
})

describe('slightly broken files', () => {
  it('need no end of track, and may have stray bytes after their last', () => {
    const open = track(quarter(60), { end: [] })
    expect(readMidi(file(header(), open, [1, 2, 3]), 'a.mid').repairs).toEqual([])
    expect(notesOf(file(header(), open, [1, 2, 3]))).toEqual([[60, 0, 1]])
  })

  it('are read as far as they go when they are cut', () => {
    const whole = file(header(), track([...quarter(60), ...quarter(62)]))
    const song = readMidi(whole.subarray(0, whole.length - 6), 'a.mid')
    expect(song.tracks[0]!.notes.map(({ pitch, beats }) => [pitch, beats])).toEqual([
      [60, 1],
      [62, 4]
    ])
    expect(song.repairs).toEqual(['track 1 was read up to byte 34, where an event is cut off'])
  })

  it('are read up to a byte that begins no event', () => {
    const song = readMidi(file(header(), track([...quarter(60), 0, 0xf4, 1, ...quarter(62)])), 'a.mid')
    expect(song.tracks[0]!.notes).toHaveLength(1)
    expect(song.repairs).toEqual(['track 1 was read up to byte 30, where byte 0xf4 begins no event'])
  })

  it('are read up to a value that is none', () => {
    const song = readMidi(file(header(), track([...quarter(60), 0, 0x90, 62, 0x90])), 'a.mid')
    expect(song.repairs).toEqual([
      'track 1 was read up to byte 30, where 0x90 stands where a value up to 0x7f should'
    ])
  })

  it('end a note that nobody ends when its key is struck again, else after a whole note', () => {
    const events = [0, 0x90, 60, 100, 96, 60, 100, 0, 64, 100]
    expect(notesOf(file(header(), track(events)))).toEqual([
      [60, 0, 1],
      [60, 1, 4],
      [64, 1, 4]
    ])
  })

  it('keep the length of a note whose predecessor ends only after it began', () => {
    const events = [0, 0x90, 60, 100, 96, 0x90, 60, 90, 0, 0x80, 60, 0, 96, 0x80, 60, 0]
    expect(notesOf(file(header(), track(events)))).toEqual([
      [60, 0, 1],
      [60, 1, 1]
    ])
  })

  it('give a note without length one tick', () => {
    expect(notesOf(file(header(), track([0, 0x90, 60, 100, 0, 0x80, 60, 0])))).toEqual([[60, 0, 1 / 96]])
  })

  it('ignore note-offs of keys that were never struck', () => {
    const bytes = file(header(), track([0, 0x80, 61, 0, ...quarter(60), 0, 0x80, 60, 0]))
    expect(notesOf(bytes)).toHaveLength(1)
    expect(scanMidi(bytes).tracks[0]).toHaveLength(2)
  })

  it.each([
    [
      '0 microseconds',
      [0xff, 0x51, 3, 0, 0, 0],
      'a tempo of 0 µs a quarter note was passed over; 5 to 2000 quarter notes a minute are read'
    ],
    [
      'a minute',
      [0xff, 0x51, 3, 0xff, 0xff, 0xff],
      'a tempo of 16777215 µs a quarter note was passed over; 5 to 2000 quarter notes a minute are read'
    ],
    [
      'metre 0/4',
      [0xff, 0x58, 4, 0, 2, 24, 8],
      'a metre of 0/4 was passed over; 1 to 32 beats of a whole to a sixteenth note are read'
    ],
    ['metre 4/2^200', [0xff, 0x58, 4, 4, 200, 24, 8], expect.stringContaining('a metre of 4/')],
    [
      '60 sharps',
      [0xff, 0x59, 2, 60, 0],
      'a key was passed over that has more than 7 accidentals or is neither major nor minor'
    ]
  ])('pass over %s and say so', (_, event, problem) => {
    const song = readMidi(file(header({ tracks: 2 }), track([0, ...event]), tune), 'a.mid')
    expect(song.repairs).toEqual([problem])
    expect(song).toMatchObject({ tempo: 120, key: '' })
    expect(song.tracks[0]!.notes.map(({ seconds }) => seconds)).toEqual([0, 0.5])
  })
})
