import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chordsOf } from '../../src-main/music/accompaniment'
import { readMidi } from '../../src-main/music/midi'
import { accompanimentOf, findMelody } from '../../src-main/music/tracks'

const folder = '/work/shared/data/nottingham'

describe.skipIf(!existsSync(folder))('Nottingham (skipped without shared/data)', () => {
  it('finds the tune of Nottingham in its first track, and hears the chords that the ABC files write', () => {
    const written = writtenChords(`${folder}/ABC_cleaned`)
    const shares = readdirSync(`${folder}/MIDI`).flatMap((name) => {
      const song = readMidi(readFileSync(`${folder}/MIDI/${name}`), name)
      const melody = findMelody(song)!
      expect(melody.track, name).toBe(0)
      const symbols = chordsOf(song, accompanimentOf(song, melody.track)).flatMap(({ chords }) => chords)
      const heard = new Set(symbols.map(({ symbol }) => sharpened(symbol)))
      const expected = written.get(name)!
      return expected.size === 0
        ? []
        : [[...expected].filter((symbol) => heard.has(symbol)).length / new Set([...expected, ...heard]).size]
    })
    expect(shares.length).toBeGreaterThan(900)
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.95)
  })
})

/** The chords of each tune by the name of its MIDI file, without their basses. */
function writtenChords(folder: string): Map<string, Set<string>> {
  const chords = new Map<string, Set<string>>()
  for (const name of readdirSync(folder))
    for (const tune of readFileSync(`${folder}/${name}`, 'latin1')
      .split(/^(?=X:)/m)
      .filter((text) => text.startsWith('X:'))) {
      const symbols = [...tune.matchAll(/"\(?([A-G][#b]?)([^"/)]*)[^"]*"/g)].map(([, root, quality]) =>
        sharpened(root! + (quality === 'd' ? 'dim' : quality!))
      )
      chords.set(name.replace('.abc', `${/^X:\D*(\d+)/.exec(tune)![1]}.mid`), new Set(symbols))
    }
  return chords
}

function sharpened(symbol: string): string {
  const names: Record<string, string> = { Db: 'C#', Eb: 'D#', Gb: 'F#', Ab: 'G#', Bb: 'A#' }
  return (names[symbol.slice(0, 2)] ?? symbol.slice(0, 2)) + symbol.slice(2)
}
