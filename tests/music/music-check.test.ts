import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFile } from '../../src-main/music/music-check'
import { file, header, quarter, track } from './midi-bytes'

const DATA = '/work/shared/data'
const hasData = existsSync(DATA)

describe('checkFile', () => {
  it('says what is in a MIDI file', () => {
    expect(checkFile(file(header(), track([...quarter(60), ...quarter(62)])), 'a.mid')).toEqual({
      ok: true,
      what: '2 notes in 1 track, 1 bar; the tune in track 1: it is the only track that is not drums'
    })
  })

  it('flags drums, and says what was repaired', () => {
    const drums = file(header(), track([0, 0x99, 38, 100, 48, 0x89, 38, 0, 0, 0xf4]))
    expect(checkFile(drums, 'a.mid')).toEqual({
      ok: true,
      what: '1 note in 1 track, 1 bar; drums only, no tune; track 1 was read up to byte 30, where byte 0xf4 begins no event'
    })
  })

  it('reads lead sheets by their name', () => {
    const bytes = new TextEncoder().encode('Dm7 | G7 | c4 d4')
    expect(checkFile(bytes, 'a.LS')).toEqual({ ok: true, what: '2 notes over 2 bars of chords' })
    expect(checkFile(bytes, 'a.mid')).toEqual({
      ok: false,
      reason: 'Not a MIDI file: it begins with "Dm7 " instead of "MThd"'
    })
  })

  it.each([
    ['a.mid', [], 'The file is empty (0 bytes)'],
    ['a.ls', [0x28], 'The parenthesis of line 1 is never closed']
  ])('gives the reason why %s is refused', (name, bytes, reason) => {
    expect(checkFile(Uint8Array.from(bytes), name)).toEqual({ ok: false, reason })
  })
})

describe.skipIf(!hasData)('the data sets (skipped without shared/data)', () => {
  it.each(['wjazzd/midi', 'nottingham/MIDI', 'ii-v-i-licks'])('every file of %s loads', (folder) => {
    const files = readdirSync(`${DATA}/${folder}`).filter((name) => /\.(mid|ls)$/.test(name))
    const refused = files.filter((name) => !checkFile(readFileSync(`${DATA}/${folder}/${name}`), name).ok)
    expect(files.length).toBeGreaterThan(250)
    expect(refused).toEqual([])
  })
})
