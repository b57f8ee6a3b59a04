import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkSong } from '../../src-main/engine/songs'
import { file, header, quarter, track } from '../music/midi-bytes'

const DATA = '/work/shared/data'
const hasData = existsSync(DATA)

describe('checkSong', () => {
  it('lets a MIDI file with a tune pass', () => {
    expect(() => checkSong(file(header(), track([...quarter(60), ...quarter(62)])), 'a.mid')).not.toThrow()
  })

  it('refuses drums alone', () => {
    const drums = file(header(), track([0, 0x99, 38, 100, 48, 0x89, 38, 0, 0, 0xf4]))
    expect(() => checkSong(drums, 'a.mid')).toThrow('It holds no tune: all its notes are drums')
  })

  it('reads lead sheets by their name', () => {
    const bytes = new TextEncoder().encode('Dm7 | G7 | c4 d4')
    expect(() => checkSong(bytes, 'a.LS')).not.toThrow()
    expect(() => checkSong(bytes, 'a.mid')).toThrow(
      'Not a MIDI file: it begins with "Dm7 " instead of "MThd"'
    )
  })

  it.each([
    ['a.mid', [], 'The file is empty (0 bytes)'],
    ['a.ls', [0x28], 'The parenthesis of line 1 is never closed']
  ])('gives the reason why %s is refused', (name, bytes, reason) => {
    expect(() => checkSong(Uint8Array.from(bytes), name)).toThrow(reason)
  })
})

describe.skipIf(!hasData)('the data sets (skipped without shared/data)', () => {
  it.each(['wjazzd/midi', 'nottingham/MIDI', 'ii-v-i-licks'])('every file of %s loads', (folder) => {
    const files = readdirSync(`${DATA}/${folder}`).filter((name) => /\.(mid|ls)$/.test(name))
    expect(files.length).toBeGreaterThan(250)
    for (const name of files) checkSong(readFileSync(`${DATA}/${folder}/${name}`), name)
  })
})
