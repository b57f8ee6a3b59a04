import { describe, expect, it } from 'vitest'
import { MidiError, readMidi } from '../../src-main/music/midi'
import { file, header, quarter, tag, text, track } from './midi-bytes'
import { refusal } from './midi-refusal'

const tune = track([...quarter(60), ...quarter(62)])

describe('refusals', () => {
  it.each([
    ['empty', file(), 'The file is empty (0 bytes)'],
    [
      'something else',
      file(tag('ID3 and music')),
      'Not a MIDI file: it begins with "ID3 " instead of "MThd"'
    ],
    [
      'cut in the header',
      file(header()).subarray(0, 11),
      'The MIDI file ends in its header, after 11 of 14 bytes'
    ],
    ['without a track', file(header()), 'The file ends after its header: it has no track'],
    ['without notes', file(header(), track([])), 'The MIDI file holds no notes'],
    [
      'broken before its first note',
      file(header(), track([0, 60, 100])),
      'The MIDI file holds no notes: track 1 was read up to byte 22, where an event has no status'
    ],
    [
      'type 2',
      file(header({ type: 2 }), tune),
      'The MIDI file is of type 2, a collection of separate patterns; types 0 and 1 can be read'
    ],
    [
      'type 7',
      file(header({ type: 7 }), tune),
      'The MIDI file gives its type as 7; types 0 and 1 can be read'
    ],
    [
      'division 0',
      file(header({ division: [0, 0] }), tune),
      'The MIDI header gives 0 ticks a quarter note; at least 1 is needed'
    ]
  ])('name what is wrong with a file that is %s', (_, bytes, message) => {
    expect(refusal(bytes)).toBe(message)
  })

  it('name the bound of 8 MB', () => {
    expect(refusal(new Uint8Array(9 * 2 ** 20))).toBe('The file has 9.0 MB; at most 8.0 MB are read')
  })

  it('name the bound of 256 tracks', () => {
    const parts = Array.from({ length: 2_000 }, () => tune)
    expect(refusal(file(header({ tracks: 2_000 }), ...parts))).toBe(
      'The file has more than 256 tracks, which is the most that is read'
    )
  })

  it('name the bound of 100,000 notes', () => {
    const events = Array.from({ length: 1_000_000 }, () => [0, 60, 100, 1, 60, 0]).flat()
    expect(refusal(file(header(), track([0, 0x90, 60, 100, ...events])))).toBe(
      'The file holds more than 100,000 notes, which is the most that is read'
    )
  })

  it('name the bound of 50,000 other events', () => {
    const events = Array.from({ length: 60_000 }, () => [0, ...text(0x01, 'x')]).flat()
    expect(refusal(file(header(), track([...events, ...quarter(60)])))).toBe(
      'The file holds more than 50,000 texts and changes of tempo, metre, key and program, which is the most that is read'
    )
  })

  it('name the bound of three hours', () => {
    const wait = [0x83, 0xe8, 0x00] // 62,464 ticks of 1: 8.7 hours at 120
    expect(refusal(file(header({ division: [0, 1] }), track([...wait, 0x90, 60, 100])))).toBe(
      'The MIDI file lasts 8.7 hours; at most 3 are read'
    )
  })

  it('name the bound of length in quarter notes', () => {
    const wait = [0xff, 0xff, 0xff, 0x7f]
    expect(refusal(file(header({ division: [0, 1] }), track([...wait, 0x90, 60, 100])))).toBe(
      'The MIDI file is 268,435,459 quarter notes long; at most 360,000 are read'
    )
  })

  it('spare the largest file within the bounds, which is read in seconds', () => {
    const events = Array.from({ length: 100_000 }, (_, i) => [
      0,
      40 + (i % 40),
      100,
      1,
      40 + (i % 40),
      0
    ]).flat()
    const song = readMidi(file(header(), track([0, 0x90, 30, 0, ...events])), 'a.mid')
    expect(song.tracks[0]!.notes).toHaveLength(100_000)
  }, 60_000)

  it('answer every prefix and every altered byte of a file with a song or a refusal', () => {
    const map = [0, ...text(0x03, 'A'), 0, 0xff, 0x58, 4, 3, 2, 24, 8, 0, 0xff, 0x51, 3, 7, 0xa1, 0x20]
    const whole = file(header({ tracks: 2 }), track(map), tune)
    for (let i = 0; i < whole.length; i++)
      for (const value of [0, 1, 0x7f, 0x80, 0xf0, 0xff]) {
        const altered = whole.slice()
        altered[i] = value
        for (const bytes of [altered, whole.subarray(0, i)])
          try {
            expect(readMidi(bytes, 'a.mid').tracks.length).toBeGreaterThan(0)
          } catch (error) {
            expect(error).toBeInstanceOf(MidiError)
          }
      }
  })
})
